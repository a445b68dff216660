import { msg } from "@lit/localize";
import { listed } from "../parts/sentences.ts";
import type { Role } from "./section.ts";

/** All roles, in the order in which they are shown. */
export const allRoles: readonly Role[] = ["issuer", "approver", "administrator"];

/** What a role is called. */
export function roleWord(role: Role): string {
  switch (role) {
    case "issuer":
      return msg("Issuer");
    case "approver":
      return msg("Approver");
    case "administrator":
      return msg("Administrator");
  }
}

/** What a role may do. */
export function roleSentence(role: Role): string {
  switch (role) {
    case "issuer":
      return msg("Gives claim codes to cases, and asks for codes that need a second person.");
    case "approver":
      return msg("Approves what another person asked for, and reads the record.");
    case "administrator":
      return msg("Invites people, changes their roles, ends their access, and reads the record.");
  }
}

/** Several, one after another. */
export function roleList(roles: readonly Role[]): string {
  return listed(allRoles.filter((role) => roles.includes(role)).map(roleWord));
}
