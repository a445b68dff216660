import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  acceptCheckInCode,
  decodeCheckInCode,
  deriveToken,
  intervalOf,
  intervalStart,
  passFromPlaceKey,
  placeInfo,
} from "../../protocol/index.ts";
import { displayNow } from "../../web/venue/display-code.ts";
import { isSamePlace, newPlace, type Place, placeFromSheet, puncture } from "../../web/venue/place.ts";

const noon = Date.UTC(2026, 10, 21, 12) / 1000;
const day = 86_400;
const regionId = new Uint8Array(8).fill(7);
const sheet = newPlace("Lan Fong Yuen", 120, regionId);
const sunset = noon + 90 * day;

function shown(place: Place, now: number) {
  const display = displayNow(place, now);
  assert.equal(display.kind, "showing");
  return { ...display, code: decodeCheckInCode(display.text) };
}

test("a display shows [now, now + stay) of its place, and a visitor's device accepts it", () => {
  const place = placeFromSheet(sheet, noon, sunset);
  const { code, last, until } = shown(place, noon + 205);
  assert.equal(code.kind, "display");
  assert.equal(code.name, sheet.name);
  assert.deepEqual(code.regionId, regionId);
  assert.deepEqual([code.pass.start, code.pass.end], [intervalOf(noon), intervalOf(noon) + 12]);
  assert.equal(until, noon + 600);
  assert.equal(last, false);
  acceptCheckInCode(code, { knownRegion: () => true, now: noon + 205, newestClosed: null, sunset });
  const info = placeInfo(regionId, sheet.name);
  const truth = passFromPlaceKey(sheet.placeKey, 0, 2 ** 24);
  for (let interval = code.pass.start; interval < code.pass.end; interval++) {
    assert.deepEqual(deriveToken(code.pass, info, interval), deriveToken(truth, info, interval));
  }
});

test("the code changes on the interval, punctured or not", () => {
  const place = placeFromSheet(sheet, noon, sunset);
  const interval = intervalOf(noon) + 5;
  const now = intervalStart(interval);
  const later = puncture(place, interval, { id: regionId, sunset });
  assert.deepEqual(displayNow(place, now), displayNow(later, now));
  assert.notEqual(shown(place, now - 1).text, shown(place, now).text);
});

test("after a puncture nothing before it can be derived, and everything after it can", () => {
  const info = placeInfo(regionId, sheet.name);
  const place = placeFromSheet(sheet, noon, sunset);
  const first = intervalOf(noon);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 0, max: 900 }), (steps, more) => {
      const once = puncture(place, first + steps, { id: regionId, sunset });
      const twice = puncture(once, first + steps + more, null);
      const start = first + steps + more;
      assert.deepEqual(twice.pass, passFromPlaceKey(sheet.placeKey, start, place.ends));
      assert.equal(deriveToken(twice.pass!, info, start - 1), null);
    }),
    { numRuns: 50 },
  );
});

test("a puncture that drops nothing gives the same object, so that nothing is written", () => {
  const place = placeFromSheet(sheet, noon, sunset);
  assert.equal(puncture(place, intervalOf(noon), null), place);
  assert.equal(puncture(place, intervalOf(noon) - 9, { id: regionId, sunset: sunset + day }), place);
  assert.equal(puncture(place, intervalOf(noon), { id: new Uint8Array(8), sunset: noon }), place);
});

test("an earlier sunset shortens a place, a later one does not lengthen it", () => {
  const place = placeFromSheet(sheet, noon, sunset);
  const shorter = puncture(place, intervalOf(noon), { id: regionId, sunset: noon + day });
  assert.deepEqual([shorter.ends, shorter.pass?.end], [intervalOf(noon + day), intervalOf(noon + day)]);
  const again = puncture(shorter, intervalOf(noon), { id: regionId, sunset });
  assert.equal(again, shorter);
});

test("towards the sunset the code gets shorter, the last says so, and then there is none", () => {
  const place = placeFromSheet(sheet, noon, sunset);
  assert.equal(shown(place, sunset - 3000).code.pass.end, intervalOf(sunset));
  const last = shown(place, sunset - 1);
  assert.deepEqual([last.last, last.until, last.code.pass.end - last.code.pass.start], [true, sunset, 1]);
  assert.deepEqual(displayNow(place, sunset), { kind: "ended", at: sunset });
  const ended = puncture(place, intervalOf(sunset), null);
  assert.equal(ended.pass, null);
  assert.deepEqual(displayNow(ended, sunset + 1), { kind: "ended", at: sunset });
});

test("a clock set back: one interval shows the next code, more wait for it", () => {
  const place = puncture(placeFromSheet(sheet, noon, sunset), intervalOf(noon) + 6, null);
  const early = shown(place, noon + 3000);
  assert.equal(early.code.pass.start, intervalOf(noon) + 6);
  acceptCheckInCode(early.code, { knownRegion: () => true, now: noon + 3000, newestClosed: null, sunset });
  assert.deepEqual(displayNow(place, noon + 2999), { kind: "waiting", from: noon + 3000 });
});

test("the same sheet gives the same place again, another sheet of that name does not", () => {
  const place = placeFromSheet(sheet, noon, sunset);
  assert.ok(isSamePlace(place, placeFromSheet(sheet, noon + day, sunset + day)));
  assert.ok(isSamePlace(puncture(place, place.ends, null), placeFromSheet(sheet, noon, sunset)));
  assert.ok(!isSamePlace(place, placeFromSheet(newPlace(sheet.name, 120, regionId), noon, sunset)));
  assert.ok(!isSamePlace(place, placeFromSheet({ ...sheet, name: "Yuen" }, noon, sunset)));
});
