import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  acceptCheckInCode,
  decodeCheckInCode,
  earliestArrival,
  intervalOf,
  passFromPlaceKey,
} from "../../protocol/index.ts";
import { dayAfter, daysFrom, isLocalDay, localDayOf, momentOf } from "../../web/parts/local-day.ts";
import { newPlace, placeFromSheet } from "../../web/venue/place.ts";
import {
  chosenDays,
  lastPrintedDay,
  type PrintedPass,
  printedPasses,
  printedPassOfToday,
} from "../../web/venue/printed-pass.ts";

const zone = process.env["TZ"];
afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

const regionId = new Uint8Array(8).fill(7);
const sheet = newPlace("Lan Fong Yuen", 120, regionId);

function utc(text: string): number {
  return Date.parse(`${text}Z`) / 1000;
}

function rangeOf(pass: PrintedPass): [string, string] {
  const { start, end } = decodeCheckInCode(pass.text).pass;
  const iso = (interval: number): string => new Date(interval * 600_000).toISOString().slice(0, 16);
  return [iso(start), iso(end)];
}

test("days are the place's own, also where the clock changes", () => {
  process.env["TZ"] = "Europe/Berlin";
  assert.equal(localDayOf(utc("2026-10-24T22:00")), "2026-10-25");
  assert.equal(momentOf("2026-10-26") - momentOf("2026-10-25"), 25 * 3600);
  assert.equal(momentOf("2027-03-29") - momentOf("2027-03-28"), 23 * 3600);
  assert.deepEqual(daysFrom("2026-10-24", "2026-10-26"), ["2026-10-24", "2026-10-25", "2026-10-26"]);
  assert.equal(dayAfter("2026-12-31"), "2027-01-01");
  assert.deepEqual(daysFrom("2026-10-26", "2026-10-24"), []);
  for (const text of ["", "2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "2026-01-01T00:00"]) {
    assert.equal(isLocalDay(text), false, text);
  }
});

test("the pass of today, made with the sheet, reaches back to midnight", () => {
  process.env["TZ"] = "Asia/Hong_Kong";
  const now = utc("2026-11-21T11:43");
  const pass = printedPassOfToday(sheet, now, now + 90 * 86_400);
  assert.deepEqual(rangeOf(pass), ["2026-11-20T16:00", "2026-11-21T16:00"]);
  assert.equal(pass.wholeDay, true);
  const code = decodeCheckInCode(pass.text);
  assert.equal(code.kind, "printed");
  acceptCheckInCode(code, { knownRegion: () => true, now, newestClosed: null, sunset: null });
  assert.ok(earliestArrival(code, now) <= now - 3600);
});

test("passes of later days come from what the display stores, today's from now on", () => {
  process.env["TZ"] = "Asia/Hong_Kong";
  const now = utc("2026-11-21T11:43");
  const place = placeFromSheet(sheet, now, now + 90 * 86_400);
  const passes = printedPasses(place, daysFrom("2026-11-21", "2026-11-23"), null);
  assert.deepEqual(passes.map(rangeOf), [
    ["2026-11-21T11:40", "2026-11-21T16:00"],
    ["2026-11-21T16:00", "2026-11-22T16:00"],
    ["2026-11-22T16:00", "2026-11-23T16:00"],
  ]);
  assert.deepEqual(
    passes.map(({ wholeDay }) => wholeDay),
    [false, true, true],
  );
  const { pass } = decodeCheckInCode(passes[1]!.text);
  assert.deepEqual(pass, passFromPlaceKey(sheet.placeKey, pass.start, pass.end));
});

test("opening hours bound a pass, past midnight too", () => {
  process.env["TZ"] = "Europe/Berlin";
  const now = utc("2026-11-21T11:43");
  const place = placeFromSheet(sheet, now, now + 90 * 86_400);
  const hours = (opens: string, closes: string) =>
    printedPasses(place, ["2026-11-22"], { opens, closes }).map(rangeOf);
  assert.deepEqual(hours("10:00", "22:00"), [["2026-11-22T09:00", "2026-11-22T21:00"]]);
  assert.deepEqual(hours("18:05", "02:05"), [["2026-11-22T17:00", "2026-11-23T01:10"]]);
  assert.deepEqual(hours("10:00", "10:00"), [["2026-11-22T09:00", "2026-11-23T09:00"]]);
  assert.deepEqual(printedPasses(place, ["2026-11-21"], { opens: "08:00", closes: "12:00" }), []);
});

test("a day of 25 hours is one pass, and midnight may lie inside an interval", () => {
  process.env["TZ"] = "Europe/Berlin";
  const summer = placeFromSheet(sheet, utc("2026-10-20T00:00"), utc("2026-12-01T00:00"));
  const [long] = printedPasses(summer, ["2026-10-25"], null);
  assert.deepEqual(rangeOf(long!), ["2026-10-24T22:00", "2026-10-25T23:00"]);
  process.env["TZ"] = "Asia/Kathmandu";
  const [quarter] = printedPasses(summer, ["2026-10-25"], null);
  assert.deepEqual(rangeOf(quarter!), ["2026-10-24T18:10", "2026-10-25T18:20"]);
  assert.equal(quarter!.wholeDay, true);
  assert.equal(quarter!.opens, utc("2026-10-24T18:15"));
});

test("days are chosen from today to the sunset, 31 at most", () => {
  process.env["TZ"] = "Asia/Hong_Kong";
  const now = utc("2026-11-21T11:43");
  const end = utc("2027-02-19T16:00");
  const place = placeFromSheet(sheet, now, end);
  const choose = (first: string, last: string) => chosenDays(first, last, now, end);
  assert.equal(lastPrintedDay(place), "2027-02-19");
  assert.deepEqual(choose("2026-11-21", "2026-11-21"), ["2026-11-21"]);
  assert.equal(choose("2026-11-21", "2026-12-21").length, 31);
  assert.equal(choose("2026-11-21", "2026-12-22"), "too-many");
  assert.equal(choose("2026-11-20", "2026-11-21"), "past");
  assert.equal(choose("2026-11-23", "2026-11-22"), "wrong-order");
  assert.equal(choose("", "2026-11-22"), "no-day");
  assert.equal(choose("2026-11-22", "2026-02-30"), "no-day");
  assert.equal(choose("2027-02-19", "2027-02-20"), "after-end");
  assert.deepEqual(choose("2027-02-19", "2027-02-19"), ["2027-02-19"]);
});

test("on the last day the pass ends with the place, and an ended place prints nothing", () => {
  process.env["TZ"] = "Asia/Hong_Kong";
  const now = utc("2026-11-21T11:43");
  const sunset = utc("2026-11-24T04:07");
  const place = placeFromSheet(sheet, now, sunset);
  const [pass] = printedPasses(place, ["2026-11-24"], null);
  assert.deepEqual(rangeOf(pass!), ["2026-11-23T16:00", "2026-11-24T04:00"]);
  assert.equal(pass!.closes, utc("2026-11-24T04:00"));
  assert.equal(pass!.wholeDay, false);
  assert.deepEqual(printedPasses({ ...place, pass: null }, ["2026-11-24"], null), []);
  assert.equal(intervalOf(sunset), place.ends);
});
