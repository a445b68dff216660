import { dayOf } from "../clock.ts";
import { Refusal } from "../http/refusal.ts";
import type { Store } from "../store/store.ts";
import { addAudit, type Actor, type AuditData } from "./audit.ts";
import { roleBits } from "./role.ts";

/**
 * End somebody's access: passkeys, sessions, invitation and what they asked for go at once. Call inside a transaction.
 *
 * @throws {@link Refusal} `not-found` when they are not there, or have gone already.
 */
export async function endAccess(data: AuditData, by: Actor, number: number, now: number): Promise<void> {
  const { store } = data;
  const person = await store.staff.find(number);
  if (person === null || person.endedDay !== null) throw new Refusal("not-found");
  await store.staff.end(number, dayOf(now));
  await store.sessions.deleteOf(number);
  await store.approvals.withdrawOf(number);
  await addAudit(data, by, "access-ended", { staff: number }, now);
}

/** How many administrators can sign in. */
export async function administratorsIn({ staff }: Store): Promise<number> {
  const bit = roleBits.get("administrator")!;
  let count = 0;
  for (const { number, roles, endedDay } of await staff.all()) {
    if (endedDay !== null || (roles & bit) === 0) continue;
    if ((await staff.passkeysOf(number)).length > 0) count++;
  }
  return count;
}

/** Call after a change, inside its transaction. @throws {@link Refusal} `last-administrator` when none is left, which undoes it. */
export async function checkAdministrator(store: Store): Promise<void> {
  if ((await administratorsIn(store)) === 0) throw new Refusal("last-administrator");
}
