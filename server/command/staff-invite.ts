import { invitationLink, invite } from "../authority/invitation.ts";
import { type Role, roles } from "../authority/role.ts";
import { openExistingData } from "../data-directory.ts";
import { OperatorError } from "../operator-error.ts";
import { Region } from "../region/region.ts";
import { type Command, UsageError } from "./command.ts";
import { listOption } from "./options.ts";

/** `staff invite`: a link for one person. */
export const staffInvite: Command = {
  name: "invite",
  summary: "print a link by which one person comes in",
  help: `Usage: npm run celadon -- staff invite [--role administrator|approver|issuer …]

Prints a link on its last line. Whoever opens it first, within two days, makes a passkey and is a member of the staff: hand it over in
person, or by a way that only they can read. Without --role they are an administrator, who can invite the others.

It is also the way back when the last administrator has lost their passkeys: invite them anew, then "staff remove" their old number.
The record on the page shows both.

  --role ROLE   may stand several times
`,
  options: { role: { type: "string", multiple: true } },
  positionalsMax: 0,
  async run({ configuration, options }) {
    const wanted = readRoles(listOption(options, "role"));
    const { store, keys } = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
    try {
      const now = Math.floor(Date.now() / 1000);
      if (await (await Region.open(store.region)).isPastSunset(now)) {
        throw new OperatorError("The region has reached its sunset: nobody works for it any more.");
      }
      const data = { store, keys };
      const invitation = await store.transaction(async () =>
        invite(data, "command-line", { name: "", roles: wanted }, now),
      );
      const until = `${new Date(invitation.expires * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
      const origin = configuration.origin ?? `http://localhost:${configuration.port}`;
      process.stdout.write(
        `For staff member ${invitation.staff} (${wanted.join(", ")}), once, until ${until}:\n`,
      );
      process.stdout.write(`${invitationLink(origin, invitation)}\n`);
    } finally {
      await store.close();
    }
  },
};

function readRoles(given: readonly string[]): Role[] {
  const unknown = given.find((each) => !roles.includes(each as Role));
  if (unknown !== undefined) {
    throw new UsageError(`--role must be administrator, approver or issuer, not ${JSON.stringify(unknown)}.`);
  }
  return given.length === 0 ? ["administrator"] : roles.filter((role) => given.includes(role));
}
