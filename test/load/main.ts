/** `npm run load`: servers of its own under load, and worse; nothing that it acknowledged may be lost or doubled. */

import { parseArgs } from "node:util";
import { progressOn } from "../replay/progress.ts";
import { type LoadResult, runLoad } from "./load.ts";
import type { Tally } from "./tally.ts";

const help = `Start a server, or several on one database, load it from this process with what cases, phones and
nuisances send, and look at what it published.

usage: npm run load [-- options]

  --seconds N     for how long (default 60; a soak takes hours)
  --reports N     a second (default 50)
  --senders N     that send a report after another, as fast as they are answered (default 0)
  --decoys N      a second (default 50)
  --claims N      a second (default 5)
  --phones N      that sync over and over (default 8)
  --kill-every N  kill the server so often, in seconds, and start it again (default 0: never)
  --annoy         clients that trickle, break off, send nonsense or too much
  --period N      length of a batch period, seconds (default 5)
  --database URL  of an empty PostgreSQL database, instead of an SQLite file (as CELADON_DATABASE_URL)
  --nodes N       servers on that database, 1 to 8, each asked and killed in turn (default 1)
  --help          print this

Exit status: 0 when all that was acknowledged was published once, 1 when not.
`;

/** "3 × no answer, 2 × 503". */
function counted(byStatus: ReadonlyMap<number, number>): string {
  return [...byStatus]
    .toSorted(([one], [other]) => one - other)
    .map(([status, count]) => `${count} × ${status === 0 ? "no answer" : status}`)
    .join(", ");
}

function row(label: string, tally: Tally): string {
  const { answered, repeated, again } = tally;
  const times = [0.5, 0.99, 1].map((share) => tally.quantile(share).toFixed(1));
  return `${label.padEnd(10)} ${String(answered).padStart(8)} answered, ${repeated} sent again${repeated > 0 ? ` (${counted(again)})` : ""}; ${times.join(", ")} ms median, 99 %, most`;
}

function tableOf(result: LoadResult): string {
  const { memory, annoyances, tokens, lost, doubled, kills, batches } = result;
  const mebibytes = [memory.early, memory.most, memory.late].map((bytes) => Math.round(bytes / 2 ** 20));
  return [
    `${row("reports", result.reports)}; ${(result.reports.answered / result.seconds).toFixed(0)} a second`,
    row("decoys", result.decoys),
    row("claims", result.claims),
    row("syncs", result.syncs),
    `nuisances  ${counted(annoyances) || "none"}`,
    `kills      ${kills}`,
    `memory     ${mebibytes.join(", ")} MiB early, most, late`,
    `tokens     ${tokens} acknowledged, in ${batches} batches: ${lost} lost, ${doubled} doubled`,
  ].join("\n");
}

const number = (value: string): number => {
  if (!/^\d{1,6}$/.test(value)) throw new Error(`a whole number is wanted, not "${value}"`);
  return Number(value);
};

try {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "60" },
      reports: { type: "string", default: "50" },
      senders: { type: "string", default: "0" },
      decoys: { type: "string", default: "50" },
      claims: { type: "string", default: "5" },
      phones: { type: "string", default: "8" },
      "kill-every": { type: "string", default: "0" },
      annoy: { type: "boolean", default: false },
      period: { type: "string", default: "5" },
      database: { type: "string" },
      nodes: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) process.stdout.write(help);
  else {
    if (values.database === undefined && values.nodes !== "1") throw new Error("--nodes needs --database");
    const result = await runLoad({
      seconds: number(values.seconds),
      reports: number(values.reports),
      senders: number(values.senders),
      decoys: number(values.decoys),
      claims: number(values.claims),
      phones: number(values.phones),
      killEvery: number(values["kill-every"]),
      isAnnoyed: values.annoy,
      period: Math.max(1, number(values.period)),
      database: values.database ?? null,
      nodes: Math.min(8, Math.max(1, number(values.nodes))),
      progress: progressOn(process.stderr),
    });
    process.stdout.write(`${tableOf(result)}\n`);
    if (result.lost + result.doubled > 0) process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(`load: ${(error as Error).message}\n\n${help}`);
  process.exitCode = 2;
}
