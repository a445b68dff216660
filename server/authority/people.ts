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
export function endAccess(data: AuditData, by: Actor, number: number, now: number): void {
  const { store } = data;
  const person = store.staff.find(number);
  if (person === null || person.endedDay !== null) throw new Refusal("not-found");
  store.staff.end(number, dayOf(now));
  store.sessions.deleteOf(number);
  store.approvals.withdrawOf(number);
  addAudit(data, by, "access-ended", { staff: number }, now);
}

/** How many administrators can sign in. */
export function administratorsIn({ staff }: Store): number {
  const bit = roleBits.get("administrator")!;
  return staff
    .all()
    .filter(
      ({ number, roles, endedDay }) =>
        endedDay === null && (roles & bit) !== 0 && staff.passkeysOf(number).length > 0,
    ).length;
}

/** Call after a change, inside its transaction. @throws {@link Refusal} `last-administrator` when none is left, which undoes it. */
export function checkAdministrator(store: Store): void {
  if (administratorsIn(store) === 0) throw new Refusal("last-administrator");
}
