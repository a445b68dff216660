import assert from "node:assert/strict";
import { test } from "node:test";
import { planDays } from "./calendar.ts";
import { Comparison, type Observed } from "./compare.ts";
import type { Plan } from "./plan.ts";
import type { Expected } from "./truth.ts";

const days = planDays(1_630_454_460, 1_632_000_000);
const day = days[12]!;
const recent = Math.floor(day.close / 600) - 100;
const plan: Plan = {
  places: [{ name: "Café", kind: "display", stayIntervals: 12, printed: null }],
  visits: [
    {
      id: 0,
      phone: 4,
      place: 0,
      scanAt: recent * 600,
      arrival: recent * 600,
      leaving: recent * 600 + 1800,
      leaveBy: "hand",
      code: { from: recent, to: recent + 12 },
    },
  ],
  phones: [],
  reports: [],
  days,
  renewalDay: 99,
  visitsLeftOut: 0,
};
const match = { visit: 0, interval: recent, evidence: 1 as const };
const expected: Expected = { colour: "yellow", minutes: 20, matches: [{ ...match, seconds: 600 }] };
const observed: Observed = { phone: 4, colour: "yellow", minutes: 20, matches: [match] };

function differencesOf(wanted: Partial<Expected>, shown: Partial<Observed>): string[] {
  const comparison = new Comparison(plan, 10);
  comparison.compare(day, { ...expected, ...wanted }, { ...observed, ...shown });
  assert.equal(comparison.missed + comparison.false, comparison.differences.length);
  return comparison.differences.map(({ kind, what }) => `${kind}: ${what}`);
}

test("what agrees makes no difference", () => {
  assert.deepEqual(differencesOf({}, {}), []);
});

test("a match that is not there is missed, one too many or of other evidence is false", () => {
  assert.match(
    differencesOf({}, { matches: [] })[0]!,
    /^missed: match not found: .*reported, visit 0 .*"Café"/,
  );
  assert.match(differencesOf({ matches: [] }, {})[0]!, /^false: match without ground/);
  assert.equal(differencesOf({}, { matches: [{ ...match, evidence: 2 }] }).length, 2);
});

test("a match that no longer counts may stay on record", () => {
  const old = { ...match, interval: recent - 11 * 144 };
  assert.deepEqual(differencesOf({}, { matches: [match, old] }), []);
});

test("calmer than the truth is missed, more than the truth is false", () => {
  assert.match(
    differencesOf({}, { colour: "green" })[0]!,
    /^missed: shows green, must be yellow \(20 minutes\)/,
  );
  assert.match(differencesOf({}, { colour: "red" })[0]!, /^false: shows red/);
  assert.match(differencesOf({ colour: "grey" }, { colour: "green" })[0]!, /^missed/);
  assert.match(differencesOf({ colour: "green" }, { colour: "grey" })[0]!, /^false/);
});

test("minutes are compared where the colour agrees", () => {
  assert.match(differencesOf({}, { minutes: 19 })[0]!, /^missed: counts 19 minutes, must be 20 minutes/);
  assert.match(differencesOf({}, { minutes: 21 })[0]!, /^false/);
});

test("the same match is counted once over all days, a colour every day", () => {
  const comparison = new Comparison(plan, 10);
  for (const number of [11, 12]) {
    comparison.compare(days[number]!, expected, { ...observed, matches: [], colour: "green" });
  }
  assert.equal(comparison.missed, 3);
  assert.equal(comparison.coloursSeen.green, 2);
});
