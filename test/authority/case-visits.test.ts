import assert from "node:assert/strict";
import { test } from "node:test";
import type { HandoverVisit } from "../../protocol/index.ts";
import { judgeVisits, type JudgedVisit } from "../../web/authority/case/judged-visit.ts";
import { choose, nextLoad, openCase } from "../../web/authority/case/open-case.ts";
import { placementsOf } from "../../web/authority/case/placement.ts";
import type { Search, Sighting } from "../../web/device/sender.ts";

const regionId = Uint8Array.from({ length: 8 }, (_, index) => index + 1);
/** 2026-11-23 08:00 UTC. */
const now = Date.UTC(2026, 10, 23, 8) / 1000;
const context = { regionId, now, retentionDays: 14 };
const nothingFound: Search = { sightings: [], comparedFrom: null, comparedTo: null };
let places = 0;

/** A stay of so many minutes that began so many minutes ago, noted when it began. */
function stay(minutesAgo: number, minutes: number, change: Partial<HandoverVisit> = {}): HandoverVisit {
  const arrivalMinute = now / 60 - minutesAgo;
  const leavingMinute = arrivalMinute + minutes;
  const first = Math.floor(arrivalMinute / 10);
  const tokens = Array.from({ length: Math.floor(leavingMinute / 10) - first + 1 }, (_, index) => ({
    interval: first + index,
    token: Uint8Array.of(places >> 8, places & 255, ...new Uint8Array(14).fill(index)),
  }));
  places++;
  return { regionId, arrivalMinute, leavingMinute, recordedIn: first, tokens, name: "", note: "", ...change };
}

const judged = (...visits: HandoverVisit[]) => judgeVisits(visits, context);
const problemsOf = (visit: HandoverVisit) => judged(visit)[0]!.problems;
const doubtsOf = (visits: readonly JudgedVisit[]) => visits.map(({ doubts }) => doubts);

/** One token of a visit, in a list. */
function seen(
  { id, tokens }: JudgedVisit,
  index: number,
  batch: number,
  change: Partial<Sighting> = {},
): Sighting {
  const { interval, token } = tokens[index]!;
  return {
    runId: id,
    interval,
    token,
    evidence: 2,
    batch,
    closed: now - 3_600 * (10 - batch),
    salt: new Uint8Array(16),
    takenBack: false,
    ...change,
  };
}

test("what cannot be right is marked with its reason, and cannot be chosen", () => {
  const day = 24 * 60;
  const wrong = [
    [stay(-30, 20), "future"],
    [stay(60, 20, { recordedIn: Math.floor(now / 600) + 5 }), "future"],
    [stay(16 * day, 30), "too-old"],
    [stay(31 * day, 30), "too-old"],
    [stay(2 * day, day + 10), "longer-than-a-day"],
    [stay(60, 20, { regionId: new Uint8Array(8) }), "other-region"],
    [stay(60, 20, { tokens: stay(120, 20).tokens }), "tokens-elsewhere"],
  ] as const;
  for (const [visit, problem] of wrong) assert.ok(problemsOf(visit).includes(problem), problem);
  const open = openCase(judged(...wrong.map(([visit]) => visit)), nothingFound);
  assert.equal(open.chosen.size, 0);
  const all = choose(
    open,
    open.visits.map(({ id }) => id),
    true,
  );
  assert.equal(all.chosen.size, 0);
  assert.equal(nextLoad(all).count, 0);
});

test("what looks right is chosen at first: up to the edges of a day, of retention and of now", () => {
  const day = 24 * 60;
  const open = openCase(
    judged(stay(2 * day, day), stay(14 * day, 30), stay(30, 30), stay(5 * day, 0)),
    nothingFound,
  );
  assert.deepEqual(
    open.visits.map(({ problems, doubts }) => [...problems, ...doubts]),
    [[], [], [], []],
  );
  assert.equal(open.chosen.size, 4);
  assert.ok(
    open.visits.every(
      ({ arrivalMinute }, at) => at === 0 || arrivalMinute <= open.visits[at - 1]!.arrivalMinute,
    ),
  );
});

test("what may be wrong is marked, left out at first, and can be chosen", () => {
  const overlapping = judged(stay(120, 60), stay(70, 40), stay(300, 60));
  assert.deepEqual(doubtsOf(overlapping), [["overlaps"], ["overlaps"], []]);
  assert.deepEqual(
    doubtsOf(judged(stay(120, 60), stay(65, 40))),
    [[], []],
    "a few minutes are how people leave",
  );
  const late = judged(stay(5 * 24 * 60, 60, { recordedIn: Math.floor(now / 600) }));
  assert.deepEqual(doubtsOf(late), [["recorded-elsewhen"]]);
  const open = openCase(overlapping, nothingFound);
  assert.deepEqual([...open.chosen], [overlapping[2]!.id]);
  assert.equal(nextLoad(choose(open, [overlapping[0]!.id], true)).count, 2);
});

test("a visit that overlaps only with what cannot be right is not doubted, and one that stands twice in the file is there once", () => {
  const visit = stay(120, 60);
  assert.deepEqual(doubtsOf(judged(visit, stay(120, 60, { regionId: new Uint8Array(8) }))).flat(), []);
  assert.equal(judged(visit, { ...visit }).length, 1);
});

test("what stands in the lists already is left out at first, and can be taken back", () => {
  const visits = judged(stay(120, 30), stay(300, 10));
  const [listed, other] = [visits[0]!, visits[1]!];
  const sightings = listed.tokens.map((_, index) => seen(listed, index, 3));
  const open = openCase(visits, { sightings, comparedFrom: now - 36_000, comparedTo: now });
  assert.deepEqual([...open.chosen], [other.id]);
  assert.deepEqual([...open.returned], [`${listed.id} 3`]);
  const { load, count, rest } = nextLoad({ ...open, intent: "take-back" });
  assert.deepEqual([load, count, rest], [{ intent: "take-back", sightings }, 1, null]);
});

test("of what stands in several lists nothing is taken back before somebody says which; what a phone reported, or was taken back, never is", () => {
  const visit = judged(stay(60, 20))[0]!;
  const twice = [seen(visit, 0, 3), seen(visit, 1, 3), seen(visit, 0, 5)];
  const others = [seen(visit, 0, 6, { evidence: 1 }), seen(visit, 1, 7, { takenBack: true })];
  const placements = placementsOf([...twice, ...others]);
  assert.deepEqual(
    placements.map(({ id, isAmbiguous }) => [id, isAmbiguous]),
    [
      [`${visit.id} 5`, true],
      [`${visit.id} 3`, true],
    ],
  );
  // Two visits at one place share what stands for it.
  const again = placementsOf([seen(visit, 0, 3), seen(visit, 0, 3, { runId: "another" })]);
  assert.ok(again.every(({ isAmbiguous }) => !isAmbiguous));
  // Two reports of one long visit may land in two lists: that is nothing to doubt.
  const parted = placementsOf([seen(visit, 0, 3), seen(visit, 1, 5)]);
  assert.ok(parted.every(({ isAmbiguous }) => !isAmbiguous));
});

test("one claim code takes whole visits, the newest first, and the rest waits for another", () => {
  const visits = judged(...Array.from({ length: 20 }, (_, index) => stay(200 * (index + 1), 170)));
  const open = openCase(visits, nothingFound);
  const { load, count, rest } = nextLoad(open);
  assert.equal(count, 16, "two reports each");
  assert.ok(load.intent === "warn");
  assert.deepEqual(
    load.runs.map(({ id }) => id),
    visits.slice(0, 16).map(({ id }) => id),
  );
  assert.ok(rest?.isRest);
  assert.equal(nextLoad(rest).count, 4);
  assert.equal(nextLoad(rest).rest, null);
});
