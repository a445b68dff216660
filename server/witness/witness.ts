import {
  type Checkpoint,
  type Cosigner,
  decodeAddCheckpoint,
  type NoteVerifier,
  openNote,
  parseCheckpoint,
  ProtocolError,
  splitNote,
  verifyConsistency,
} from "../../protocol/index.ts";
import type { CosignedCheckpoint, WitnessStore } from "./witness-store.ts";

/** Who cosigns, whose logs, and what it remembers of them. */
export interface Witness {
  readonly cosigner: Cosigner;
  /** By origin: the keys of which one must have signed. */
  readonly logs: ReadonlyMap<string, readonly NoteVerifier[]>;
  readonly store: WitnessStore;
  /** Unix seconds. */
  readonly clock: () => number;
}

/** What a witness says to one checkpoint. (C2SP tlog-witness) */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly contentType: string;
  /** On 200 the cosignature's line; on 409 the size of the last checkpoint cosigned; otherwise a sentence. */
  readonly body: string;
  /** What to tell the operator: the log's name is known and its signature right. Null otherwise. */
  readonly event: { readonly origin: string; readonly size: number } | null;
}

/** The hash over no entries. (RFC 6962 §2.1) */
const emptyRoot = Uint8Array.from(
  Buffer.from("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "hex"),
);

/**
 * Cosign a checkpoint if it continues the last one that was cosigned, and have that on the disk before it is answered. A smaller
 * tree, another one of the same size, or one that does not contain the last is never signed.
 *
 * @param body - Untrusted.
 * @throws whatever the store throws: then nothing has been signed away.
 * @see SPEC.md §4.7, C2SP tlog-witness
 */
export function addCheckpoint(witness: Witness, body: string): WitnessAnswer {
  try {
    const { oldSize, proof, checkpoint: note } = decodeAddCheckpoint(body);
    const { text } = splitNote(note);
    const checkpoint = parseCheckpoint(text);
    const logKeys = witness.logs.get(checkpoint.origin);
    if (logKeys === undefined) return sentence(404, "This witness does not know the log.");
    const signed = signaturesBy(logKeys, note);
    if (signed === null) return sentence(403, "The log's own signature is missing or wrong.");
    if (oldSize > checkpoint.size) return sentence(400, "The old size is larger than the checkpoint's.");
    const event = { origin: checkpoint.origin, size: checkpoint.size };
    return witness.store.transaction(() => {
      const last = witness.store.cosigned(checkpoint.origin);
      const lastSize = last?.size ?? 0;
      if (oldSize !== lastSize) {
        return { status: 409, contentType: "text/x.tlog.size", body: `${lastSize}\n`, event };
      }
      if (!continues(last, checkpoint, proof)) {
        return {
          ...sentence(422, "The checkpoint does not continue the last one that was cosigned."),
          event,
        };
      }
      const line = witness.cosigner.cosign(text, Math.floor(witness.clock()));
      witness.store.setCosigned(checkpoint.origin, { ...checkpoint, note: `${text}\n${signed}${line}` });
      return { status: 200, contentType: "text/plain; charset=utf-8", body: line, event };
    });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return sentence(400, "The request is malformed.");
  }
}

/**
 * The lines of a note that are the log's own signatures; null when there is none, or one is wrong.
 */
function signaturesBy(logKeys: readonly NoteVerifier[], note: string): string | null {
  try {
    const { text, verifiedBy } = openNote(note, logKeys);
    const lines = note.slice(text.length + 1).split(/(?<=\n)/u);
    const own = lines.filter((line) => {
      const { signatures } = splitNote(`${text}\n${line}`);
      return verifiedBy.some(({ name, keyId }) => {
        return signatures[0]!.name === name && Buffer.compare(signatures[0]!.keyId, keyId) === 0;
      });
    });
    return own.join("");
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return null;
  }
}

function continues(
  last: CosignedCheckpoint | null,
  { size, root }: Checkpoint,
  proof: readonly Uint8Array[],
): boolean {
  const { size: oldSize, root: oldRoot } = last ?? { size: 0, root: emptyRoot };
  try {
    verifyConsistency({ oldSize, oldRoot, size, root, proof });
    return true;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return false;
  }
}

function sentence(status: WitnessAnswer["status"], body: string): WitnessAnswer {
  return { status, contentType: "text/plain; charset=utf-8", body: `${body}\n`, event: null };
}
