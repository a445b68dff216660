/** `npm run replay -- FILE.csv`: replays a real outbreak through the real server and the real device code. */

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { timeText } from "./compare.ts";
import { CsvError } from "./csv.ts";
import { replayPolicy } from "./plan.ts";
import { progressOn } from "./progress.ts";
import { runReplay } from "./replay.ts";
import { countRefusals, readRows } from "./rows.ts";
import { planScenario } from "./scenario.ts";
import { type Summary, tableOf } from "./table.ts";
import { Truth } from "./truth.ts";

const help = `Replay a real outbreak through the real server and the real device code, and compare
every phone on every day with what the rules say.

usage: npm run replay -- FILE.csv [options]

  --phones N   phones of visitors (default 400); those of cases come on top
  --days N     only the rows of the first N days on which anything was published
  --seed S     a whole number from which visitors are laid out (default 1)
  --json       print JSON instead of a table
  --verbose    explain every difference, not just the first ten
  --help       print this

The file has the columns id, event, start_utc, end_utc, first_seen_utc, times as
2021-08-20T05:08:25Z. Exit status: 0 when nothing was missed and nothing false, 1 when
something was, 2 when the replay could not be made.
`;

const explained = 10;

class UsageError extends Error {}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new UsageError(`--${name} takes a whole number from ${least}, not "${text}"`);
  }
  return value;
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        phones: { type: "string", default: "400" },
        days: { type: "string" },
        seed: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return null;
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new UsageError("wanted one CSV file");
    return {
      file,
      phones: wholeNumber("phones", values.phones, 1),
      publicationDays: values.days === undefined ? null : wholeNumber("days", values.days, 1),
      seed: wholeNumber("seed", values.seed, 0),
      json: values.json,
      verbose: values.verbose,
    };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

async function replayFile(o: NonNullable<ReturnType<typeof readArguments>>): Promise<Summary> {
  const progress = progressOn(process.stderr);
  const { rows, refused } = readRows(await readFile(o.file, "utf8"));
  const policy = replayPolicy;
  const plan = planScenario(rows, {
    phones: o.phones,
    publicationDays: o.publicationDays,
    seed: o.seed,
    policy,
  });
  const result = await runReplay({ plan, policy, truth: new Truth(plan, policy), threads: 2, progress });
  const { user, system } = process.cpuUsage();
  const told = result.differences.slice(0, o.verbose ? undefined : explained);
  return {
    ...result,
    file: o.file,
    seed: o.seed,
    rows: { used: plan.places.length, refused: countRefusals(refused) },
    events: plan.visits.length,
    leftOut: plan.visitsLeftOut,
    phones: {
      visitors: plan.phones.filter(({ isCase }) => !isCase).length,
      cases: plan.phones.filter(({ isCase }) => isCase).length,
    },
    from: plan.days[0]!.close,
    to: plan.days.at(-1)!.close,
    seconds: { total: process.uptime(), cpu: (user + system) / 1e6 + result.serverSeconds },
    differences: told.map(({ kind, day, phone, what }) => {
      return `${kind}, ${timeText(plan.days[day]!.sync)}, phone ${phone}: ${what}`;
    }),
  };
}

async function main(): Promise<number> {
  const given = readArguments();
  if (given === null) {
    process.stdout.write(help);
    return 0;
  }
  const summary = await replayFile(given);
  process.stdout.write(`${given.json ? JSON.stringify(summary, null, 2) : tableOf(summary)}\n`);
  return summary.missed > 0 || summary.false > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const plain =
    error instanceof UsageError ||
    error instanceof CsvError ||
    (error as { code?: string }).code === "ENOENT";
  process.stderr.write(`replay: ${plain ? (error as Error).message : (error as Error).stack}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${help}`);
  process.exitCode = 2;
}
