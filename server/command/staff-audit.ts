import { readFileSync } from "node:fs";
import { checkAudit } from "../authority/audit.ts";
import { compareSaved, SavedAuditError } from "../authority/saved-audit.ts";
import { openExistingData } from "../data-directory.ts";
import { OperatorError } from "../operator-error.ts";
import type { Command } from "./command.ts";
import { textOption } from "./options.ts";

/** `staff audit`: whether the record of who did what is as it was written. */
export const staffAudit: Command = {
  name: "audit",
  summary: "check that the record of who did what is whole",
  help: `Usage: npm run celadon -- staff audit [--saved FILE]

Looks through the whole record: each entry hashes all before it, and a key outside the database seals its beginning and end. Exit
status 0: whole; 3: changed or cut.

Whoever has this server and its keys could write another record that is whole in itself. Against that, save the record on the
authority's page now and then and keep the file elsewhere:

  --saved FILE   also check that everything in a saved record (JSON) is still here, unchanged
`,
  options: { saved: { type: "string" } },
  positionalsMax: 0,
  async run({ configuration, options }) {
    const path = textOption(options, "saved");
    const saved = path === undefined ? null : readSaved(path);
    const { store, keys } = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
    try {
      const found = await checkAudit({ store, keys });
      if (found.state === "changed") {
        process.stdout.write(`The record was CHANGED: entry ${found.position} is not what was written.\n`);
        return 3;
      }
      if (found.state === "cut") {
        process.stdout.write("The record was CUT: entries of its beginning or end are missing.\n");
        return 3;
      }
      if (found.state === "empty") process.stdout.write("The record is empty.\n");
      else {
        process.stdout.write(
          `The record is whole: entries ${found.first} to ${found.next - 1}, hash ${found.hash}.\n`,
        );
      }
      if (saved === null) return 0;
      const { holds, words } = await compareSaved(store, saved);
      process.stdout.write(`${words}\n`);
      return holds ? 0 : 3;
    } catch (error) {
      if (error instanceof SavedAuditError)
        throw new OperatorError(`${path}: ${error.message}`, { cause: error });
      throw error;
    } finally {
      await store.close();
    }
  },
};

function readSaved(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new OperatorError(`${path} cannot be read as a saved record.`, { cause });
  }
}
