import { bytesToHex } from "@noble/hashes/utils.js";
import { type ExposedToken, ProtocolError } from "../../protocol/index.ts";
import { compare, reportedTokens } from "./comparison.ts";
import { oldestDayKept } from "./day.ts";
import { DeviceError } from "./device-error.ts";
import { policyForVisit } from "./followed.ts";
import type { Matcher } from "./matcher.ts";
import type { MoveContent } from "./move-content.ts";
import { partsSought, withAnswers } from "./published.ts";
import { policyOf, regionOf } from "./region.ts";
import {
  exposureId,
  type OpenVisit,
  type Snapshot,
  type StoredBatch,
  type StoredExposure,
  type StoredReport,
  type StoredVisit,
} from "./snapshot.ts";
import { endVisit, upToNow } from "./stay.ts";
import type { Arrival } from "./store.ts";

/**
 * Whether this phone may take a move at all.
 *
 * @throws DeviceError `no-region` before the first sync; `other-region` when the old phone had pinned another root.
 * @see SPEC.md §4.11
 */
export function checkSameRegion({ region }: Snapshot, moved: MoveContent): void {
  if (region === null) throw new DeviceError("no-region", "nothing was synced yet");
  const { hash } = regionOf(region).root;
  if (moved.region !== null && moved.region.rootHash !== bytesToHex(hash)) {
    throw new DeviceError("other-region", `moved from root ${moved.region.rootHash}`);
  }
}

/** The ended visits of a move that this phone does not have and would keep. @param now - Unix seconds. */
export function newVisits(snapshot: Snapshot, moved: MoveContent, now: number): StoredVisit[] {
  const oldest = oldestDayKept(now, policyOf(snapshot, now).retentionDays);
  const isHere = (id: string) => snapshot.visits.has(id) || snapshot.open?.id === id;
  return moved.visits.filter(({ id, day }) => !isHere(id) && day >= oldest);
}

/** The open visit of a move, if this phone does not have that visit. */
export function newOpen({ open, visits }: Snapshot, moved: MoveContent): OpenVisit | null {
  const known = moved.open === null || open?.id === moved.open.id || visits.has(moved.open.id);
  return known ? null : moved.open;
}

/** The lists of one region that are here. */
export interface KeptLists {
  /** 16 hex digits. */
  readonly regionId: string;
  readonly isHome: boolean;
  /** Ascending. */
  readonly batches: readonly StoredBatch[];
}

/**
 * What this phone lacks of a move: what is here already stays as it is. Everything new is compared with the lists that are
 * here, so that the colour is right at once. In a turn of the store only.
 *
 * @param lists - Of every region that is followed here.
 * @param now - Unix seconds.
 * @see SPEC.md §4.11
 */
export async function lackingOf(
  moved: MoveContent,
  snapshot: Snapshot,
  lists: readonly KeptLists[],
  matcher: Matcher,
  now: number,
): Promise<Arrival> {
  checkSameRegion(snapshot, moved);
  const { retentionDays } = policyOf(snapshot, now);
  const open = newOpen(snapshot, moved);
  // Nobody is at two places: the visit that is open here goes on, and the other one ends now.
  const ends = snapshot.open !== null && open !== null;
  const ending = ends ? [open] : [];
  const visits = newVisits(snapshot, moved, now).concat(
    ending.map((each) => {
      const { lingerIntervals } = policyForVisit(snapshot, each.regionId, now);
      return endVisit(each, Math.min(now, each.plannedLeaving), lingerIntervals);
    }),
  );
  const reports = new Map(moved.reports.map((report) => [report.id, report]));
  for (const [id, report] of snapshot.reports) reports.set(id, report);
  const exposures = new Map(moved.exposures.map((exposure) => [exposureId(exposure), exposure]));
  for (const [id, own] of snapshot.exposures) exposures.set(id, merged(own, exposures.get(id)));

  const compared = [...visits, ...(open === null || ends ? [] : [upToNow(open, now)])];
  const settled = new Set(
    [...exposures.values()]
      .filter((each) => each.settled)
      .map(({ visitId, interval }) => `${visitId} ${interval}`),
  );
  const reported = reportedTokens(reports.values());
  for (const { regionId, isHome, batches } of lists) {
    const isHere = (each: { readonly regionId: string }) => each.regionId === regionId;
    for (const batch of batches) {
      const foreign = moved.reports
        .filter(({ id }) => !snapshot.reports.has(id))
        .map(({ id }) => reports.get(id)!);
      const isNews = isHome && batch.number > (moved.region?.newestBatch ?? -1);
      const sought = isNews ? partsSought(foreign, batch.closed) : [];
      const others = sought.flatMap(({ queries }) => queries);
      const standing = [...exposures.values()].filter(isHere);
      const found = await comparing(
        matcher,
        batch,
        { visits: compared.filter(isHere), standing, reported },
        others,
      );
      for (const each of found.found) {
        const id = exposureId(each);
        const known = exposures.get(id);
        const wasSettled = settled.has(`${each.visitId} ${each.interval}`);
        exposures.set(id, known ?? { ...each, settled: wasSettled });
      }
      for (const each of found.retracted) exposures.set(exposureId(each), each);
      for (const report of withAnswers(reports, sought, found.others, batch)) reports.set(report.id, report);
    }
  }

  const oldest = oldestDayKept(now, retentionDays);
  return {
    visits,
    open: ends ? null : open,
    lost: moved.lost.filter((day) => day >= oldest),
    change: {
      putExposures: [...exposures.values()].filter(
        (each) => snapshot.exposures.get(exposureId(each)) !== each,
      ),
      putReports: [...reports.values()].filter(
        (each: StoredReport) => snapshot.reports.get(each.id) !== each,
      ),
      ownPositive: latest(snapshot.ownPositive, moved.positive),
      settings: { ...moved.settings, ...snapshot.settings },
    },
  };
}

/** A match that both phones know: what either was told of it counts. */
function merged(own: StoredExposure, other: StoredExposure | undefined): StoredExposure {
  if (other === undefined) return own;
  const retractedIn = own.retractedIn ?? other.retractedIn;
  const settled = own.settled || other.settled;
  return retractedIn === own.retractedIn && settled === own.settled ? own : { ...own, retractedIn, settled };
}

/** A list that cannot be read matches nothing here: the check-out and the next sync say that the record is broken. */
async function comparing(
  matcher: Matcher,
  batch: StoredBatch,
  compared: Parameters<typeof compare>[2],
  others: readonly ExposedToken[],
) {
  try {
    return await compare(matcher, batch, compared, others);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { found: [], retracted: [], others: others.map(() => false) };
  }
}

function latest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}
