import type { PasskeyAnswer } from "../../device/device.ts";
import { passkeySalt } from "../../device/vault/wrapped-key.ts";

/** Ways to sign that a passkey may offer; none is ever used: ES256, EdDSA, RS256. */
const algorithms = [-7, -8, -257];

/** Whether this browser knows passkeys with a PRF, as far as it tells; that the passkey itself has one shows when it is made. */
export async function knowsPasskeys(): Promise<boolean> {
  if (!("PublicKeyCredential" in globalThis)) return false;
  const capabilities = await PublicKeyCredential.getClientCapabilities?.();
  return capabilities?.["extension:prf"] !== false;
}

/**
 * Have a passkey made, and ask its PRF. Nothing of it leaves the page; there is no account behind it.
 *
 * @returns `null` when the person did not want to, or the passkey has no PRF.
 */
export async function makePasskey(): Promise<PasskeyAnswer | null> {
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: "Celadon" },
        user: { id: random(16), name: "Celadon", displayName: "Celadon" },
        challenge: random(32),
        pubKeyCredParams: algorithms.map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        extensions: { prf: { eval: { first: new Uint8Array(passkeySalt) } } },
      },
    }),
  );
  if (made === null || made.getClientExtensionResults().prf?.enabled === false) return null;
  // Many answer only when they are asked again.
  return answerOf(made) ?? askPasskey([new Uint8Array(made.rawId)]);
}

/**
 * Ask the PRF of a passkey.
 *
 * @param credentialIds - Of those that open the lock.
 * @returns `null` when the person did not want to, or none of them is here.
 */
export async function askPasskey(credentialIds: readonly Uint8Array[]): Promise<PasskeyAnswer | null> {
  const got = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: random(32),
        allowCredentials: credentialIds.map((id) => ({ type: "public-key", id: new Uint8Array(id) })),
        userVerification: "required",
        extensions: { prf: { eval: { first: new Uint8Array(passkeySalt) } } },
      },
    }),
  );
  return got === null ? null : answerOf(got);
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await ask()) as PublicKeyCredential | null;
  } catch (error) {
    // Declined, timed out, or not possible here: browsers do not say which.
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function answerOf(credential: PublicKeyCredential): PasskeyAnswer | null {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  const output = first instanceof ArrayBuffer ? new Uint8Array(first) : bytesOf(first as ArrayBufferView);
  return { credentialId: new Uint8Array(credential.rawId), output };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength).slice();
}

function random(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}
