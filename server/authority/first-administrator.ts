import type { AuditData } from "./audit.ts";
import { type Invitation, invite, inviteAgain } from "./invitation.ts";
import { roles } from "./role.ts";

/** Whether anybody can sign in. */
export async function hasStaff({ store }: Pick<AuditData, "store">): Promise<boolean> {
  for (const { number, endedDay } of await store.staff.all()) {
    if (endedDay === null && (await store.staff.passkeysOf(number)).length > 0) return true;
  }
  return false;
}

/**
 * Invite the first person of a region, who has every role. A link that was made before and not used is void.
 *
 * @returns Null when somebody can sign in already.
 */
export async function inviteFirst(data: AuditData, now: number): Promise<Invitation | null> {
  return data.store.transaction(async () => {
    if (await hasStaff(data)) return null;
    const unused = (await data.store.staff.all()).find(
      ({ endedDay, name }) => endedDay === null && name === "",
    );
    return unused === undefined
      ? await invite(data, "command-line", { name: "", roles }, now)
      : await inviteAgain(data, "command-line", unused.number, now);
  });
}
