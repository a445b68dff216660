import { bytesToHex } from "@noble/hashes/utils.js";
import { coveredSeconds, intervalStart, parseUtc, sunsetOf } from "../../protocol/index.ts";
import { colourAt } from "./colour-at.ts";
import { type ReportedTokens, reportedTokens } from "./comparison.ts";
import { followed, listedPeers, listedRoots, type RegionKey, standingOf } from "./followed.ts";
import { hostedPlace } from "./gathering.ts";
import { isEffective, policyAt, policyOf, regionOf } from "./region.ts";
import { latestReport, latestTakingBack, reportedVisits } from "./report-view.ts";
import type { FollowedRegion, OpenVisit, RegionRecord, Snapshot, StoredVisit } from "./snapshot.ts";
import type { DeviceState, ExposureState, PeerState, RegionState, SyncState } from "./state.ts";
import { upToNow } from "./stay.ts";
import { isOver } from "./sunset.ts";
import { isSyncDue } from "./sync.ts";
import { lockStateOf } from "./vault/lock-state.ts";
import type { Visit } from "./visit.ts";

/** Everything the home page shows, from what is stored. Pure. @param now - Unix seconds. @see SPEC.md §4.8 */
export function viewOf(snapshot: Snapshot, now: number): DeviceState {
  const policy = policyOf(snapshot, now);
  const reported = reportedTokens(snapshot.reports.values());
  const exposures = exposuresAt(snapshot, now);
  const openVisit = snapshot.open === null ? null : viewOfVisit(snapshot.open, reported, now);
  const ended = [...snapshot.visits.values()];
  const diary = ended
    .filter(({ byHand }) => byHand !== "home")
    .map((visit) => viewOfVisit(visit, reported, now))
    .toSorted((one, other) => other.arrival - one.arrival);
  return {
    now,
    colour: colourAt(snapshot, exposures, now),
    exposures,
    openVisit,
    hosting: snapshot.open === null ? null : hostedPlace(snapshot.open, now),
    diary,
    atHome: ended
      .filter(({ byHand }) => byHand === "home")
      .map(({ id, arrival }) => ({ id, at: arrival }))
      .toSorted((one, other) => other.at - one.at),
    ended: isOver(snapshot, now),
    region: snapshot.region === null ? null : viewOfRegion(snapshot.region, now),
    sync: viewOfSync(snapshot, snapshot, now),
    release: snapshot.log.release,
    evidence: snapshot.evidence.toReversed(),
    peers: [...new Set([...listedRoots(snapshot), ...snapshot.peers.keys()])].map((key) =>
      viewOfPeer(snapshot, key, now),
    ),
    report: latestReport(snapshot, policy),
    reported: reportedVisits(snapshot, policy),
    takingBack: latestTakingBack(snapshot, policy),
    settings: snapshot.settings,
    lock: lockStateOf(snapshot),
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
    companions: visit.companions ?? [],
    isByHand: "byHand" in visit && visit.byHand !== undefined,
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
    relays: newest.ohttp?.relays ?? [],
  };
}

function viewOfPeer(snapshot: Snapshot, key: RegionKey, now: number): PeerState {
  const known = followed(snapshot, key);
  const region = known.region === null ? null : viewOfRegion(known.region, now);
  const listed = listedPeers(snapshot).find(({ root }) => root === key);
  return {
    id: key.slice(0, 16),
    rootHash: key,
    name: region?.name ?? listed?.name ?? {},
    standing: standingOf(snapshot, key, now),
    region,
    sync: viewOfSync(known, snapshot, now),
    evidence: known.evidence.toReversed(),
  };
}

function viewOfSync({ sync, lists, log }: FollowedRegion, snapshot: Snapshot, now: number): SyncState {
  const kept = Object.values(lists);
  return {
    last: sync.last,
    attempted: sync.attempted,
    problem: sync.problem,
    due: isSyncDue(snapshot, now),
    newestBatch: sync.newestBatch,
    newestClosed: sync.newestClosed,
    batchesKept: kept.reduce((sum, { batches }) => sum + batches, 0),
    entriesKept: kept.reduce((sum, { entries }) => sum + entries, 0),
    paused: log.paused ?? null,
    logSize: log.frontier.size,
    checkpoint: log.checkpoint,
    selfCheck: sync.selfCheck,
  };
}
