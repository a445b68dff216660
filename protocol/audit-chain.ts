import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";

/** One line of the authority's audit record: who did what when. */
export interface AuditEntry {
  /** From 0. */
  readonly position: number;
  /** Unix minutes. */
  readonly minute: number;
  /** A staff member's number; 0 is the command line on the server. */
  readonly staff: number;
  readonly action: string;
  /** What it was about: numbers by name, such as how many. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** The hash before the first entry of all. */
export const auditChainStart = new Uint8Array(32);

/** The numbers of an entry as they are stored, hashed and exported: JSON, by name. */
export function encodeAuditNumbers(numbers: AuditEntry["numbers"]): string {
  const entries = Object.entries(numbers).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}

/**
 * The hash of an entry, which is that of everything before it too: whoever knows the newest sees any change.
 *
 * @param before - 32 bytes: the hash of the entry before, or {@link auditChainStart}.
 * @see SPEC.md §4.15
 */
export function auditHash(
  before: Uint8Array,
  { position, minute, staff, action, numbers }: AuditEntry,
): Uint8Array {
  const text = JSON.stringify([position, minute, staff, action, encodeAuditNumbers(numbers)]);
  return sha256(concatBytes(utf8ToBytes("celadon/v1/audit"), before, utf8ToBytes(text)));
}
