import { msg, str } from "@lit/localize";
import { approvalWords } from "../approvals/approval-words.ts";
import { codeActName, codeActWords } from "../codes/code-act-words.ts";
import { allRoles, roleList } from "../role-words.ts";

/** What an entry of the record says, beside who and when. */
export interface AuditedAct {
  readonly action: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** The bits by which the server writes roles. */
const roleBits = { issuer: 1, approver: 2, administrator: 4 } as const;

/** How the names of entries begin that ask for a second person; the rest is what for. */
const asked = "asked-";

/**
 * What somebody did, in a few words. Each part of the page adds its own.
 *
 * @param name - What the person of a number is called.
 */
export function actionWords({ action, numbers }: AuditedAct, name: (staff: number) => string): string {
  const whom = name(numbers["staff"] ?? 0);
  const request = numbers["approval"] ?? 0;
  if (action.startsWith(asked)) {
    const subject = approvalWords({ action: action.slice(asked.length), numbers });
    return msg(str`Asked for a second person, request ${request}: ${subject}`);
  }
  switch (action) {
    case "enrolled":
      return msg(str`Came in by a link, as: ${rolesIn(numbers["roles"])}`);
    case "signed-in":
      return msg("Signed in");
    case "signed-out":
      return msg("Signed out");
    case "signed-out-everywhere":
      return msg("Signed out everywhere");
    case "session-ended":
      return msg("Ended another session of their own");
    case "passkey-added":
      return msg("Added a passkey");
    case "passkey-renamed":
      return msg("Gave a passkey another name");
    case "passkey-removed":
      return msg("Removed a passkey");
    case "name-changed":
      return msg("Changed their name");
    case "invited":
      return msg(str`Invited ${whom}, as: ${rolesIn(numbers["roles"])}`);
    case "invited-again":
      return msg(str`Made a new link for ${whom}`);
    case "roles-changed":
      return msg(
        str`Changed the roles of ${whom} from ${rolesIn(numbers["from"])} to ${rolesIn(numbers["to"])}`,
      );
    case "access-ended":
      return msg(str`Ended the access of ${whom}`);
    case "approval-given":
      return msg(str`Approved request ${request}`);
    case "approval-refused":
      return msg(str`Refused request ${request}`);
    case "approval-withdrawn":
      return msg(str`Withdrew request ${request}`);
    case "audit-exported":
      return msg("Saved this record as a file");
    case "publishing-paused":
      return msg(str`Paused the list by approving request ${request}`);
    case "publishing-resumed":
      return msg(str`Let the list go on by approving request ${request}`);
    default:
      return codeActWords(action, numbers) ?? action;
  }
}

/** What kind of act it is, for the choice of a filter. */
export function actionName(action: string): string {
  if (action.startsWith(asked)) {
    return msg(str`Asked for: ${approvalWords({ action: action.slice(asked.length), numbers: {} })}`);
  }
  switch (action) {
    case "enrolled":
      return msg("Came in by a link");
    case "invited":
      return msg("Invited somebody");
    case "invited-again":
      return msg("Made a new link");
    case "roles-changed":
      return msg("Changed roles");
    case "access-ended":
      return msg("Ended an access");
    case "publishing-paused":
      return msg("Paused the list");
    case "publishing-resumed":
      return msg("Let the list go on");
    case "approval-given":
      return msg("Approved a request");
    case "approval-refused":
      return msg("Refused a request");
    case "approval-withdrawn":
      return msg("Withdrew a request");
    default:
      return codeActName(action) ?? actionWords({ action, numbers: {} }, () => "");
  }
}

function rolesIn(bits = 0): string {
  return roleList(allRoles.filter((role) => (bits & roleBits[role]) !== 0));
}
