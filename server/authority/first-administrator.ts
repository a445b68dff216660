import type { AuditData } from "./audit.ts";
import { type Invitation, invite, inviteAgain } from "./invitation.ts";
import { roles } from "./role.ts";

/** Whether anybody can sign in. */
export function hasStaff({ store }: Pick<AuditData, "store">): boolean {
  return store.staff
    .all()
    .some(({ number, endedDay }) => endedDay === null && store.staff.passkeysOf(number).length > 0);
}

/**
 * Invite the first person of a region, who has every role. A link that was made before and not used is void.
 *
 * @returns Null when somebody can sign in already.
 */
export function inviteFirst(data: AuditData, now: number): Invitation | null {
  return data.store.transaction(() => {
    if (hasStaff(data)) return null;
    const unused = data.store.staff.all().find(({ endedDay, name }) => endedDay === null && name === "");
    return unused === undefined
      ? invite(data, "command-line", { name: "", roles }, now)
      : inviteAgain(data, "command-line", unused.number, now);
  });
}
