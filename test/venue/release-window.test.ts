import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import fc from "fast-check";
import { intervalOf, intervalStart } from "../../protocol/index.ts";
import {
  daysOf,
  momentsAt,
  oldestInterval,
  type ReleaseWindow,
  wallTimeOf,
  windowOf,
  windowProblem,
} from "../../web/parts/hours/release-window.ts";

const retention = { retentionDays: 14 };
const usualZone = process.env["TZ"];

/** As if the device hung on a wall there. */
function inZone(zone: string): void {
  process.env["TZ"] = zone;
}

afterEach(() => {
  if (usualZone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = usualZone;
});

function at(text: string): number {
  return Date.parse(text) / 1000;
}

function hours(from: string, to: string, now: number, second = false): ReleaseWindow | string {
  const [fromDay = "", fromTime = ""] = from.split(" ");
  const [toDay = "", toTime = ""] = to.split(" ");
  return windowOf({ day: fromDay, time: fromTime }, { day: toDay, time: toTime, second }, now, retention);
}

test("hours by the clock on the wall are the intervals in which they lie", () => {
  inZone("Asia/Hong_Kong");
  const now = at("2026-11-22T10:00:00Z");
  const noon = intervalOf(at("2026-11-21T04:00:00Z"));
  assert.deepEqual(hours("2026-11-21 12:00", "2026-11-21 15:00", now), { first: noon, end: noon + 18 });
  assert.deepEqual(hours("2026-11-21 12:03", "2026-11-21 14:51", now), { first: noon, end: noon + 18 });
  assert.deepEqual(hours("2026-11-21 12:00", "2026-11-22 12:00", now), { first: noon, end: noon + 144 });
});

test("where the wall's clock is a quarter of an hour off, whole intervals are taken all the same", () => {
  inZone("Asia/Kathmandu");
  const now = at("2026-11-22T10:00:00Z");
  const window = hours("2026-11-21 12:00", "2026-11-21 15:00", now);
  const first = intervalOf(at("2026-11-21T06:15:00Z"));
  assert.deepEqual(window, { first, end: first + 19 });
  assert.equal(wallTimeOf(intervalStart(first)).time, "11:55");
});

test("hours that cannot be are refused, in this order", () => {
  inZone("Europe/Zurich");
  const now = at("2026-11-22T10:05:00Z");
  for (const [from, to, problem] of [
    ["2026-11-21", "2026-11-21 12:00", "incomplete"],
    ["2026-02-30 12:00", "2026-11-21 12:00", "incomplete"],
    ["2026-11-21 12:00", "2026-11-21 12:00", "wrong-order"],
    ["2026-11-21 12:00", "2026-11-21 11:50", "wrong-order"],
    ["2026-11-22 10:00", "2026-11-22 11:20", "future"],
    ["2026-11-20 12:00", "2026-11-21 12:10", "too-long"],
    ["2026-11-08 10:00", "2026-11-08 12:00", "too-old"],
  ] as const) {
    assert.equal(hours(from, to, now), problem, `${from} – ${to}`);
  }
  assert.notEqual(typeof hours("2026-11-22 10:00", "2026-11-22 11:00", now), "string");
  const oldest = oldestInterval(now, 14);
  assert.equal(windowProblem({ first: oldest, end: oldest + 6 }, now, retention), null);
  assert.equal(windowProblem({ first: oldest - 1, end: oldest + 6 }, now, retention), "too-old");
});

test("a time that the clocks are set forward over is none, and the hours around it are shorter by one", () => {
  inZone("Europe/Zurich");
  const now = at("2026-03-29T12:00:00Z");
  assert.deepEqual(momentsAt({ day: "2026-03-29", time: "02:30" }), []);
  assert.equal(hours("2026-03-29 02:30", "2026-03-29 04:00", now), "skipped");
  const first = intervalOf(at("2026-03-29T00:30:00Z"));
  assert.deepEqual(hours("2026-03-29 01:30", "2026-03-29 03:30", now), { first, end: first + 6 });
  // The day has 23 hours.
  const day = hours("2026-03-29 00:00", "2026-03-29 13:00", now);
  assert.equal(typeof day !== "string" && day.end - day.first, 12 * 6);
});

test("a time that comes twice is two moments, and the person says which", () => {
  inZone("Europe/Zurich");
  const now = at("2026-10-25T12:00:00Z");
  assert.deepEqual(momentsAt({ day: "2026-10-25", time: "02:30" }), [
    at("2026-10-25T00:30:00Z"),
    at("2026-10-25T01:30:00Z"),
  ]);
  const first = intervalOf(at("2026-10-24T23:30:00Z"));
  assert.deepEqual(hours("2026-10-25 01:30", "2026-10-25 02:30", now), { first, end: first + 6 });
  assert.deepEqual(hours("2026-10-25 01:30", "2026-10-25 02:30", now, true), { first, end: first + 12 });
});

test("every moment is shown by the wall as a time that leads back to it, in every zone", () => {
  const zones = ["Europe/Zurich", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: at("2026-01-01T00:00:00Z") / 600, max: at("2027-01-01T00:00:00Z") / 600 }),
      (zone, interval) => {
        inZone(zone);
        const moment = intervalStart(interval);
        const { second = false, ...wall } = wallTimeOf(moment);
        assert.equal(momentsAt(wall)[second ? 1 : 0], moment);
      },
    ),
  );
});

test("a window is told day by day, also where a day has no midnight", () => {
  inZone("Europe/Zurich");
  const first = intervalOf(at("2026-11-20T21:00:00Z"));
  assert.deepEqual(daysOf({ first, end: first + 30 }), [
    { from: at("2026-11-20T21:00:00Z"), to: at("2026-11-20T23:00:00Z") },
    { from: at("2026-11-20T23:00:00Z"), to: at("2026-11-21T02:00:00Z") },
  ]);
  // In Beirut the clocks go forward at midnight: the day begins at one.
  inZone("Asia/Beirut");
  const start = at("2026-03-28T20:00:00Z");
  const days = daysOf({ first: intervalOf(start), end: intervalOf(start) + 30 });
  assert.deepEqual(days, [
    { from: start, to: at("2026-03-28T22:00:00Z") },
    { from: at("2026-03-28T22:00:00Z"), to: start + 18_000 },
  ]);
});
