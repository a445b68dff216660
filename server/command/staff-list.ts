import { rolesIn } from "../authority/role.ts";
import { secondsPerDay } from "../clock.ts";
import { openExistingData } from "../data-directory.ts";
import type { StoredStaff } from "../store/staff-tables.ts";
import type { Command } from "./command.ts";

/** `staff list`: who works here. */
export const staffList: Command = {
  name: "list",
  summary: "print who works here",
  help: `Usage: npm run celadon -- staff list

Prints one line for each person: number, roles, how many passkeys they have, and their name. Those whose access has ended stay in the
list as long as the record names them.
`,
  options: {},
  positionalsMax: 0,
  async run({ configuration }) {
    const { store } = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
    try {
      const all = await store.staff.all();
      if (all.length === 0) {
        process.stdout.write('Nobody yet. "npm run celadon -- staff invite" invites the first.\n');
      }
      for (const person of all) {
        process.stdout.write(line(person, (await store.staff.passkeysOf(person.number)).length));
      }
    } finally {
      await store.close();
    }
  },
};

function line({ number, name, roles, endedDay }: StoredStaff, passkeys: number): string {
  const access =
    endedDay !== null
      ? `ended ${new Date(endedDay * secondsPerDay * 1000).toISOString().slice(0, 10)}`
      : passkeys === 0
        ? "invited"
        : `${passkeys} ${passkeys === 1 ? "passkey" : "passkeys"}`;
  const who = name === "" ? "(has not said a name)" : name;
  return `${String(number).padStart(4)}  ${rolesIn(roles).join(", ").padEnd(31)}  ${access.padEnd(16)}  ${who}\n`;
}
