import assert from "node:assert/strict";
import { test } from "node:test";
import { intervalOf } from "../../protocol/index.ts";
import { programmeOver } from "../../web/citizen/sunset.ts";
import { day, deviceState, now } from "./fixture.ts";

const sunset = now + 90 * day;

/** A device that last heard of its region at `heard` and whose clock says `at`. */
function over(heard: number, at: number): boolean {
  return programmeOver(deviceState({ sync: { newestClosed: intervalOf(heard) } }), at);
}

test("before the sunset nothing ends", () => {
  assert.equal(over(sunset - 600, sunset - 1), false);
});

test("after it everything ends, when the newest list is from around then", () => {
  assert.equal(over(sunset - 3600, sunset), true);
});

test("a clock that jumped ahead wipes nothing", () => {
  assert.equal(over(now, sunset + day), false);
});

test("a phone that was off for a month after the sunset ends, too", () => {
  assert.equal(over(now, sunset + 30 * day), true);
});
