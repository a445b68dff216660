import { type Command, UsageError } from "./command.ts";
import { staffAudit } from "./staff-audit.ts";
import { staffInvite } from "./staff-invite.ts";
import { staffList } from "./staff-list.ts";
import { staffRemove } from "./staff-remove.ts";

const actions: readonly Command[] = [staffList, staffInvite, staffRemove, staffAudit];

/** `staff`: who works for the authority, for whoever runs the server. */
export const staff: Command = {
  name: "staff",
  summary: "list, invite and remove the authority's staff, check their record",
  help: `Usage: npm run celadon -- staff ACTION [OPTION …]

Who may sign in on the authority's page. People invite each other there; this is for the first of them, and for when nobody can
come in any more. Works beside a running server.

${actions.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}\n`).join("")}
"npm run celadon -- staff ACTION --help" says more about one.
`,
  options: {},
  positionalsMax: 1,
  actions,
  run({ positionals: [word] }) {
    const names = actions.map(({ name }) => name).join(", ");
    throw new UsageError(
      word === undefined ? `Say what to do: ${names}.` : `There is no "staff ${word}": say ${names}.`,
    );
  },
};
