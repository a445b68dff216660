import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { ClientError } from "./client-error.ts";

/** What the server says for a passkey to be shown. */
export type PasskeyRequest = PublicKeyCredentialRequestOptionsJSON;

/** What the server says for a passkey to be made. */
export type PasskeyCreation = PublicKeyCredentialCreationOptionsJSON;

/** Whether this browser knows passkeys at all. */
export function knowsPasskeys(): boolean {
  return "PublicKeyCredential" in globalThis;
}

/** Have the person show their passkey. @throws {@link ClientError} `no-passkey` when they did not, or there is none. */
export async function showPasskey(optionsJSON: PasskeyRequest) {
  return asked(() => startAuthentication({ optionsJSON }));
}

/** Have the person make a passkey. @throws {@link ClientError} `no-passkey` when they did not, or one is there already. */
export async function makePasskey(optionsJSON: PasskeyCreation) {
  return asked(() => startRegistration({ optionsJSON }));
}

async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    // Declined, timed out, or not possible here: browsers do not say which.
    if (error instanceof Error) throw new ClientError("no-passkey", 0, { cause: error });
    throw error;
  }
}
