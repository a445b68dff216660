/** What somebody may do here. One person may have several roles; nobody approves what they asked for themselves. */
export type Role = "issuer" | "approver" | "administrator";

/** All roles, each with its bit in the store. */
export const roleBits: ReadonlyMap<Role, number> = new Map([
  ["issuer", 1],
  ["approver", 2],
  ["administrator", 4],
]);

/** All roles, in the order in which they are shown. */
export const roles: readonly Role[] = [...roleBits.keys()];

/** The roles in a number of the store. */
export function rolesIn(bits: number): Role[] {
  return roles.filter((role) => (bits & roleBits.get(role)!) !== 0);
}

/** The number in the store for some roles. */
export function bitsOf(each: readonly Role[]): number {
  return each.reduce((bits, role) => bits | roleBits.get(role)!, 0);
}
