import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultPolicy } from "../../protocol/index.ts";
import { newPlace, type Place, placeFromSheet } from "../../web/venue/place.ts";
import type { Region } from "../../web/venue/region.ts";
import {
  clockJumpSeconds,
  doubtedSince,
  fragmentOf,
  next,
  opening,
  type Route,
  routeOf,
  routeShown,
  shownPlace,
  type VenueEvent,
  type VenueState,
} from "../../web/venue/state.ts";

const noon = Date.UTC(2026, 10, 21, 12) / 1000;
const id = new Uint8Array(8).fill(7);
const region: Region = {
  id,
  name: "Trial",
  sunset: noon + 90 * 86_400,
  unwatched: true,
  policy: defaultPolicy,
  relayed: false,
  record: { root: "", manifest: "" },
};
const sheet = newPlace("Lan Fong Yuen", 120, id);
const cafe: Place = placeFromSheet(sheet, noon, region.sunset);

function after(...events: readonly VenueEvent[]): VenueState {
  return events.reduce(next, opening);
}

const read: VenueEvent = { kind: "stored-read", places: [cafe], region, darkAtNight: true, ended: null };
const toDisplay: VenueEvent = { kind: "went", route: { at: "display", placeId: cafe.id } };

test("a display opens for a place that is there, any other address is the list", () => {
  assert.equal(shownPlace(after(read, toDisplay)), cafe);
  const gone = after(read, { kind: "went", route: { at: "display", placeId: "0123456789abcdef" } });
  assert.deepEqual(gone.screen, { at: "list" });
});

test("a display whose place was removed in another tab goes back to the list", () => {
  const state = after(read, toDisplay, { kind: "places-changed", places: [] });
  assert.deepEqual(state.screen, { at: "list" });
});

test("the sheet's screen holds the sheet, and nothing holds it afterwards", () => {
  const made = after(
    read,
    { kind: "went", route: { at: "make" } },
    { kind: "sheet-made", sheet, replaces: null },
  );
  assert.deepEqual(made.screen, { at: "sheet", sheet, restored: false, replaces: null });
  assert.equal(routeShown(made), null);
  const on = next(next(made, { kind: "places-changed", places: [cafe] }), toDisplay);
  assert.ok(!JSON.stringify(on, hexed).includes(JSON.stringify(sheet.placeKey, hexed)));
});

function hexed(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? [...value].join() : value;
}

test("the sunset: an open display says so and stays, every other screen becomes the list", () => {
  const over: VenueEvent = { kind: "sunset-came", at: region.sunset, places: [] };
  const display = after(read, toDisplay, over, over);
  assert.deepEqual(display.screen, { at: "ended", moment: region.sunset });
  assert.deepEqual([display.places, display.region.kind, display.ended], [[], "unknown", region.sunset]);
  for (const event of [
    { kind: "went", route: { at: "print", placeId: cafe.id } },
    { kind: "sheet-made", sheet, replaces: null },
    { kind: "went", route: { at: "list" } },
  ] as const) {
    assert.deepEqual(after(read, event, over).screen, { at: "list" });
  }
});

test("trouble with the network changes nothing that is known", () => {
  const state = after(read, { kind: "region-failed", trouble: "no-network" });
  assert.deepEqual(state.region, { kind: "known", region, trouble: "no-network" });
  const never = after({ kind: "region-failed", trouble: "no-network" });
  assert.deepEqual(never.region, { kind: "unknown", trouble: "no-network" });
  assert.deepEqual(next(never, { kind: "region-came", region }).region, {
    kind: "known",
    region,
    trouble: null,
  });
});

test("an answer without a time does not unsettle what is known of the clock", () => {
  const right = { kind: "right", at: noon } as const;
  const state = after(
    { kind: "clock-checked", check: right },
    { kind: "clock-checked", check: { kind: "unchecked" } },
  );
  assert.deepEqual(state.clock, right);
});

test("undo is offered on the list until it is used or left", () => {
  const removed = after(read, { kind: "place-removed", place: cafe, places: [] });
  assert.equal(removed.removed, cafe);
  assert.equal(next(removed, { kind: "removal-over", places: [cafe] }).removed, null);
  assert.equal(next(removed, { kind: "went", route: { at: "make" } }).removed, null);
  assert.equal(next(removed, { kind: "places-changed", places: [] }).removed, cafe);
});

test("what could not be written is said until something could", () => {
  const failed = after(read, { kind: "write-failed" });
  assert.equal(failed.unsaved, true);
  assert.equal(next(failed, { kind: "places-changed", places: [cafe] }).unsaved, false);
});

test("a jump of the clock over a week is doubted, closed days are not", () => {
  assert.equal(doubtedSince([], noon + 999 * 86_400), null);
  assert.equal(doubtedSince([{ ...cafe, pass: null }], noon + 999 * 86_400), null);
  assert.equal(doubtedSince([cafe], noon + clockJumpSeconds), null);
  assert.equal(doubtedSince([cafe], noon - 86_400), null);
  assert.equal(doubtedSince([cafe], noon + clockJumpSeconds + 1), noon);
});

test("an address and its screen are two ways to say the same", () => {
  const placeId = "0123456789abcdef";
  const routes: Route[] = [
    { at: "list" },
    { at: "make" },
    { at: "restore" },
    { at: "join" },
    { at: "place", placeId },
    { at: "share", placeId },
    { at: "like", placeId },
    { at: "rename", placeId },
    { at: "display", placeId },
    { at: "print", placeId },
  ];
  for (const route of routes) assert.deepEqual(routeOf(fragmentOf(route)), route);
  for (const fragment of [
    "#",
    "#sheet",
    `#make-${placeId}`,
    `#list-${placeId}`,
    "#place",
    "#display-",
    "#display-0123",
    `#open-${placeId}`,
    `#display-${placeId}0`,
  ]) {
    assert.deepEqual(routeOf(fragment), { at: "list" }, fragment);
  }
});
