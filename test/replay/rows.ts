/** The rows of the outbreak file: which are usable, and in plain words why the others are not. */

import { parseNamedCsv } from "./csv.ts";

/** One place that a case visited. Times in Unix seconds. */
export interface Row {
  readonly id: string;
  /** Line of the file, from 1. */
  readonly line: number;
  readonly event: string;
  readonly start: number;
  readonly end: number;
  /** When it became public. */
  readonly published: number;
}

/** A row that is left out, and why. */
export interface RefusedRow {
  readonly id: string;
  readonly line: number;
  readonly reason: RefusalReason;
}

/** Every reason for which a row is refused, in the order they are checked. */
export const refusalReasons = [
  "has more or fewer fields than the header",
  "has no id",
  "has the id of an earlier row",
  "has no name",
  "unreadable start time",
  "unreadable end time",
  "unreadable publication time",
  "ends before it starts",
  "lasts no time at all",
  "lasts over 24 hours",
  "published before it began",
  "published before it ended",
] as const;
/** See {@link refusalReasons}. */
export type RefusalReason = (typeof refusalReasons)[number];

const longestStaySeconds = 24 * 60 * 60;

const utcTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;

/**
 * Read a time of the file, exactly `YYYY-MM-DDTHH:MM:SSZ`.
 *
 * @returns Unix seconds; null when the text has another form or names a moment that does not exist (30 February, 24:00).
 */
export function readUtcTime(text: string): number | null {
  if (!utcTime.test(text)) return null;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return null;
  // Date.parse rolls 30 February over into March: what is written back must be what was read.
  if (new Date(milliseconds).toISOString() !== text.replace("Z", ".000Z")) return null;
  return milliseconds / 1000;
}

function refusalOf(start: number | null, end: number | null, published: number | null): RefusalReason | null {
  if (start === null) return "unreadable start time";
  if (end === null) return "unreadable end time";
  if (published === null) return "unreadable publication time";
  if (end < start) return "ends before it starts";
  if (end === start) return "lasts no time at all";
  if (end - start > longestStaySeconds) return "lasts over 24 hours";
  if (published < start) return "published before it began";
  if (published < end) return "published before it ended";
  return null;
}

/**
 * Read the outbreak file.
 *
 * @param text - The whole CSV file.
 * @returns The usable rows in the order of the file, and each refused row with the first reason that applies.
 * @throws CsvError when the file as a whole is not CSV or lacks a column; a dirty row never throws.
 */
export function readRows(text: string): { rows: Row[]; refused: RefusedRow[] } {
  const rows: Row[] = [];
  const refused: RefusedRow[] = [];
  const seen = new Set<string>();
  for (const { line, values } of parseNamedCsv(text, [
    "id",
    "event",
    "start_utc",
    "end_utc",
    "first_seen_utc",
  ])) {
    if (values === null) {
      refused.push({ id: "", line, reason: "has more or fewer fields than the header" });
      continue;
    }
    const id = values.get("id")!.trim();
    const event = values.get("event")!.trim();
    const start = readUtcTime(values.get("start_utc")!);
    const end = readUtcTime(values.get("end_utc")!);
    const published = readUtcTime(values.get("first_seen_utc")!);
    let reason: RefusalReason | null;
    if (id === "") reason = "has no id";
    else if (seen.has(id)) reason = "has the id of an earlier row";
    else if (event === "") reason = "has no name";
    else reason = refusalOf(start, end, published);
    seen.add(id);
    if (reason === null) rows.push({ id, line, event, start: start!, end: end!, published: published! });
    else refused.push({ id, line, reason });
  }
  return { rows, refused };
}

/** How often each reason was given, in the order of {@link refusalReasons}; reasons never given are left out. */
export function countRefusals(refused: readonly RefusedRow[]): { reason: RefusalReason; rows: number }[] {
  return refusalReasons
    .map((reason) => ({ reason, rows: refused.filter((row) => row.reason === reason).length }))
    .filter(({ rows }) => rows > 0);
}

/**
 * The longest beginning of `text` that takes at most `bytesMax` bytes of UTF-8 and cuts no character in two.
 * A check-in code has room for 48.
 */
export function truncateUtf8(text: string, bytesMax: number): string {
  let bytes = 0;
  let kept = "";
  for (const character of text) {
    bytes += Buffer.byteLength(character, "utf8");
    if (bytes > bytesMax) break;
    kept += character;
  }
  return kept;
}
