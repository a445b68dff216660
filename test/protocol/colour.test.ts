import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type ColourInput,
  colourOf,
  defaultPolicy,
  type Exposure,
  intervalOf,
  intervalStart,
  type Policy,
} from "../../protocol/index.ts";

const now = 1_800_000_000;
const daySeconds = 86_400;
const present = intervalOf(now);

function exposure(change: Partial<Exposure> = {}): Exposure {
  return {
    visitId: "a",
    interval: present - 100,
    evidence: 1,
    coveredSeconds: 600,
    batch: 3,
    retractedIn: null,
    settled: false,
    ...change,
  };
}

/** `count` intervals in a row. */
function exposures(count: number, change: Partial<Exposure> = {}): Exposure[] {
  const first = change.interval ?? present - 100;
  return Array.from({ length: count }, (_, index) => exposure({ ...change, interval: first + index }));
}

function input(change: Partial<ColourInput> = {}): ColourInput {
  return {
    now,
    policy: defaultPolicy,
    visitsEnd: [now - 3_600],
    exposures: [],
    ownPositive: null,
    newestClosed: present,
    selfCheck: "passed",
    trouble: [],
    ...change,
  };
}

function withPolicy(change: Partial<Policy>): Policy {
  return { ...defaultPolicy, ...change };
}

test("without exposures a fresh diary is green, with nothing to explain", () => {
  const result = colourOf(input());
  assert.equal(result.colour, "green");
  assert.deepEqual([result.since, result.until, result.reasons], [null, null, []]);
});

test("the rule turns yellow at its minutes and not a second before", () => {
  const almost = [
    exposure({ interval: present - 50, coveredSeconds: 600 }),
    exposure({ coveredSeconds: 299 }),
  ];
  assert.equal(colourOf(input({ exposures: almost })).colour, "green");
  const enough = [
    exposure({ interval: present - 50, coveredSeconds: 600 }),
    exposure({ coveredSeconds: 300 }),
  ];
  assert.equal(colourOf(input({ exposures: enough })).colour, "yellow");
  assert.equal(colourOf(input({ exposures: enough })).minutes, 15);
});

test("a single matched interval changes nothing, whatever its weight", () => {
  const policy = withPolicy({ weight: { reported: 3, confirmed: 3 } });
  assert.equal(colourOf(input({ policy, exposures: exposures(1) })).colour, "green");
  assert.equal(colourOf(input({ policy, exposures: exposures(2) })).colour, "yellow");
});

test("reported evidence never exceeds its ceiling, confirmed evidence turns red", () => {
  assert.equal(colourOf(input({ exposures: exposures(90) })).colour, "yellow");
  assert.equal(colourOf(input({ exposures: exposures(6, { evidence: 2 }) })).colour, "red");
  assert.equal(colourOf(input({ exposures: exposures(5, { evidence: 2 }) })).colour, "yellow");
  const mixed = [...exposures(5, { evidence: 2 }), ...exposures(20, { interval: present - 60 })];
  assert.equal(colourOf(input({ exposures: mixed })).colour, "yellow");
  const policy = withPolicy({ ceiling: { reported: "red", confirmed: "red" } });
  assert.equal(colourOf(input({ policy, exposures: mixed })).colour, "red");
});

test("an interval counts once, by its strongest evidence: visits, batches and evidences do not add up", () => {
  const one = exposures(2, { coveredSeconds: 440 });
  const overlapping = [
    ...one,
    ...exposures(2, { coveredSeconds: 440, visitId: "b" }),
    ...exposures(2, { coveredSeconds: 440, batch: 9 }),
  ];
  assert.equal(colourOf(input({ exposures: overlapping })).colour, "green");
  const stronger = [...one, ...exposures(2, { coveredSeconds: 60, evidence: 2 })];
  const result = colourOf(input({ exposures: stronger }));
  assert.equal(result.minutes, 2);
  assert.ok(result.intervals.every((counted) => counted.exposure.evidence === 2));
});

test("a retracted exposure counts for nothing, a settled one for no minutes", () => {
  assert.equal(colourOf(input({ exposures: exposures(9, { retractedIn: 12 }) })).colour, "green");
  assert.equal(colourOf(input({ exposures: exposures(9, { settled: true }) })).colour, "green");
  const both = [...exposures(2, { retractedIn: 12 }), ...exposures(2)];
  assert.equal(colourOf(input({ exposures: both })).colour, "yellow");
});

test("an exposure counts for quarantineDays by its own time, and the end that was announced is kept", () => {
  const exposed = exposures(3);
  const { until, since } = colourOf(input({ exposures: exposed }));
  assert.equal(since, intervalStart(present - 99));
  assert.equal(until, intervalStart(present - 99) + 10 * daySeconds);
  const later = (moment: number) =>
    colourOf(
      input({ now: moment, exposures: exposed, newestClosed: intervalOf(moment), visitsEnd: [moment] }),
    ).colour;
  assert.equal(later(until! - 1), "yellow");
  assert.equal(later(until!), "green");
});

test("one's own positive report is red for isolationDays", () => {
  const ownPositive = now - 3 * daySeconds;
  const result = colourOf(input({ ownPositive }));
  assert.deepEqual(
    [result.colour, result.since, result.until, result.ownPositive],
    ["red", ownPositive, ownPositive + 10 * daySeconds, true],
  );
  assert.equal(colourOf(input({ ownPositive: now - 10 * daySeconds })).colour, "green");
});

test("never a false calm: each kind of doubt turns green to grey and says why (promise 3)", () => {
  const doubts: [Partial<ColourInput>, string][] = [
    [{ newestClosed: null, selfCheck: "unknown" }, "never-synced"],
    [{ newestClosed: present - 24 * 6 - 1 }, "stale"],
    [{ selfCheck: "failed" }, "self-check-failed"],
    [{ trouble: ["broken-log"] }, "broken-log"],
    [{ trouble: ["lost-storage"] }, "lost-storage"],
    [{ visitsEnd: [] }, "nothing-to-compare"],
    [{ visitsEnd: [now - 10 * daySeconds] }, "nothing-to-compare"],
  ];
  for (const [doubt, reason] of doubts) {
    const result = colourOf(input(doubt));
    assert.equal(result.colour, "grey", reason);
    assert.deepEqual(result.reasons, [reason]);
  }
});

test("a standing warning stays in doubt and is marked as perhaps out of date (promise 3)", () => {
  const warned = colourOf(
    input({ exposures: exposures(9), newestClosed: present - 1_000, trouble: ["broken-log"] }),
  );
  assert.deepEqual([warned.colour, warned.outOfDate], ["yellow", true]);
  const keptPastItsVisit = colourOf(input({ exposures: exposures(9), visitsEnd: [] }));
  assert.deepEqual([keptPastItsVisit.colour, keptPastItsVisit.outOfDate], ["yellow", false]);
});

test("the colour does not depend on the order of exposures, and more exposures never make it milder", () => {
  const rank = { grey: 0, green: 0, yellow: 1, red: 2 };
  const any = fc.record({
    visitId: fc.constantFrom("a", "b"),
    interval: fc.integer({ min: present - 1_700, max: present }),
    evidence: fc.constantFrom(1 as const, 2 as const),
    coveredSeconds: fc.constant(600),
    batch: fc.nat({ max: 9 }),
    retractedIn: fc.constant(null),
    settled: fc.constant(false),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), any, (list, another) => {
      const result = colourOf(input({ exposures: list }));
      assert.equal(colourOf(input({ exposures: list.toReversed() })).colour, result.colour);
      const more = colourOf(input({ exposures: [...list, another] }));
      assert.ok(rank[more.colour] >= rank[result.colour]);
    }),
  );
});
