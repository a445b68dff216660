import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Colour,
  colourOf,
  colourOverRegions,
  defaultPolicy,
  intervalOf,
  type RegionColour,
} from "../../protocol/index.ts";

const now = 1_800_000_000;
const present = intervalOf(now);
const rank: Readonly<Record<Colour, number>> = { green: 0, grey: 1, yellow: 2, red: 3 };

/** What a region may look like: with a visit or none, fresh or in whatever trouble, with some matches. */
interface Situation {
  readonly isVisited: boolean;
  readonly matches: number;
  readonly evidence: 1 | 2;
  readonly isStale: boolean;
  readonly trouble: readonly ("broken-log" | "lost-storage" | "not-followed")[];
  readonly quarantineDays: number;
}

const situation: fc.Arbitrary<Situation> = fc.record({
  isVisited: fc.boolean(),
  matches: fc.constantFrom(0, 0, 0, 1, 2, 9),
  evidence: fc.constantFrom(1 as const, 2 as const),
  isStale: fc.boolean(),
  trouble: fc.subarray(["broken-log" as const, "lost-storage" as const, "not-followed" as const]),
  quarantineDays: fc.integer({ min: 1, max: 21 }),
});

function region(regionId: string, { isVisited, matches, evidence, isStale, trouble, ...policy }: Situation) {
  const result = colourOf({
    now,
    policy: { ...defaultPolicy, ...policy },
    visitsEnd: isVisited ? [now - 3_600] : [],
    exposures: Array.from({ length: matches }, (_, index) => ({
      visitId: regionId,
      interval: present - 20 + index,
      evidence,
      coveredSeconds: 600,
      batch: 3,
      retractedIn: null,
      settled: false,
    })),
    ownPositive: null,
    newestClosed: isStale ? present - 1_000 : present,
    selfCheck: "passed",
    trouble,
  });
  return { regionId, result } satisfies RegionColour;
}

const calm: Situation = {
  isVisited: true,
  matches: 0,
  evidence: 1,
  isStale: false,
  trouble: [],
  quarantineDays: 10,
};
const home = (change: Partial<Situation> = {}) => region("home", { ...calm, ...change });
const peer = (change: Partial<Situation> = {}, id = "peer") => region(id, { ...calm, ...change });
const anyRegions = fc
  .tuple(situation, fc.array(situation, { maxLength: 4 }))
  .map(
    ([own, others]) => [region("home", own), others.map((each, index) => region(`${index}`, each))] as const,
  );

test("one region alone is what it says itself", () => {
  fc.assert(
    fc.property(situation, (own) => {
      const { regionId, regions, unjudged: _unjudged, ...over } = colourOverRegions(region("home", own), []);
      const { result } = region("home", own);
      assert.deepEqual([regionId, regions], ["home", [{ regionId: "home", result }]]);
      assert.deepEqual(over, result);
    }),
  );
});

test("the strongest warning wins, whatever stands beside it, and tells whose rules it is", () => {
  const warned = colourOverRegions(home({ trouble: ["broken-log"] }), [
    peer({ matches: 2 }),
    peer({ matches: 9, evidence: 2 }, "other"),
  ]);
  assert.deepEqual([warned.colour, warned.regionId, warned.minutes], ["red", "other", 90]);
  assert.deepEqual([warned.outOfDate, warned.reasons], [true, ["broken-log"]]);
  assert.equal(warned.intervals.length, 11);
  fc.assert(
    fc.property(anyRegions, ([own, others]) => {
      const over = colourOverRegions(own, others);
      const warnings = [own, ...others].map(({ result }) => result.colour).filter((each) => rank[each] >= 2);
      const strongest = warnings.toSorted((one, other) => rank[other] - rank[one])[0];
      assert.equal(strongest ?? null, rank[over.colour] >= 2 ? over.colour : null);
    }),
  );
});

test("a region where the person was not changes nothing, whatever its state", () => {
  fc.assert(
    fc.property(anyRegions, situation, ([own, others], stranger) => {
      const unvisited = peer({ ...stranger, isVisited: false, matches: 0 }, "unvisited");
      const { regions: _regions, ...without } = colourOverRegions(own, others);
      const { regions: _more, ...beside } = colourOverRegions(own, [...others, unvisited]);
      assert.deepEqual(beside, without);
    }),
  );
});

test("never a false calm: a region with a visit that cannot be judged turns green to grey (promise 3)", () => {
  assert.equal(colourOverRegions(home(), [peer()]).colour, "green");
  assert.equal(colourOverRegions(home({ isVisited: false }), [peer()]).colour, "green");
  for (const trouble of ["broken-log", "lost-storage", "not-followed"] as const) {
    const over = colourOverRegions(home(), [peer({ trouble: [trouble] })]);
    assert.deepEqual([over.colour, over.reasons], ["grey", [trouble]]);
    assert.deepEqual(over.unjudged, [{ regionId: "peer", reasons: [trouble] }]);
  }
  assert.deepEqual(colourOverRegions(home(), [peer({ isStale: true })]).reasons, ["stale"]);
  const nowhere = colourOverRegions(home({ isVisited: false }), [peer({ isVisited: false })]);
  assert.deepEqual([nowhere.colour, nowhere.reasons], ["grey", ["nothing-to-compare"]]);
  fc.assert(
    fc.property(anyRegions, ([own, others]) => {
      if (colourOverRegions(own, others).colour !== "green") return;
      const counted = [own, ...others].filter(({ result }) => !result.reasons.includes("nothing-to-compare"));
      assert.ok(counted.length > 0);
      for (const { result } of counted) assert.equal(result.colour, "green");
      assert.ok(own.result.reasons.every((reason) => reason === "nothing-to-compare"));
    }),
  );
});

test("the home counts even where the person was abroad only: from it the device knows of the others", () => {
  const over = colourOverRegions(home({ isVisited: false, isStale: true }), [peer()]);
  assert.deepEqual([over.colour, over.reasons], ["grey", ["stale"]]);
});

test("the colour does not depend on the order of peers, and one more never makes it milder but for an empty diary", () => {
  fc.assert(
    fc.property(anyRegions, situation, ([own, others], another) => {
      const over = colourOverRegions(own, others);
      assert.equal(colourOverRegions(own, others.toReversed()).colour, over.colour);
      const more = colourOverRegions(own, [...others, region("another", another)]);
      const wasEmpty = over.reasons.length === 1 && over.reasons[0] === "nothing-to-compare";
      assert.ok(wasEmpty || rank[more.colour] >= rank[over.colour]);
    }),
  );
});
