import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

import { decodeBase64 } from "./base64.ts";
import { ProtocolError } from "./errors.ts";
import type { NoteSigner } from "./note-signer.ts";
import { isKeyName, keyIdBytes, parseVerifierKey, signatureType } from "./verifier-key.ts";

export { generateNoteKey, type NoteSigner, noteSigner } from "./note-signer.ts";

/** The most signatures that are read: bounds the work that a stranger's note causes. C2SP asks for at least 16. */
export const noteSignaturesMax = 100;

/** Who may have signed a note. Public. */
export interface NoteVerifier {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  readonly vkey: string;
  /** Whether a signature (64 bytes, without key id) over a note's text is by this key. Never throws. */
  verify(text: string, signature: Uint8Array): boolean;
}

/** One signature line, before anything is known of it. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  /** At least one byte; 64 for Ed25519. */
  readonly signature: Uint8Array;
}

/**
 * The verifier that a vkey makes.
 *
 * @param vkey - Where it comes from decides what its signatures mean.
 * @throws {@link ProtocolError} `malformed` when it is no vkey for Ed25519 notes (type 0x01), or its public key is no
 *   point in canonical form or one of small order, for which anyone can sign.
 * @see SPEC.md §4.7, C2SP signed-note
 */
export function noteVerifier(vkey: string): NoteVerifier {
  const { name, keyId, type, publicKey } = parseVerifierKey(vkey);
  if (type !== signatureType.ed25519) {
    throw new ProtocolError("malformed", `vkey of ${name}: wanted type 1 (Ed25519), got ${type}`);
  }
  if (!isEd25519PublicKey(publicKey)) {
    throw new ProtocolError("malformed", `vkey of ${name}: its public key is not a point to verify with`);
  }
  return {
    name,
    keyId,
    vkey,
    verify: (text, signature) =>
      signature.length === 64 && ed25519.verify(signature, utf8ToBytes(text), publicKey, { zip215: false }),
  };
}

/**
 * A text with its signatures. (Log's server, steward.)
 *
 * @param text - Well-formed, no control characters but newline, ends with newline.
 * @param signers - 1 to 100, each with its own key; their lines stand in this order.
 * @throws RangeError otherwise.
 * @see SPEC.md §4.7, C2SP signed-note
 */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!isNoteText(text) || !text.endsWith("\n")) throw new RangeError("a note's text is lines of plain text");
  const distinct = new Set(signers.map((signer) => signer.vkey)).size;
  if (distinct === 0 || distinct > noteSignaturesMax || distinct !== signers.length) {
    throw new RangeError(`a note has 1 to ${noteSignaturesMax} distinct signers, not ${signers.length}`);
  }
  return `${text}\n${signers.map((signer) => signer.sign(text)).join("")}`;
}

/**
 * Split a note into text and signatures. Nothing is verified: for a text that names its own signers, such as a
 * region's root, and only on the way to {@link openNote}.
 *
 * @param note - Untrusted, decoded strictly from UTF-8 (a lenient decoder drops a leading U+FEFF).
 * @throws {@link ProtocolError} `malformed` when it is not a note in every particular, whoever signed.
 * @see SPEC.md §4.7, C2SP signed-note
 */
export function splitNote(note: string): { text: string; signatures: NoteSignature[] } {
  if (!isNoteText(note)) throw malformed("it has control characters");
  // The last empty line parts text from signatures: the text may have empty lines of its own.
  const split = note.lastIndexOf("\n\n");
  if (split === -1 || !note.endsWith("\n"))
    throw malformed("wanted a text, an empty line and signature lines");
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > noteSignaturesMax) throw malformed(`it has ${lines.length} signatures`);
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

/**
 * Open a note. Every signature that names a known key is verified; those of unknown keys are passed over.
 *
 * @param note - Untrusted, decoded strictly from UTF-8.
 * @param verifiers - The keys that count. The same key twice counts once.
 * @returns The text, and who of them signed it, each once: at least one. Whether these are enough is the caller's
 *   decision.
 * @throws {@link ProtocolError} `malformed` when it is no note; `bad-signature` when a signature by a known key is
 *   wrong, even beside good ones; `too-few-signatures` when none is by a known key.
 * @throws RangeError when two different keys share name and key id: then a signature cannot be told apart.
 * @see SPEC.md §4.7, C2SP signed-note
 */
export function openNote(
  note: string,
  verifiers: readonly NoteVerifier[],
): { text: string; verifiedBy: readonly NoteVerifier[] } {
  const known = new Map<string, NoteVerifier>();
  for (const verifier of verifiers) {
    const label = keyLabel(verifier);
    const same = known.get(label);
    if (same === undefined) known.set(label, verifier);
    else if (same.vkey !== verifier.vkey) throw new RangeError(`two different keys are called ${label}`);
  }
  const { text, signatures } = splitNote(note);
  const verifiedBy = new Set<NoteVerifier>();
  for (const line of signatures) {
    const verifier = known.get(keyLabel(line));
    if (verifier === undefined) continue;
    if (!verifier.verify(text, line.signature)) {
      throw new ProtocolError("bad-signature", `the signature by ${keyLabel(line)} does not verify`);
    }
    verifiedBy.add(verifier);
  }
  if (verifiedBy.size === 0) throw new ProtocolError("too-few-signatures", "no signature is by a known key");
  return { text, verifiedBy: [...verifiedBy] };
}

/** What selects a key: its name and key id. */
export function keyLabel({ name, keyId }: { readonly name: string; readonly keyId: Uint8Array }): string {
  return `${name}+${bytesToHex(keyId)}`;
}

function parseSignatureLine(line: string): NoteSignature {
  const match = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line);
  if (match === null) throw malformed(`no signature line: ${JSON.stringify(line.slice(0, 100))}`);
  const [, name = "", base64 = ""] = match;
  const bytes = decodeBase64(base64, "note: a signature");
  if (!isKeyName(name) || bytes.length <= keyIdBytes) {
    throw malformed(`no signature line: ${JSON.stringify(line.slice(0, 100))}`);
  }
  return { name, keyId: bytes.slice(0, keyIdBytes), signature: bytes.slice(keyIdBytes) };
}

/** Well-formed, and no control characters below U+0020 but newline. */
function isNoteText(text: string): boolean {
  return !/\p{Cs}/u.test(text) && [...text].every((character) => character >= " " || character === "\n");
}

/** Whether it is a point in canonical form, and not one of small order, for which anyone can sign. */
export function isEd25519PublicKey(publicKey: Uint8Array): boolean {
  try {
    return !ed25519.Point.fromBytes(publicKey).isSmallOrder();
  } catch {
    return false;
  }
}

function malformed(why: string): ProtocolError {
  return new ProtocolError("malformed", `not a signed note: ${why}`);
}
