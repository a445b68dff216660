import { bytesToHex } from "@noble/hashes/utils.js";
import {
  appendLeaf,
  decodeEntryBundle,
  emptyFrontier,
  entryBundlePath,
  leafHash,
  type LogEntry,
  parseLogEntry,
  ProtocolError,
  tileWidth,
  tileWidthMax,
  treeRoot,
} from "../../protocol/index.ts";
import { RecordError } from "./record-error.ts";
import { inOrder, type RecordSource } from "./record-source.ts";

/** One line of the record. */
export interface RecordLine {
  /** From 0. */
  readonly index: number;
  /** As it was hashed and signed. */
  readonly text: string;
  readonly entry: LogEntry;
}

/** What a record must turn out to be. */
export interface WantedLog {
  /** From a checkpoint whose signature was verified. */
  readonly size: number;
  readonly root: Uint8Array;
  /** At which earlier sizes the root is to be told as well. */
  readonly alsoAt: readonly number[];
  /** Told how many lines have been read so far. */
  readonly progress: (lines: number) => void;
}

/** The whole record. */
export interface ReadLog {
  readonly lines: readonly RecordLine[];
  /** The roots, in hex, at the earlier sizes that were asked for. */
  readonly rootsAt: ReadonlyMap<number, string>;
}

/**
 * Read every line of the record, and work out anew what was signed for.
 *
 * @throws {@link RecordError} `altered` when the lines do not make the root, one of them is malformed, or the lists are not
 *   numbered one by one; `missing` when some are not served; as {@link RecordSource}.
 * @see SPEC.md §4.7
 */
export async function readLog(source: RecordSource, wanted: WantedLog): Promise<ReadLog> {
  const { size, root, alsoAt, progress } = wanted;
  const bundles = Array.from({ length: Math.ceil(size / tileWidthMax) }, (_, index) => async () => {
    const width = tileWidth(0, index, size);
    const path = `/v1/log/${entryBundlePath(index, width)}`;
    const bytes = await source.get(path, false);
    if (bytes === null) throw new RecordError("missing", `${path} is missing`);
    return whole(path, () => decodeEntryBundle(bytes, width));
  });
  const lines: RecordLine[] = [];
  const rootsAt = new Map<number, string>();
  let frontier = emptyFrontier;
  for await (const texts of inOrder(bundles)) {
    for (const text of texts) {
      const index = lines.length;
      lines.push({ index, text, entry: whole(`line ${index}`, () => parseLogEntry(text)) });
      frontier = appendLeaf(frontier, leafHash(text));
      if (alsoAt.includes(frontier.size)) rootsAt.set(frontier.size, bytesToHex(treeRoot(frontier)));
    }
    progress(lines.length);
  }
  if (bytesToHex(treeRoot(frontier)) !== bytesToHex(root)) {
    throw new RecordError("altered", `the ${size} lines do not make the root of the signed checkpoint`);
  }
  checkNumbers(lines);
  return { lines, rootsAt };
}

function checkNumbers(lines: readonly RecordLine[]): void {
  let next = 0;
  for (const { index, entry } of lines) {
    if (entry.kind !== "batch") continue;
    if (entry.number !== next) {
      throw new RecordError("altered", `line ${index} is list ${entry.number}, not ${next}`);
    }
    next++;
  }
}

function whole<Result>(what: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new RecordError("altered", `${what}: ${cause.message}`, { cause });
  }
}
