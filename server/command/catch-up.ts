import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { epochOf, epochSeconds, formatUtc, weeksInWords } from "../../protocol/index.ts";
import { type CaughtUp, catchUp } from "../catch-up/catch-up.ts";
import { openCopy } from "../catch-up/copy.ts";
import { ForkError } from "../catch-up/fork-error.ts";
import { openExistingData } from "../data-directory.ts";
import { OperatorError } from "../operator-error.ts";
import { type Command, UsageError } from "./command.ts";

/** `catch-up`: bring data that were put back from a backup to where the log had come. */
export const catchUpCommand: Command = {
  name: "catch-up",
  summary: "after a backup was put back: fetch what the log had beyond it",
  help: `Usage: npm run celadon -- catch-up [FROM]

With the server stopped, after an old copy of the data was put back. FROM is a folder or an address: the region's export, or a
mirror of it; CELADON_COPY when it is left out. Everything there is verified, up to what the witnesses have cosigned, and put
into the data in one step; then the server may start, and go on signing. What is refused changes nothing.

Which tickets and claim codes were used in the time that is lost, nobody can say: tickets given out so far are refused from
then on, and new ones are given from the next week on; unused claim codes are void. docs/export.md says more.
`,
  options: {},
  positionalsMax: 1,
  async run({ configuration, positionals }) {
    const from = positionals[0] ?? configuration.copy;
    if (from === null || from === "") throw new UsageError("Say what to catch up from: catch-up FROM.");
    const data = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
    try {
      const now = Math.floor(Date.now() / 1000);
      const caughtUp = await catchUp(data, await openCopy(from), configuration.witnesses, now);
      process.stdout.write(
        caughtUp === null ? "Nothing is missing here: nothing was changed.\n" : described(caughtUp, now),
      );
    } catch (error) {
      if (error instanceof ForkError) throw forked(error, configuration.dataDirectory);
      throw error;
    } finally {
      await data.store.close();
    }
  },
};

function described({ size, entries, batches, manifests, keylessEpochs }: CaughtUp, now: number): string {
  const day = formatUtc((epochOf(now) + 1) * epochSeconds).slice(0, 10);
  const keyless = keylessEpochs.map((epoch) => ({ epoch }));
  return [
    `Caught up: the log has ${size} entries, of which ${entries} were missing here (batches: ${batches}, manifests: ${manifests}).`,
    `Tickets given out so far are refused, since nobody can say which were spent; new ones are given from ${day} on.`,
    "Claim codes that were not used yet are void: issue new ones.",
    ...(keyless.length === 0
      ? []
      : [
          `The secret ticket keys ${weeksInWords(keyless)} are not here: put them back into keys/tickets from your newest copy, or nobody can report then.`,
        ]),
    "Now start the server.\n",
  ].join("\n");
}

/** Keep both checkpoints, in the form that `monitor --checkpoint` reads. */
function forked({ held, copied }: ForkError, dataDirectory: string): OperatorError {
  const digest = createHash("sha256").update(held).update(copied).digest("hex").slice(0, 8);
  const file = join(dataDirectory, `fork-${digest}.json`);
  const evidence = {
    schema: "celadon/evidence/v1",
    reason: "fork",
    heldCheckpoint: held,
    servedCheckpoint: copied,
  };
  writeFileSync(file, `${JSON.stringify(evidence, null, 2)}\n`);
  return new OperatorError(
    `The copy holds another history than the data here, and this log's key signed both: it has been forked. Nothing was changed. ` +
      `Both checkpoints are kept in ${file}; devices that saw one refuse the other.`,
  );
}
