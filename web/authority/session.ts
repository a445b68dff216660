import type { AuthorityClient } from "./client.ts";
import { ClientError } from "./client-error.ts";
import { makePasskey, type PasskeyCreation, type PasskeyRequest, showPasskey } from "./passkey.ts";
import type { PasskeyKind } from "./passkeys/passkey-kind.ts";
import type { Me, Role } from "./section.ts";

/** What everyone may know of the region. */
export interface RegionWords {
  readonly name: string;
  /** Nobody else watches its list. */
  readonly isTrial: boolean;
  /** How long visits are kept, and hours of a place can be released. */
  readonly retentionDays: number;
  /** ISO 8601. */
  readonly sunset: string;
}

/** Whom a link invites. */
export interface Invited {
  readonly token: string;
  /** Empty where they say it themselves. */
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Who is signed in; null for nobody. @throws {@link ClientError} */
export async function whoIsThere(client: AuthorityClient): Promise<Me | null> {
  try {
    return (await client.get<{ staff: Me }>("/me")).staff;
  } catch (error) {
    if (error instanceof ClientError && error.code === "signed-out") return null;
    throw error;
  }
}

/** Sign in by passkey. @throws {@link ClientError} */
export async function signIn(client: AuthorityClient): Promise<Me> {
  const request = await client.post<PasskeyRequest>("/sign-in/begin");
  const answer = await showPasskey(request);
  return (await client.post<{ staff: Me }>("/sign-in/finish", { answer })).staff;
}

/** Look at an invitation; that uses nothing up. @throws {@link ClientError} `refused` when it is used or has expired. */
export async function readInvitation(client: AuthorityClient, token: string): Promise<Invited> {
  const { name, roles } = await client.post<Omit<Invited, "token">>("/enrolment/begin", { token });
  return { token, name, roles };
}

/** Make a passkey by an invitation, and sign in with it. @throws {@link ClientError} */
export async function enrol(
  client: AuthorityClient,
  { token }: Invited,
  name: string,
  kind: PasskeyKind,
): Promise<Me> {
  const { options } = await client.post<{ options: PasskeyCreation }>("/enrolment/begin", { token });
  // Device and person see this name when they choose a passkey.
  const user = { ...options.user, name, displayName: name };
  const answer = await makePasskey({ ...options, user });
  return (await client.post<{ staff: Me }>("/enrolment/finish", { token, name, kind, answer })).staff;
}
