import assert from "node:assert/strict";
import { test } from "node:test";
import { sunsetNotice } from "../../web/citizen/words/sunset-words.ts";
import { day, deviceState, now, reader } from "./fixture.ts";

const device = deviceState();
const { sunset } = device.region!;

test("until fourteen days before the sunset nothing is said of it", () => {
  assert.equal(sunsetNotice(device, now, reader), null);
  assert.equal(sunsetNotice(device, sunset - 14 * day - 1, reader), null);
  assert.equal(sunsetNotice({ ...device, region: null }, sunset, reader), null);
});

test("from then on its day stands on the first screen, with what happens then", () => {
  const notice = sunsetNotice(device, sunset - 14 * day, reader);
  assert.match(notice!, /ends on Friday,? 19 February 2027/);
  assert.match(notice!, /wipes what it stored/);
});

test("a clock past the sunset that nothing signed agrees with is said to be perhaps wrong", () => {
  assert.match(
    sunsetNotice(device, sunset, reader)!,
    /nothing signed agrees yet.*set date and time to automatic/,
  );
});
