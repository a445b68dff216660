import { administratorsIn, endAccess } from "../authority/people.ts";
import { openExistingData } from "../data-directory.ts";
import { Refusal } from "../http/refusal.ts";
import { OperatorError } from "../operator-error.ts";
import { type Command, UsageError } from "./command.ts";
import { neededWord } from "./options.ts";

/** `staff remove`: end one person's access. */
export const staffRemove: Command = {
  name: "remove",
  summary: "end one person's access at once",
  help: `Usage: npm run celadon -- staff remove NUMBER

Ends the access of the person with this number ("staff list" has them): their passkeys and sessions are gone with this command, and
what they asked a second person for is withdrawn. On the page the last administrator cannot be removed; here they can.
`,
  options: {},
  positionalsMax: 1,
  async run({ configuration, positionals }) {
    const word = neededWord(positionals, 0, "the number of the person, as in `staff list`");
    if (!/^[1-9]\d{0,8}$/.test(word))
      throw new UsageError(`${JSON.stringify(word)} is no number of a person.`);
    const { store, keys } = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
    try {
      const now = Math.floor(Date.now() / 1000);
      const data = { store, keys };
      await store.transaction(async () => endAccess(data, "command-line", Number(word), now));
      process.stdout.write(`Staff member ${word} has no access any more.\n`);
      if ((await administratorsIn(store)) === 0) {
        process.stdout.write('No administrator is left: "npm run celadon -- staff invite" invites one.\n');
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new OperatorError(`There is no staff member ${word} who has access.`, { cause: error });
    } finally {
      await store.close();
    }
  },
};
