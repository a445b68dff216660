import { randomBytes, timingSafeEqual } from "node:crypto";
import { Refusal } from "../http/refusal.ts";
import type { KeyDirectory } from "../region/keys.ts";
import type { Store } from "../store/store.ts";

/** What the answer to a challenge is good for: nothing else takes it. */
export type ChallengeUse =
  | "sign-in"
  /** Bound to the invitation. */
  | "enrol"
  /** Bound to the person. */
  | "add-passkey"
  /** Bound to the session. */
  | "prove";

/** How long a person has to answer, in seconds. */
export const challengeSeconds = 300;

const randomLength = 16;
const sealLength = 16;
const challengeLength = randomLength + 8 + sealLength;

/**
 * Draw a challenge for a passkey. Nothing is stored: it carries its end and a keyed hash of that and of what it is for. Only one that
 * has been answered is written down, see {@link takeChallenge}.
 *
 * @param subject - Whose, or for what; empty where nobody is known yet.
 * @param now - Unix seconds.
 */
export function drawChallenge(
  keys: KeyDirectory,
  use: ChallengeUse,
  subject: string,
  now: number,
): Uint8Array<ArrayBuffer> {
  const open = Buffer.alloc(randomLength + 8);
  randomBytes(randomLength).copy(open);
  open.writeBigUInt64BE(BigInt(now + challengeSeconds), randomLength);
  return new Uint8Array(Buffer.concat([open, sealOf(keys, use, subject, open)]));
}

/**
 * Whether a challenge was drawn here for this, and can still be answered.
 *
 * @param text - base64url, as a browser gives it back; untrusted.
 * @returns Its end in Unix seconds, or null.
 */
export function challengeEnd(
  keys: KeyDirectory,
  use: ChallengeUse,
  subject: string,
  text: string,
  now: number,
): number | null {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length !== challengeLength || bytes.toString("base64url") !== text) return null;
  const open = bytes.subarray(0, challengeLength - sealLength);
  if (!timingSafeEqual(bytes.subarray(-sealLength), sealOf(keys, use, subject, open))) return null;
  const end = Number(open.readBigUInt64BE(randomLength));
  return end > now ? end : null;
}

/**
 * Note that a challenge has been answered. Call inside the transaction that acts on the answer.
 *
 * @throws {@link Refusal} `answered-challenge` when it had been: the same answer works once.
 */
export async function takeChallenge(store: Store, text: string, end: number): Promise<void> {
  if (!(await store.sessions.answer(Buffer.from(text, "base64url"), end)))
    throw new Refusal("answered-challenge");
}

function sealOf(keys: KeyDirectory, use: ChallengeUse, subject: string, open: Buffer): Buffer {
  const message = Buffer.concat([Buffer.from(`${use}/${subject}/`), open]);
  return Buffer.from(keys.hash("staff-challenge", message)).subarray(0, sealLength);
}
