import { parseDecimal } from "./decimal.ts";
import { ProtocolError } from "./errors.ts";
import { isUtcDate } from "./utc.ts";

/** How many claim codes were issued on a day: from ten on the number, below ten only that. */
export type ClaimCount = number | "<10";

/**
 * One entry of the public log.
 *
 * `batch`: the batch's number (as in its header), its size in bytes and the SHA-256 of its bytes. `manifest`: the
 * SHA-256 of the whole note, signatures included. `release`: the SHA-256 of the list of the pages' assets. `claims`:
 * claim codes issued on that day (UTC), logged a day late. `unknown`: a later version's kind; it is hashed and passed over.
 *
 * @see SPEC.md §4.7
 */
export type LogEntry =
  | { readonly kind: "batch"; readonly number: number; readonly bytes: number; readonly sha256: string }
  | { readonly kind: "manifest"; readonly sequence: number; readonly sha256: string }
  | { readonly kind: "release"; readonly version: string; readonly sha256: string }
  | {
      readonly kind: "claims";
      readonly date: string;
      readonly report: ClaimCount;
      readonly confirm: ClaimCount;
      readonly retract: ClaimCount;
    }
  | { readonly kind: "pause"; readonly reason: string }
  | { readonly kind: "resume" }
  | { readonly kind: "unknown"; readonly text: string };

/** The longest reason of a pause, in UTF-16 units. */
export const pauseReasonLengthMax = 200;

/**
 * The text of an entry, without newline: what is hashed and served. (Server.)
 *
 * @throws RangeError when a field is out of its range, or an `unknown` text is of a known kind.
 */
export function encodeLogEntry(entry: LogEntry): string {
  const text = compose(entry);
  let read: LogEntry;
  try {
    read = parseLogEntry(text);
  } catch (cause) {
    throw new RangeError(`this is no log entry: ${JSON.stringify(text)}`, { cause });
  }
  if (read.kind !== entry.kind) throw new RangeError(`this would be read as ${read.kind}: ${text}`);
  return text;
}

/**
 * Read one entry. (Phone, mirror, auditor.) There is one text for every entry: decimals without leading zeros, hex in
 * lower case, one space between words.
 *
 * @param text - Untrusted; one entry from {@link decodeEntryBundle}, without newline.
 * @returns The entry; `unknown` when its first word is none of the kinds above.
 * @throws {@link ProtocolError} `malformed` when the kind is known and the rest is not right, or when any entry is
 *   empty or contains control characters.
 * @see SPEC.md §4.7
 */
export function parseLogEntry(text: string): LogEntry {
  // Line breaks and the like could make one entry look like two to whoever reads the log by eye.
  if (text === "" || /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) throw malformed(text);
  const [kind, ...words] = text.split(" ");
  switch (kind) {
    case "batch": {
      const [number, bytes, sha256] = fields(text, words, 3);
      return {
        kind,
        number: decimal(text, number, 0, 2 ** 32 - 1),
        bytes: decimal(text, bytes),
        sha256: hash(text, sha256),
      };
    }
    case "manifest": {
      const [sequence, sha256] = fields(text, words, 2);
      return { kind, sequence: decimal(text, sequence, 1), sha256: hash(text, sha256) };
    }
    case "release": {
      const [version, sha256] = fields(text, words, 2);
      if (!/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/.test(version)) throw malformed(text);
      return { kind, version, sha256: hash(text, sha256) };
    }
    case "claims": {
      const [date, ...counts] = fields(text, words, 7);
      if (!isUtcDate(date)) throw malformed(text);
      if (counts[0] !== "report" || counts[2] !== "confirm" || counts[4] !== "retract") throw malformed(text);
      const [report, confirm, retract] = [counts[1], counts[3], counts[5]].map((word) =>
        claimCount(text, word),
      );
      return { kind, date, report: report!, confirm: confirm!, retract: retract! };
    }
    case "pause": {
      const reason = words.join(" ");
      // An empty word is a doubled, leading or trailing space, or no reason at all.
      if (words.length === 0 || words.includes("") || reason.length > pauseReasonLengthMax)
        throw malformed(text);
      return { kind, reason };
    }
    case "resume":
      fields(text, words, 0);
      return { kind };
    default:
      return { kind: "unknown", text };
  }
}

function compose(entry: LogEntry): string {
  switch (entry.kind) {
    case "batch":
      return `batch ${entry.number} ${entry.bytes} ${entry.sha256}`;
    case "manifest":
      return `manifest ${entry.sequence} ${entry.sha256}`;
    case "release":
      return `release ${entry.version} ${entry.sha256}`;
    case "claims":
      return `claims ${entry.date} report ${entry.report} confirm ${entry.confirm} retract ${entry.retract}`;
    case "pause":
      return `pause ${entry.reason}`;
    case "resume":
      return "resume";
    case "unknown":
      return entry.text;
  }
}

/** The words after the kind, exactly as many as wanted. */
function fields(text: string, words: string[], wanted: 0): [];
function fields(text: string, words: string[], wanted: 2): [string, string];
function fields(text: string, words: string[], wanted: 3): [string, string, string];
function fields(text: string, words: string[], wanted: 7): [string, ...string[]];
function fields(text: string, words: string[], wanted: number): string[] {
  if (words.length !== wanted) throw malformed(text);
  return words;
}

function decimal(text: string, word: string, min = 0, max = Number.MAX_SAFE_INTEGER): number {
  const value = parseDecimal(word);
  if (value === null || value < min || value > max) throw malformed(text);
  return value;
}

function hash(text: string, word: string): string {
  if (!/^[0-9a-f]{64}$/.test(word)) throw malformed(text);
  return word;
}

function claimCount(text: string, word: string | undefined): ClaimCount {
  return word === "<10" ? word : decimal(text, word ?? "", 10);
}

function malformed(text: string): ProtocolError {
  const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return new ProtocolError("malformed", `not a log entry: ${JSON.stringify(shown)}`);
}
