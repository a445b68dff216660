import { decodeBase64, encodeBase64 } from "./base64.ts";
import type { CosignatureVerifier } from "./cosignature.ts";
import { parseDecimal } from "./decimal.ts";
import { ProtocolError } from "./errors.ts";
import { treeHashBytes } from "./log-tree.ts";
import { keyLabel, type NoteVerifier, openNote, splitNote } from "./signed-note.ts";
import { isKeyName } from "./verifier-key.ts";

/** The head of a log at one size. (C2SP tlog-checkpoint) */
export interface Checkpoint {
  /** The log's identity: in Celadon always the name of the log's key. */
  readonly origin: string;
  /** How many entries the log has; at most 2^53 − 1. */
  readonly size: number;
  /** The RFC 6962 tree head over them, 32 bytes, see {@link treeRoot}. */
  readonly root: Uint8Array;
}

/** That a witness saw this checkpoint, and the log only ever appended to up to it. (C2SP tlog-cosignature) */
export interface Cosignature {
  readonly cosigner: CosignatureVerifier;
  /** When, by the witness's clock, Unix seconds. */
  readonly timestamp: number;
}

/** A checkpoint whose signatures were verified. */
export interface OpenedCheckpoint extends Checkpoint {
  /** Who of the cosigners signed it too, each once, with the latest time when it did so more than once. */
  readonly cosignedBy: readonly Cosignature[];
}

/**
 * The text of a checkpoint: origin, size and root in base64, a line each, no extension lines. (Log's server, which
 * signs it with {@link signNote}.)
 *
 * @throws RangeError when a field is out of its range.
 * @see SPEC.md §4.7
 */
export function encodeCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin)) throw new RangeError(`no origin of a log: ${JSON.stringify(origin)}`);
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is no size of a log`);
  if (root.length !== treeHashBytes)
    throw new RangeError(`a root has ${treeHashBytes} bytes, not ${root.length}`);
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

/**
 * Open a checkpoint. (Phone, mirror, monitor.) That it continues what was seen before is not checked here.
 *
 * @param note - Untrusted, decoded strictly from UTF-8.
 * @param logVerifier - The log's own key, from the manifest; it must have signed.
 * @param cosigners - Witnesses, from the manifest: their cosignatures are verified and named. How many there must be, and
 *   how old they may be, is the caller's to know.
 * @throws {@link ProtocolError} as {@link openNote}; `too-few-signatures` when the log itself has not signed;
 *   `malformed` when the text is no checkpoint, or its origin is not the name of the log's key.
 * @see SPEC.md §4.7, C2SP tlog-checkpoint
 */
export function openCheckpoint(
  note: string,
  logVerifier: NoteVerifier,
  cosigners: readonly CosignatureVerifier[] = [],
): OpenedCheckpoint {
  const { text, verifiedBy } = openNote(note, [logVerifier, ...cosigners]);
  if (!verifiedBy.includes(logVerifier)) {
    throw new ProtocolError(
      "too-few-signatures",
      `the log ${logVerifier.name} has not signed its checkpoint`,
    );
  }
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== logVerifier.name) {
    throw malformed(
      `its origin is ${JSON.stringify(checkpoint.origin)}, not ${JSON.stringify(logVerifier.name)}`,
    );
  }
  const { signatures } = splitNote(note);
  const cosignedBy = [...new Set(cosigners)]
    .filter((cosigner) => verifiedBy.includes(cosigner))
    .map((cosigner) => {
      const own = signatures.filter((line) => keyLabel(line) === keyLabel(cosigner));
      return {
        cosigner,
        timestamp: Math.max(...own.map(({ signature }) => cosigner.timestampOf(signature))),
      };
    });
  return { ...checkpoint, cosignedBy };
}

/**
 * Read the text of a checkpoint. Nothing is verified: only on the way to {@link openCheckpoint}, to find out whose it says it
 * is. (Witness.) Extension lines, which C2SP allows and no one here writes, are passed over; they may not be empty.
 *
 * @param text - Untrusted: of a note, without signatures.
 * @throws {@link ProtocolError} `malformed` when it is none.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.slice(0, -1).split("\n");
  const [origin = "", sizeText = "", rootText = ""] = lines;
  if (lines.length < 3 || lines.includes(""))
    throw malformed("wanted at least three lines, none of them empty");
  const size = parseDecimal(sizeText);
  if (size === null) throw malformed(`no size: ${JSON.stringify(sizeText)}`);
  const root = decodeBase64(rootText, "the checkpoint's root");
  if (root.length !== treeHashBytes) throw malformed(`its root has ${root.length} bytes`);
  return { origin, size, root };
}

function malformed(why: string): ProtocolError {
  return new ProtocolError("malformed", `not a checkpoint: ${why}`);
}
