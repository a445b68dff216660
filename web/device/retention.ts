import { intervalStart } from "../../protocol/index.ts";
import { dayOf, dayOfInterval, daySeconds, oldestDayKept } from "./day.ts";
import { followed, home, policyForVisit } from "./followed.ts";
import { forgetPeers } from "./former-peers.ts";
import { policyOf } from "./region.ts";
import { exposureId, type Snapshot } from "./snapshot.ts";
import type { Store } from "./store.ts";
import { clockSeen } from "./sunset.ts";

/**
 * Look at the clock, and let go what has aged out unless the clock is in doubt: see {@link expire}. In a turn of the store only.
 *
 * @param now - Unix seconds.
 */
export async function ageOut(store: Store, snapshot: Snapshot, now: number): Promise<void> {
  const clock = clockSeen(snapshot.clock, now);
  const { last, doubtedSince } = snapshot.clock;
  const isNews = last === null || now < last || now >= last + 60 || clock.doubtedSince !== doubtedSince;
  if (isNews) await store.commit({ clock });
  if (clock.doubtedSince === null) await expire(store, snapshot, now);
}

/**
 * Let go what has aged out: days of visits, days of batches, reports and the tokens in them, matches that have left both the
 * quarantine window and the diary, the person's own positive report, the record of requests. A region's own rules say how long its
 * batches and its window are, the home's how long the diary is. In a turn of the store only.
 *
 * @param now - Unix seconds.
 * @see SPEC.md §5
 */
async function expire(store: Store, snapshot: Snapshot, now: number): Promise<void> {
  const policy = policyOf(snapshot, now);
  const oldest = oldestDayKept(now, policy.retentionDays);
  const { days, ledgerDays, ownPositive } = snapshot;
  for (const day of days.visits.filter((each) => each < oldest)) await store.dropVisits(day);
  const lost = snapshot.days.lost.filter((name) => name.slice(-oldest.length) >= oldest);
  if (lost.length < snapshot.days.lost.length) await store.commit({ days: { ...snapshot.days, lost } });
  for (const key of [home, ...snapshot.peers.keys()]) {
    const { region, lists } = followed(snapshot, key);
    const oldestList = oldestDayKept(now, policyOf({ region }, now).retentionDays);
    for (const day of Object.keys(lists).filter((each) => each < oldestList)) await store.dropLists(key, day);
  }
  for (const day of ledgerDays.filter((each) => each < oldest)) await store.dropLedger(day);
  const deleteExposures = [...snapshot.exposures.values()]
    .filter(({ interval, regionId }) => {
      const { quarantineDays } = policyForVisit(snapshot, regionId, now);
      return dayOfInterval(interval) < oldest && intervalStart(interval) + quarantineDays * daySeconds <= now;
    })
    .map(exposureId);
  const deleteReports = [...snapshot.reports.values()]
    .filter(({ startedAt }) => dayOf(startedAt) < oldest)
    .map(({ id }) => id);
  const isOver = ownPositive !== null && ownPositive + policy.isolationDays * daySeconds <= now;
  const isForgetting = deleteExposures.length > 0 || deleteReports.length > 0 || isOver;
  if (isForgetting) {
    await store.commit({ deleteExposures, deleteReports, ...(isOver ? { ownPositive: null } : {}) });
    if (snapshot.vault === null) await store.renew();
  }
  const decoys = snapshot.decoys.filter(({ startedAt }) => dayOf(startedAt) >= oldest);
  if (decoys.length < snapshot.decoys.length) await store.commit({ decoys });
  // Last: it takes with it what lies on the disk of all that was deleted before; and once more each day, for what was still in
  // use by the browser then.
  const { last } = snapshot.clock;
  const isNewDay = last !== null && dayOf(last) !== dayOf(now);
  const isLettingGo = [...days.visits, ...ledgerDays].some((each) => each < oldest);
  if (isForgetting || isLettingGo || isNewDay) await store.rinse();
  await forgetPersonal(store, snapshot, now);
  await forgetPeers(store, snapshot);
}

/**
 * What is sealed as one record cannot be sorted out while it is locked: it is noted when all of it will have aged out, and then it
 * goes as a whole.
 */
async function forgetPersonal(store: Store, snapshot: Snapshot, now: number): Promise<void> {
  if (snapshot.vault === null) return;
  const { personalUntil } = snapshot;
  if (!snapshot.locked) {
    const policies = [home, ...snapshot.peers.keys()].map((key) => policyOf(followed(snapshot, key), now));
    const days = policies.flatMap((each) => [each.retentionDays, each.quarantineDays, each.isolationDays]);
    const until = dayOf(now + (Math.max(...days) + 1) * daySeconds);
    if (until !== personalUntil) await store.commit({ personalUntil: until });
  } else if (personalUntil !== null && dayOf(now) > personalUntil) {
    await store.commit({ personalUntil: null, forgetPersonal: true });
  }
}
