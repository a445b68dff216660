import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { type LogEntry, intervalStart, openBatch, ProtocolError } from "../../protocol/index.ts";
import { RecordError } from "./record-error.ts";
import { inOrder, type RecordSource } from "./record-source.ts";

/** A line that names a list. */
export type ListEntry = Extract<LogEntry, { kind: "batch" }>;

/** A list that was fetched and is what the record names. */
export interface List {
  readonly number: number;
  /** When it was closed, Unix seconds, to ten minutes. */
  readonly closed: number;
  /** How many entries it has, padding included. */
  readonly entries: number;
  readonly bytes: number;
}

/** How far the lists have been read. */
export interface ReadLists {
  /** Newest first. */
  readonly lists: readonly List[];
  /** Those that are older and have not been asked for yet, newest first. */
  readonly unread: readonly ListEntry[];
  /** Whether older ones than those read are not served any more. */
  readonly olderAreGone: boolean;
}

/** How many lists are fetched at once without asking the reader: 16 days of hourly ones. */
export const listsAtOnce = 400;

/** How many bytes of lists are fetched without asking the reader. */
const bytesAtOnce = 6_000_000;

/** Before the first list is read. @param entries - Of the record, oldest first. */
export function unreadLists(entries: readonly LogEntry[]): ReadLists {
  const unread = entries.filter((entry) => entry.kind === "batch").toReversed();
  return { lists: [], unread, olderAreGone: false };
}

/**
 * Fetch the next lists, newest first, until some hundred or some megabytes are there or older ones are not served any more.
 * Devices keep lists only for as long as they count; servers delete them then.
 *
 * @param progress - Told what has been read so far.
 * @throws {@link RecordError} `altered` when a list is not what the record names; `missing` when one is not served though
 *   an older one is; as {@link RecordSource}.
 */
export async function readMoreLists(
  source: RecordSource,
  before: ReadLists,
  progress: (lists: readonly List[]) => void,
): Promise<ReadLists> {
  const next = nextLists(before.unread);
  const lists = [...before.lists];
  const fetched = inOrder(next.map((entry) => () => fetchList(source, entry)));
  for await (const list of fetched) {
    if (list === null) {
      await makeSureOlderAreGone(source, before.unread, lists.length - before.lists.length);
      return { lists, unread: [], olderAreGone: true };
    }
    checkOrder(list, lists.at(-1));
    lists.push(list);
    progress(lists);
  }
  return { lists, unread: before.unread.slice(next.length), olderAreGone: false };
}

function nextLists(unread: readonly ListEntry[]): readonly ListEntry[] {
  let bytes = 0;
  const end = unread.findIndex((entry, index) => {
    bytes += entry.bytes;
    return index === listsAtOnce || (index > 0 && bytes > bytesAtOnce);
  });
  return end === -1 ? unread : unread.slice(0, end);
}

/** Lists go in order of age: one that is gone while an older one is there was held back. */
async function makeSureOlderAreGone(
  source: RecordSource,
  unread: readonly ListEntry[],
  gone: number,
): Promise<void> {
  const older = unread[gone + 1];
  if (older === undefined) return;
  if ((await fetchList(source, older)) !== null) {
    throw new RecordError(
      "missing",
      `list ${unread[gone]!.number} is missing, the older ${older.number} is not`,
    );
  }
}

async function fetchList(source: RecordSource, entry: ListEntry): Promise<List | null> {
  const path = `/v1/batch/${entry.number}`;
  const bytes = await source.get(path, false);
  if (bytes === null) return null;
  if (bytes.length !== entry.bytes || bytesToHex(sha256(bytes)) !== entry.sha256) {
    throw new RecordError("altered", `${path} is not what the log names`);
  }
  try {
    const { number, closed, count } = openBatch(bytes);
    if (number !== entry.number) throw new RecordError("not-allowed", `${path} says that it is ${number}`);
    return { number, closed: intervalStart(closed), entries: count, bytes: bytes.length };
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new RecordError("not-allowed", `${path}: ${cause.message}`, { cause });
  }
}

function checkOrder(list: List, newer: List | undefined): void {
  if (newer !== undefined && list.closed > newer.closed) {
    throw new RecordError("not-allowed", `list ${list.number} was closed after list ${newer.number}`);
  }
}
