import { randomBytes, bytesToHex } from "@noble/hashes/utils.js";
import {
  decodeReport,
  decoyReport,
  encodeReport,
  type IntervalToken,
  prepareTicketClaim,
  type Ticket,
  ticketsPerClaim,
  tokensPerReport,
} from "../../protocol/index.ts";
import { type ReportedTokens, reportedTokens } from "./comparison.ts";
import { DeviceError } from "./device-error.ts";
import { home, regionIdOf } from "./followed.ts";
import { relaysOf } from "./relays.ts";
import type { OutgoingRequest, ReportPart, Snapshot, StoredReport } from "./snapshot.ts";
import { upToNow } from "./stay.ts";

/**
 * Prepare a report: the chosen visits, newest first, cut into parts of up to 16 tokens. What was reported before is left out, and
 * visits of other regions: the home's lists warn of the home's places only.
 *
 * @param claimCode - From `parseClaimCode`.
 * @param visitIds - The person's choice; the open visit counts up to now.
 * @param now - Unix seconds.
 * @throws DeviceError `nothing-to-report`; `no-visit` when one of the visits is not there.
 * @see SPEC.md §4.5
 */
export function planReport(
  snapshot: Snapshot,
  claimCode: string,
  visitIds: readonly string[],
  purpose: 1 | 2,
  now: number,
): StoredReport {
  const reported = reportedTokens(snapshot.reports.values());
  const parts = newestFirst([...new Set(visitIds)].flatMap((id) => partsOf(snapshot, id, reported, now)));
  if (parts.length === 0)
    throw new DeviceError("nothing-to-report", "every token was reported before, or is another region's");
  return newReport(snapshot, claimCode, purpose, parts, now);
}

/**
 * A report that begins: as many parts as one claim code takes.
 *
 * @param snapshot - Its rules say whether it goes through a relay.
 * @param claimCode - From `parseClaimCode`.
 * @param parts - Those that matter most first; at least one.
 * @param now - Unix seconds.
 */
export function newReport(
  snapshot: Snapshot,
  claimCode: string,
  purpose: StoredReport["purpose"],
  parts: readonly ReportPart[],
  now: number,
): StoredReport {
  return {
    id: bytesToHex(randomBytes(16)),
    startedAt: now,
    purpose,
    parts: parts.slice(0, ticketsPerClaim),
    leftOver: Math.max(0, parts.length - ticketsPerClaim),
    ...(relaysOf(snapshot) === null ? {} : { throughRelay: true }),
    phase: { step: "claiming", claim: prepareTicketClaim(claimCode) },
  };
}

/**
 * Cut the tokens of one visit into parts of up to 16, the latest first: what is left over for another code is the oldest.
 *
 * @param tokens - Ascending.
 */
export function cutIntoParts(
  { visitId, name, arrival, leaving }: Pick<ReportPart, "visitId" | "name" | "arrival" | "leaving">,
  tokens: readonly IntervalToken[],
): ReportPart[] {
  const parts: ReportPart[] = [];
  for (let end = tokens.length; end > 0; end -= tokensPerReport) {
    const cut = tokens.slice(Math.max(0, end - tokensPerReport), end);
    parts.push({ visitId, name, arrival, leaving, tokens: cut, fate: { kind: "chosen" } });
  }
  return parts;
}

/** Parts as they leave: the newest first. */
export function newestFirst(parts: readonly ReportPart[]): ReportPart[] {
  return parts.toSorted((one, other) => other.tokens.at(-1)!.interval - one.tokens.at(-1)!.interval);
}

/** What one request is to carry. */
export interface Load {
  /** Index in the report's parts. */
  readonly part: number;
  /** 1 to 16. */
  readonly tokens: readonly IntervalToken[];
}

/**
 * Make 32 requests, once and for all: a real one for each load, decoys for the rest, shuffled, each with a random time.
 *
 * @param tickets - At least one, and one for each load; of one epoch.
 * @param now - Unix seconds.
 * @param reportMinutes - The policy's: over how long they are spread.
 * @param random - 0 ≤ x < 1.
 * @returns 32, in the order of sending.
 * @see SPEC.md §4.5
 */
export function planRequests(
  loads: readonly Load[],
  tickets: readonly Ticket[],
  now: number,
  reportMinutes: number,
  random: () => number,
): OutgoingRequest[] {
  const content = (index: number): Content => {
    const load = loads[index];
    if (load === undefined) return { bytes: decoyReport(tickets[0]!.epoch), part: null };
    const tokens = load.tokens.map(({ token }) => token);
    return { bytes: encodeReport(tickets[index]!, tokens), part: load.part };
  };
  return spreadRequests(content, now, reportMinutes, random);
}

type Content = Pick<OutgoingRequest, "bytes" | "part">;

/**
 * Spread the 32 requests of a session: shuffled, each with a random time.
 *
 * @param contentOf - What each is to carry, by its number from 0.
 * @param now - Unix seconds.
 * @param reportMinutes - The policy's.
 * @param random - 0 ≤ x < 1.
 * @returns 32, in the order of sending.
 */
export function spreadRequests(
  contentOf: (index: number) => Content,
  now: number,
  reportMinutes: number,
  random: () => number,
): OutgoingRequest[] {
  const spread = reportMinutes * 60;
  const slots = Array.from({ length: ticketsPerClaim }, (_, index) => index);
  const dues = slots.map(() => now + Math.floor(random() * spread)).toSorted((one, other) => one - other);
  return shuffled(slots.map(contentOf), random).map((content, index) => ({
    ...content,
    due: dues[index]!,
    status: "waiting",
  }));
}

/** The same request at the same time, saying nothing. */
export function asDecoy({ bytes, due, status }: OutgoingRequest): OutgoingRequest {
  return { bytes: decoyReport(decodeReport(bytes).epoch), due, part: null, status };
}

function partsOf(snapshot: Snapshot, id: string, reported: ReportedTokens, now: number): ReportPart[] {
  const { open, visits } = snapshot;
  const visit = open?.id === id ? upToNow(open, now) : visits.get(id);
  if (visit === undefined) throw new DeviceError("no-visit", `there is no visit ${id}`);
  if (visit.regionId !== regionIdOf(snapshot, home)) return [];
  const { name, arrival, leaving } = visit;
  const tokens = visit.tokens.filter(({ token }) => !reported.has(bytesToHex(token)));
  return cutIntoParts({ visitId: id, name, arrival, leaving }, tokens);
}

/** Fisher and Yates. */
function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}
