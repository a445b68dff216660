import {
  appendLeaf,
  type Checkpoint,
  decodeEntryBundle,
  decodeUtf8,
  emptyFrontier,
  encodeBase64,
  entryBundlePath,
  leafHash,
  type LogEntry,
  type NoteVerifier,
  openCheckpoint,
  parseLogEntry,
  ProtocolError,
  tileWidth,
  tileWidthMax,
  treeRoot,
} from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import type { Copy } from "./copy.ts";

const checkpointBytesMax = 65_536;

/** Every entry may have 65,535 bytes and its length. */
const bundleBytesMax = tileWidthMax * 65_537;

/** The log as a copy has it: its own key signed the checkpoint, and the entries make its root. */
export interface CopiedLog {
  /** As the copy has it, with whatever cosignatures. */
  readonly note: string;
  readonly checkpoint: Checkpoint;
  readonly texts: readonly string[];
  readonly entries: readonly LogEntry[];
}

/**
 * Read the log's newest checkpoint.
 *
 * @param logKey - Of this server's own log.
 * @returns Null when there is none.
 * @throws {@link OperatorError} when this log has not signed it.
 */
export async function readCheckpoint(
  copy: Copy,
  logKey: NoteVerifier,
): Promise<{ note: string; checkpoint: Checkpoint } | null> {
  const bytes = await copy.get("log/checkpoint", checkpointBytesMax);
  if (bytes === null) return null;
  return refusing(`The checkpoint in ${copy.name}`, () => {
    const note = decodeUtf8(bytes, "checkpoint");
    return { note, checkpoint: openCheckpoint(note, logKey) };
  });
}

/**
 * Read the whole log and hold it against its signed root.
 *
 * @throws {@link OperatorError} when something is missing, malformed, or not what was signed.
 */
export async function readCopiedLog(copy: Copy, logKey: NoteVerifier): Promise<CopiedLog> {
  const read = await readCheckpoint(copy, logKey);
  if (read === null) throw new OperatorError(`There is no checkpoint in ${copy.name}.`);
  const { size, root } = read.checkpoint;
  const texts: string[] = [];
  for (let index = 0; index * tileWidthMax < size; index++) {
    const width = tileWidth(0, index, size);
    const path = `log/${entryBundlePath(index, width)}`;
    const bytes = await copy.get(path, bundleBytesMax);
    if (bytes === null) throw new OperatorError(`${path} is missing in ${copy.name}. Nothing was changed.`);
    texts.push(...refusing(`${path} in ${copy.name}`, () => decodeEntryBundle(bytes, width)));
  }
  if (!isRootOf(texts, root)) {
    throw new OperatorError(
      `The ${size} entries in ${copy.name} are not those that its checkpoint signs: the copy was altered. Nothing was changed.`,
    );
  }
  const entries = texts.map((text, index) =>
    refusing(`Entry ${index} in ${copy.name}`, () => parseLogEntry(text)),
  );
  return { ...read, texts, entries };
}

/** Whether a log began, at some size, with these entries. */
export function beginsWith({ texts }: Pick<CopiedLog, "texts">, { size, root }: Checkpoint): boolean {
  return size <= texts.length && isRootOf(texts.slice(0, size), root);
}

/** Say in a sentence what the protocol refuses. */
export function refusing<Result>(what: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new OperatorError(`${what} is refused: ${cause.message}. Nothing was changed.`, { cause });
  }
}

function isRootOf(texts: readonly string[], root: Uint8Array): boolean {
  const frontier = texts.reduce((tree, text) => appendLeaf(tree, leafHash(text)), emptyFrontier);
  return encodeBase64(treeRoot(frontier)) === encodeBase64(root);
}
