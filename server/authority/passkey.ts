import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { type Static, Type } from "typebox";
import { Refusal } from "../http/refusal.ts";
import type { StoredPasskey, StoredStaff } from "../store/staff-tables.ts";
import type { World } from "../world.ts";
import { challengeEnd, challengeSeconds, type ChallengeUse, drawChallenge } from "./challenge.ts";

/** What a passkey lies on: chosen from these, so that nothing else can be written there. */
export const passkeyKinds = ["phone", "computer", "security-key", "other"] as const;

/** One of {@link passkeyKinds}. */
export type PasskeyKind = (typeof passkeyKinds)[number];

/** A body's field for it. */
export const passkeyKindField = Type.Enum([...passkeyKinds]);

const text = Type.String({ maxLength: 8192 });

/** What a browser says after a passkey was made; looked at closely when it is verified. */
export const registrationField = Type.Object({
  id: text,
  rawId: text,
  type: Type.Literal("public-key"),
  response: Type.Object({ clientDataJSON: text, attestationObject: text }),
});

/** What a browser says after a passkey was shown; looked at closely when it is verified. */
export const assertionField = Type.Object({
  id: text,
  rawId: text,
  type: Type.Literal("public-key"),
  response: Type.Object({ clientDataJSON: text, authenticatorData: text, signature: text }),
});

/** A challenge that was answered; see {@link import("./challenge.ts").takeChallenge}. */
export interface Answered {
  readonly challenge: string;
  /** Unix seconds. */
  readonly end: number;
}

/** ES256, EdDSA and RS256: what passkeys are made of today. */
const algorithms = [-7, -8, -257];

/** What a challenge is for. */
interface Ceremony {
  readonly use: ChallengeUse;
  readonly subject: string;
  /** Unix seconds. */
  readonly now: number;
}

/** What a browser needs to make a passkey for a person: one that is found without a name, and asks for finger, face or PIN. */
export async function passkeyCreation(
  world: World,
  person: StoredStaff,
  { use, subject, now }: Ceremony,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: world.region.root.name,
    rpID: hostOf(world),
    userName: person.name || world.region.root.name,
    userDisplayName: person.name,
    userID: new Uint8Array(person.handle),
    challenge: drawChallenge(world.keys, use, subject, now),
    timeout: challengeSeconds * 1000,
    attestationType: "none",
    excludeCredentials: (await world.store.staff.passkeysOf(person.number)).map(({ credential }) => ({
      id: Buffer.from(credential).toString("base64url"),
    })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: algorithms,
  });
}

/** What a browser needs to show a passkey. It names none: whoever asks learns of nobody. */
export async function passkeyRequest(
  world: World,
  { use, subject, now }: Ceremony,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: hostOf(world),
    challenge: drawChallenge(world.keys, use, subject, now),
    timeout: challengeSeconds * 1000,
    userVerification: "required",
  });
}

/**
 * Verify what came of {@link passkeyCreation}: challenge, origin, relying party, presence and verification of the person.
 *
 * @throws {@link Refusal} `wrong-passkey`
 */
export async function verifyCreation(
  world: World,
  response: Static<typeof registrationField>,
  { use, subject, now }: Ceremony,
): Promise<Answered & Pick<StoredPasskey, "credential" | "publicKey" | "counter">> {
  let answered: Answered | null = null;
  const { verified, registrationInfo } = await rightOrRefused(() =>
    verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge(challenge) {
        const end = challengeEnd(world.keys, use, subject, challenge, now);
        answered = end === null ? null : { challenge, end };
        return end !== null;
      },
      expectedOrigin: world.origin(),
      expectedRPID: hostOf(world),
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    }),
  );
  if (!verified || answered === null) throw new Refusal("wrong-passkey");
  const { id, publicKey, counter } = registrationInfo.credential;
  return { ...(answered as Answered), credential: Buffer.from(id, "base64url"), publicKey, counter };
}

/**
 * Verify what came of {@link passkeyRequest}, with the counter of the passkey's signatures too: one that went back was copied.
 *
 * @returns The passkey, with the counter that it has now.
 * @throws {@link Refusal} `wrong-passkey`
 */
export async function verifyRequest(
  world: World,
  response: Static<typeof assertionField>,
  { use, subject, now }: Ceremony,
): Promise<Answered & { readonly passkey: StoredPasskey }> {
  const passkey = await world.store.staff.passkey(Buffer.from(response.id, "base64url"));
  if (passkey === null) throw new Refusal("wrong-passkey");
  let answered: Answered | null = null;
  const { verified, authenticationInfo } = await rightOrRefused(() =>
    verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge(challenge) {
        const end = challengeEnd(world.keys, use, subject, challenge, now);
        answered = end === null ? null : { challenge, end };
        return end !== null;
      },
      expectedOrigin: world.origin(),
      expectedRPID: hostOf(world),
      requireUserVerification: true,
      credential: {
        id: response.id,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
      },
    }),
  );
  if (!verified || answered === null) throw new Refusal("wrong-passkey");
  return { ...(answered as Answered), passkey: { ...passkey, counter: authenticationInfo.newCounter } };
}

function hostOf(world: World): string {
  return new URL(world.origin()).hostname;
}

/** The library says by exceptions what is wrong with an answer; none of that is for whoever sent it. */
async function rightOrRefused<Result>(verify: () => Promise<Result>): Promise<Result> {
  try {
    return await verify();
  } catch (cause) {
    throw new Refusal("wrong-passkey", { cause });
  }
}
