import { decodeBase64, encodeBase64 } from "./base64.ts";
import { parseDecimal } from "./decimal.ts";
import { ProtocolError } from "./errors.ts";
import { proofHashesMax } from "./log-proof.ts";
import { treeHashBytes } from "./log-tree.ts";

/** What a log asks a witness to cosign. (C2SP tlog-witness, `add-checkpoint`) */
export interface AddCheckpoint {
  /** Size of the last checkpoint that the witness cosigned, as far as the log knows. */
  readonly oldSize: number;
  /** Consistency proof from it, see `proveConsistency`. */
  readonly proof: readonly Uint8Array[];
  /** The whole note, signed by the log. */
  readonly checkpoint: string;
}

/**
 * The body of an add-checkpoint request. (Log's server.)
 *
 * @throws RangeError when the size or the proof is none.
 * @see SPEC.md §4.7, C2SP tlog-witness
 */
export function encodeAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  if (!Number.isSafeInteger(oldSize) || oldSize < 0) throw new RangeError(`${oldSize} is no size of a log`);
  if (proof.length > proofHashesMax || proof.some(({ length }) => length !== treeHashBytes)) {
    throw new RangeError(`a proof has at most ${proofHashesMax} hashes of ${treeHashBytes} bytes`);
  }
  const lines = [`old ${oldSize}`, ...proof.map(encodeBase64), "", checkpoint];
  return lines.join("\n");
}

/**
 * Read the body of an add-checkpoint request. (Witness.) The checkpoint is what follows the first empty line: nothing of it has
 * been looked at.
 *
 * @param body - Untrusted, decoded strictly from UTF-8.
 * @throws {@link ProtocolError} `malformed`.
 * @see SPEC.md §4.7, C2SP tlog-witness
 */
export function decodeAddCheckpoint(body: string): AddCheckpoint {
  const end = body.indexOf("\n\n");
  if (end === -1) throw malformed("it has no empty line");
  const [first = "", ...rest] = body.slice(0, end).split("\n");
  const oldSize = first.startsWith("old ") ? parseDecimal(first.slice(4)) : null;
  if (oldSize === null) throw malformed("its first line is not the old size");
  if (rest.length > proofHashesMax) throw malformed(`its proof has ${rest.length} lines`);
  const proof = rest.map((line) => decodeBase64(line, "a hash of the proof"));
  if (proof.some(({ length }) => length !== treeHashBytes)) throw malformed("a line of its proof is no hash");
  return { oldSize, proof, checkpoint: body.slice(end + 2) };
}

function malformed(why: string): ProtocolError {
  return new ProtocolError("malformed", `not an add-checkpoint request: ${why}`);
}
