import { bytesToHex } from "@noble/hashes/utils.js";
import {
  coveredSeconds,
  evidence,
  type ExposedToken,
  intervalOf,
  type IntervalToken,
  openBatch,
  ProtocolError,
  retractionToken,
} from "../../protocol/index.ts";
import type { Matcher } from "./matcher.ts";
import { partId, returnsOf } from "./returns.ts";
import { exposureId, type StoredBatch, type StoredExposure, type StoredReport } from "./snapshot.ts";

/** With which evidence a visit is looked for. */
const strengths = [evidence.reported, evidence.confirmed] as const;

/** A visit as batches are compared with it: an open one up to now. Times in Unix seconds. */
export interface ComparedVisit {
  readonly id: string;
  readonly name: string;
  /** 16 hex digits: it is compared with batches of that region only. */
  readonly regionId: string;
  readonly arrival: number;
  readonly leaving: number;
  /** The interval in which it was recorded: batches closed before do not concern it. */
  readonly recordedIn: number;
  readonly tokens: readonly IntervalToken[];
}

/** What a batch is compared with. */
export interface Compared {
  readonly visits: Iterable<ComparedVisit>;
  /** Known matches, which the batch may take back. */
  readonly standing: Iterable<StoredExposure>;
  readonly reported: ReportedTokens;
}

/** Tokens in hex that this device itself reported, each with the interval from which on it does not count. */
export type ReportedTokens = ReadonlyMap<string, number>;

/** What a comparison found. */
export interface Comparison {
  readonly found: readonly StoredExposure[];
  /** Known matches, marked as taken back by this batch. */
  readonly retracted: readonly StoredExposure[];
  /** For each of the other questions in turn whether the batch holds it. */
  readonly others: readonly boolean[];
}

/**
 * Compare a batch with visits and known matches.
 *
 * A visit is looked for with evidence 1 and 2 when it was recorded before the batch closed; what this device reported
 * itself does not count; a match in an older batch is taken back when the batch holds its retraction.
 *
 * @param others - More to look for in the same pass: the drill token, the person's own report.
 * @throws ProtocolError when the batch is broken.
 * @see SPEC.md §4.6
 */
export async function compare(
  matcher: Matcher,
  batch: StoredBatch,
  { visits, standing, reported }: Compared,
  others: readonly ExposedToken[] = [],
): Promise<Comparison> {
  const { salt } = openBatch(batch.bytes);
  const queries = [...others];
  const asked: { visit: ComparedVisit; at: IntervalToken }[] = [];
  const doubted: StoredExposure[] = [];
  for (const visit of visits) {
    if (visit.recordedIn > batch.closed) continue;
    for (const at of visit.tokens) {
      if (isOwn(reported, at.token, batch.closed)) continue;
      asked.push({ visit, at });
      for (const strength of strengths) queries.push({ evidence: strength, token: at.token });
    }
  }
  for (const exposure of standing) {
    if (exposure.retractedIn !== null || exposure.batch >= batch.number) continue;
    const token = retractionToken(exposure.salt, exposure.evidence, exposure.token);
    queries.push({ evidence: evidence.retracted, token });
    doubted.push(exposure);
  }
  const found = queries.length === 0 ? [] : await matcher.match(batch.bytes, queries);
  const afterOthers = others.length;
  const afterExposures = afterOthers + asked.length * strengths.length;
  return {
    others: found.slice(0, afterOthers),
    found: asked.flatMap(({ visit, at }, index) =>
      strengths
        .filter((_, offset) => found[afterOthers + index * strengths.length + offset])
        .map((strength) => exposureOf(visit, at, strength, batch, salt)),
    ),
    retracted: doubted
      .filter((_, index) => found[afterExposures + index])
      .map((exposure) => ({ ...exposure, retractedIn: batch.number })),
  };
}

/**
 * Compare visits with the batches that are here already, oldest first: for tokens that were derived after these came.
 *
 * @returns All their matches, settled nowhere, and the number of a batch that turned out to be broken: it is passed over, since a
 *   check-out must not fail for it.
 * @see SPEC.md §4.6
 */
export async function compareLate(
  matcher: Matcher,
  batches: readonly StoredBatch[],
  visits: readonly ComparedVisit[],
  reported: ReportedTokens,
): Promise<{ exposures: StoredExposure[]; broken: number | null }> {
  let exposures: StoredExposure[] = [];
  let broken: number | null = null;
  for (const batch of batches) {
    try {
      const compared = { visits, standing: exposures, reported };
      const { found, retracted } = await compare(matcher, batch, compared);
      const taken = new Map(retracted.map((exposure) => [exposureId(exposure), exposure]));
      exposures = [...exposures.map((exposure) => taken.get(exposureId(exposure)) ?? exposure), ...found];
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      broken = batch.number;
    }
  }
  return { exposures, broken };
}

/** The tokens that this device reported, or may have: parts that were withdrawn, refused or taken back are not among them. */
export function reportedTokens(reports: Iterable<StoredReport>): ReportedTokens {
  const reported = new Map<string, number>();
  const known = [...reports];
  const returns = returnsOf(known);
  for (const { id, startedAt, parts, phase, purpose } of known) {
    if (phase.step === "claiming" || phase.step === "refused" || purpose === 3) continue;
    for (const [index, { tokens, fate }] of parts.entries()) {
      if (fate.kind === "withdrawn" || fate.kind === "refused") continue;
      if (returns.get(partId(id, index))?.kind === "published") continue;
      for (const { token } of tokens) reported.set(bytesToHex(token), intervalOf(startedAt));
    }
  }
  return reported;
}

function isOwn(reported: ReportedTokens, token: Uint8Array, closed: number): boolean {
  if (reported.size === 0) return false;
  const since = reported.get(bytesToHex(token));
  return since !== undefined && since <= closed;
}

function exposureOf(
  visit: ComparedVisit,
  { interval, token }: IntervalToken,
  strength: 1 | 2,
  batch: StoredBatch,
  salt: Uint8Array,
): StoredExposure {
  return {
    visitId: visit.id,
    visitName: visit.name,
    regionId: visit.regionId,
    interval,
    evidence: strength,
    coveredSeconds: coveredSeconds(interval, visit.arrival, visit.leaving),
    batch: batch.number,
    logIndex: batch.logIndex,
    retractedIn: null,
    settled: false,
    salt,
    token,
  };
}
