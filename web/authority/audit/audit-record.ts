import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { type AuditEntry, auditHash } from "../../../protocol/index.ts";
import type { SavedFile } from "../../parts/save-file.ts";

/** The whole record, as the server gives it to be saved. */
export interface AuditRecord {
  readonly what: string;
  readonly region: string;
  /** Position of the oldest entry that is kept. */
  readonly first: number;
  /** The hash before it, hex. */
  readonly base: string;
  /** The newest entry's, hex. */
  readonly hash: string;
  /** What the server's own look found. */
  readonly state: "whole" | "empty" | "changed" | "cut";
  /** What people are called, by number. */
  readonly names: Readonly<Record<number, string>>;
  readonly entries: readonly AuditEntry[];
}

/** Whether each entry hashes all before it, worked out here, up to the newest hash, and the server found its seal whole. */
export function isWhole({ first, base, hash, state, entries }: AuditRecord): boolean {
  let before: Uint8Array = hexToBytes(base);
  for (const [index, entry] of entries.entries()) {
    if (entry.position !== first + index) return false;
    before = auditHash(before, entry);
  }
  return state === "whole" && bytesToHex(before) === hash;
}

/** All of it, for `npm run celadon -- staff audit --saved FILE` and for whoever keeps records. */
export function recordAsJson(record: AuditRecord, day: string): SavedFile {
  return {
    name: `celadon-staff-record-${day}.json`,
    type: "application/json",
    text: `${JSON.stringify(record, null, 2)}\n`,
  };
}

/** For spreadsheets: one entry a line. Names that a spreadsheet would take for a formula are marked as text. */
export function recordAsCsv({ entries, names }: AuditRecord, day: string): SavedFile {
  const lines = entries.map(({ position, minute, staff, action, numbers }) => [
    String(position),
    new Date(minute * 60_000).toISOString().slice(0, 16).replace("T", " "),
    String(staff),
    staff === 0 ? "server" : (names[staff] ?? ""),
    action,
    Object.entries(numbers)
      .map(([name, value]) => `${name} ${value}`)
      .join("; "),
  ]);
  const head = ["entry", "time (UTC)", "staff number", "name", "action", "numbers"];
  const text = [head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n");
  return { name: `celadon-staff-record-${day}.csv`, type: "text/csv", text: `${text}\r\n` };
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
