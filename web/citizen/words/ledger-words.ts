import { msg, str } from "@lit/localize";
import { bytesToHex } from "@noble/hashes/utils.js";
import { decodeReport, ProtocolError } from "../../../protocol/index.ts";
import type { LedgerEntry, RequestReason } from "../../device/device.ts";
import type { Reader } from "../../parts/time-words.ts";

/** Requests that were made together: one check, or one report however long it took. */
export interface Occasion {
  readonly id: string;
  readonly why: RequestReason;
  /** When the first was made, Unix seconds. */
  readonly at: number;
  /** In the order in which they were made. */
  readonly entries: readonly LedgerEntry[];
  /** Bytes of content. */
  readonly sent: number;
  readonly received: number;
}

/** Group what is on record. @param entries - Newest first. @returns The latest occasion first. */
export function occasionsOf(entries: readonly LedgerEntry[]): Occasion[] {
  const grouped = new Map<string, LedgerEntry[]>();
  for (const entry of entries.toReversed()) {
    const key = `${entry.why} ${entry.occasion}`;
    const group = grouped.get(key);
    if (group === undefined) grouped.set(key, [entry]);
    else group.push(entry);
  }
  return [...grouped.values()].toReversed().map((group) => ({
    id: group[0]!.occasion,
    why: group[0]!.why,
    at: group[0]!.at,
    entries: group,
    sent: group.reduce((sum, entry) => sum + sentBytes(entry), 0),
    received: group.reduce((sum, entry) => sum + receivedBytes(entry), 0),
  }));
}

/** Bytes of content that left this phone. */
export function sentBytes({ content, through }: LedgerEntry): number {
  return through?.bytes ?? content?.length ?? 0;
}

/** Where a request went. @param origin - Of the region's server. */
export function addressOf({ path, through }: LedgerEntry, origin: string): string {
  return through?.relay ?? origin + path;
}

/** What a relay got, of a request that went through one; else `null`. */
export function relayWords({ through }: LedgerEntry, reader: Reader): string | null {
  if (through === undefined) return null;
  const size = bytesWords(through.bytes, reader);
  return msg(
    str`Through the relay ${new URL(through.relay).host}. It got ${size}, of which it can read nothing; only the region's server can open them, and does not learn who sent them. What is in them:`,
  );
}

/** Bytes of content that came in. */
export function receivedBytes({ outcome }: LedgerEntry): number {
  return outcome.kind === "answered" ? outcome.bytes : 0;
}

/** What an occasion is called. */
export function occasionName(why: RequestReason): string {
  switch (why) {
    case "lists":
      return msg("Check of the lists");
    case "begin-anew":
      return msg("Beginning anew with the public record");
    case "last-look":
      return msg("Whether the programme goes on");
    case "code-check":
      return msg("Check of this page's files");
    case "report":
      return msg("Your report");
    case "take-back":
      return msg("Taking a report back");
    case "decoy":
      return msg("Empty messages, so that real reports do not stand out");
  }
}

/** What a request asked for, or brought. */
export function requestName({ why, path }: LedgerEntry): string {
  const number = /\/(\d+)$/.exec(path)?.[1] ?? "";
  if (path.endsWith("/log/checkpoint")) return msg("How far the public record goes");
  if (path.includes("/log/tile/entries/")) return msg("Lines of the public record");
  if (path.includes("/log/")) return msg("A part of the public record");
  if (path.includes("/batch/")) return msg(str`List ${number}`);
  if (path.endsWith("/root")) return msg("Who the region is");
  if (path.includes("/manifest")) return msg("The region's rules");
  if (path.endsWith("/tickets")) return why === "decoy" ? msg("No claim code") : msg("The claim code");
  if (path.endsWith("/reports")) return msg("A message of equal size");
  if (path === "/release.txt") return msg("Which files this page is made of");
  return path;
}

/** What became of a request. */
export function outcomeWords({ outcome }: LedgerEntry, reader: Reader): string {
  switch (outcome.kind) {
    case "unanswered":
      return msg("No answer seen. It may have arrived.");
    case "failed":
      return msg("No answer came. It may have arrived.");
    case "stopped":
      return msg("Stopped here. It may have arrived.");
    case "answered": {
      if (outcome.status === 204) return msg("Taken");
      const size = bytesWords(outcome.bytes, reader);
      if (outcome.status < 300) return msg(str`Answered with ${size}`);
      return msg(str`Answered with status ${outcome.status} and ${size}`);
    }
  }
}

/** "325 bytes", "12.4 kB", in the page's language. */
export function bytesWords(bytes: number, { language }: Reader): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[step]!,
    unitDisplay: step === 0 ? "long" : "short",
    maximumSignificantDigits: 3,
  }).format(bytes / 1000 ** step);
}

/** What a request's content says, in words, and its parts as bytes in hex. */
export interface ContentTold {
  readonly words: string;
  readonly parts: readonly { readonly name: string; readonly hex: string }[];
}

/** What went out with a request. */
export function contentTold({ why, path, content }: LedgerEntry): ContentTold {
  if (content === null) return { words: msg("Nothing but this address went out."), parts: [] };
  const all = { name: msg("All bytes"), hex: bytesToHex(content) };
  if (path.endsWith("/tickets") && why === "decoy") {
    const words = msg("Nothing: random numbers, and asterisks (2a) where a real report has its claim code.");
    return { words, parts: [all] };
  }
  if (path.endsWith("/tickets")) {
    return {
      words: msg(
        "Your claim code, which is written nowhere here (asterisks stand in its place, 2a), and 32 random numbers. For them the server gives 32 permissions to send, which it cannot recognise later.",
      ),
      parts: [all],
    };
  }
  const report = reportIn(content);
  if (!path.endsWith("/reports") || report === null)
    return { words: msg("These bytes went out."), parts: [all] };
  if (report.evidence === 0) {
    return {
      words: msg("Nothing: random bytes in the form of a report, so that nobody can count the real ones."),
      parts: [all],
    };
  }
  const words =
    report.evidence === 3
      ? msg("Takes back what was in the list: one number for every ten minutes of one visit.")
      : msg("One secret number for every ten minutes of one visit, and no place, no name, no time.");
  const tokens = report.tokens.map((token, index) => ({
    name: msg(str`Number ${index + 1}`),
    hex: bytesToHex(token),
  }));
  return { words, parts: [...tokens, all] };
}

function reportIn(content: Uint8Array) {
  try {
    return decodeReport(content);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
