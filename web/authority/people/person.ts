import type { Role } from "../section.ts";

/** Somebody who works here, or did, as the server says it. */
export interface Person {
  readonly number: number;
  /** Empty until they have said it. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly passkeys: number;
  /** Unix seconds; null where no link can be used. */
  readonly invitedUntil: number | null;
  /** Unix days; null while they have access. */
  readonly endedDay: number | null;
}

/** A link for one person, to be shown once. */
export interface InvitationLink {
  readonly staff: number;
  readonly link: string;
  /** Unix seconds. */
  readonly expires: number;
}
