import { bytesToHex } from "@noble/hashes/utils.js";
import { colourOf, coveredSeconds, intervalStart, parseUtc, sunsetOf } from "../../protocol/index.ts";
import { isBroken } from "./broken-log.ts";
import { type ReportedTokens, reportedTokens } from "./comparison.ts";
import { hostedPlace } from "./gathering.ts";
import { syncDue } from "./period.ts";
import { isEffective, policyAt, policyOf, regionOf } from "./region.ts";
import { latestReport, latestTakingBack, reportedVisits } from "./report-view.ts";
import type { OpenVisit, RegionRecord, Snapshot, StoredVisit } from "./snapshot.ts";
import type { DeviceState, ExposureState, RegionState, SyncState } from "./state.ts";
import { upToNow } from "./stay.ts";
import { isOver } from "./sunset.ts";
import type { Visit } from "./visit.ts";

/** Everything the home page shows, from what is stored. Pure. @param now - Unix seconds. @see SPEC.md §4.8 */
export function viewOf(snapshot: Snapshot, now: number): DeviceState {
  const policy = policyOf(snapshot, now);
  const reported = reportedTokens(snapshot.reports.values());
  const exposures = exposuresAt(snapshot, now);
  const openVisit = snapshot.open === null ? null : viewOfVisit(snapshot.open, reported, now);
  const diary = [...snapshot.visits.values()]
    .map((visit) => viewOfVisit(visit, reported, now))
    .toSorted((one, other) => other.arrival - one.arrival);
  const { sync, days, ownPositive } = snapshot;
  return {
    now,
    colour: colourOf({
      now,
      policy,
      visitsEnd: [...snapshot.visits.values()]
        .map(({ leaving }) => leaving)
        .concat(openVisit === null ? [] : [now]),
      exposures,
      ownPositive,
      newestClosed: sync.newestClosed,
      selfCheck: sync.selfCheck,
      trouble: [
        ...(isBroken(snapshot.evidence) ? ["broken-log" as const] : []),
        ...(days.lost.length > 0 ? ["lost-storage" as const] : []),
      ],
    }),
    exposures,
    openVisit,
    hosting: snapshot.open === null ? null : hostedPlace(snapshot.open, now),
    diary,
    ended: isOver(snapshot, now),
    region: snapshot.region === null ? null : viewOfRegion(snapshot.region, now),
    sync: viewOfSync(snapshot, now),
    evidence: snapshot.evidence.toReversed(),
    report: latestReport(snapshot, policy),
    reported: reportedVisits(snapshot, policy),
    takingBack: latestTakingBack(snapshot, policy),
    settings: snapshot.settings,
  };
}

/** A visit as pages see it. @param now - Unix seconds. */
export function viewOfVisit(visit: StoredVisit | OpenVisit, reported: ReportedTokens, now: number): Visit {
  const isOpen = "code" in visit;
  const { tokens, leaving } = isOpen ? upToNow(visit, now) : visit;
  return {
    id: visit.id,
    name: visit.name,
    kind: visit.kind,
    regionId: visit.regionId,
    arrival: visit.arrival,
    leaving: isOpen ? null : leaving,
    plannedLeaving: isOpen ? visit.plannedLeaving : leaving,
    earliestArrival: isOpen ? visit.earliestArrival : visit.arrival,
    latestLeaving: intervalStart(isOpen ? visit.code.pass.end : visit.pass.end),
    note: visit.note,
    tokens: tokens.length,
    reported: reported.size === 0 ? 0 : tokens.filter(({ token }) => reported.has(bytesToHex(token))).length,
  };
}

/** Matches by newest interval; an open visit covers more of its last one as time goes by. */
function exposuresAt({ exposures, open }: Snapshot, now: number): ExposureState[] {
  return [...exposures.values()]
    .map(({ salt: _salt, token: _token, ...exposure }) =>
      open?.id === exposure.visitId
        ? {
            ...exposure,
            coveredSeconds: coveredSeconds(
              exposure.interval,
              open.arrival,
              Math.min(now, open.plannedLeaving),
            ),
          }
        : exposure,
    )
    .toSorted((one, other) => other.interval - one.interval);
}

function viewOfRegion(record: RegionRecord, now: number): RegionState {
  const region = regionOf(record);
  const { newest } = region;
  return {
    id: newest.region.id,
    rootHash: bytesToHex(region.root.hash),
    name: newest.region.name,
    purpose: newest.purpose,
    guidance: newest.guidance,
    policy: policyAt(region, now),
    announced: isEffective(newest, now)
      ? null
      : { policy: newest.policy, effective: parseUtc(newest.effective) },
    sequence: newest.sequence,
    sunset: sunsetOf(newest),
    quorum: newest.quorum,
  };
}

function viewOfSync({ sync, days, log }: Snapshot, now: number): SyncState {
  const lists = Object.values(days.lists);
  return {
    last: sync.last,
    attempted: sync.attempted,
    problem: sync.problem,
    due: syncDue(sync, now),
    newestBatch: sync.newestBatch,
    newestClosed: sync.newestClosed,
    batchesKept: lists.reduce((sum, { batches }) => sum + batches, 0),
    entriesKept: lists.reduce((sum, { entries }) => sum + entries, 0),
    logSize: log.frontier.size,
    checkpoint: log.checkpoint,
    selfCheck: sync.selfCheck,
  };
}
