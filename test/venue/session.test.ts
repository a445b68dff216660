import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import { decodeCheckInCode, intervalOf } from "../../protocol/index.ts";
import type { ClockCheck } from "../../web/venue/clock-check.ts";
import { decodeRecoverySheet, encodeRecoverySheet } from "../../web/venue/recovery-sheet.ts";
import { undoSeconds } from "../../web/venue/session.ts";
import { noon, startTrialServer } from "../server/trial-server.ts";
import { everythingOn, nodesAbove } from "./disk.ts";
import { Tablet } from "./tablet.ts";
import { freshTablet, makePlace, screenOf, shownCode } from "./tablet-steps.ts";

const day = 86_400;

function clockOf(tablet: Tablet): ClockCheck {
  return tablet.session.state.clock;
}

test("without ever a network a place cannot be made, and the page knows why", async (t) => {
  const tablet = new Tablet(null, noon);
  await tablet.open("#make");
  await tablet.session.ask();
  assert.deepEqual(screenOf(tablet), { at: "make" });
  assert.deepEqual(tablet.session.state.region, { kind: "unknown", trouble: "no-network" });
  await tablet.session.act({ kind: "make", name: "Lan Fong Yuen", stayMinutes: 120, replaces: null });
  assert.deepEqual(screenOf(tablet), { at: "make" });
  tablet.server = (await startTrialServer(t)).url;
  await tablet.session.act({ kind: "ask-region" });
  await makePlace(tablet);
});

test("after one answer everything works with the network cut, and nothing is asked", async (t) => {
  const { tablet } = await freshTablet(t);
  assert.deepEqual(tablet.asked, ["/v1/root", "/v1/manifest"]);
  tablet.server = null;
  tablet.asked.length = 0;
  await tablet.open();
  await makePlace(tablet);
  await tablet.wait(3600);
  await tablet.session.go({ at: "print", placeId: tablet.session.state.places[0]!.id });
  assert.equal(decodeCheckInCode(shownCode(tablet)).pass.start, intervalOf(tablet.now));
  assert.deepEqual(tablet.asked, []);
});

test("a later opening asks for the manifest alone, and finds the region pinned", async (t) => {
  const { server, tablet } = await freshTablet(t);
  tablet.asked.length = 0;
  tablet.now += day;
  server.clock.forward(day);
  await server.renewManifest({ days: 60 });
  await tablet.open();
  await tablet.session.ask();
  assert.deepEqual(tablet.asked, ["/v1/manifest"]);
  const { region } = tablet.session.state;
  assert.equal(region.kind === "known" && region.region.sunset, noon + 61 * day);
});

test("the key is on the sheet and nowhere on the disk, before and after the place is opened", async (t) => {
  const { tablet } = await freshTablet(t);
  await tablet.session.act({ kind: "make", name: "Lan Fong Yuen", stayMinutes: 120, replaces: null });
  assert.equal((await tablet.disk.databases()).length, 1, "nothing but settings before the sheet is kept");
  const sheet = await makePlace(tablet);
  assert.deepEqual(decodeRecoverySheet(encodeRecoverySheet(sheet)), sheet);
  assert.ok(!(await everythingOn(tablet.disk)).includes(bytesToHex(sheet.placeKey)));
});

test("an open display goes on after the power was off, and one that was left does not", async (t) => {
  const { tablet } = await freshTablet(t);
  await makePlace(tablet);
  tablet.now += 5 * 3600;
  await tablet.open();
  assert.equal(screenOf(tablet).at, "display");
  assert.equal(decodeCheckInCode(shownCode(tablet)).pass.start, intervalOf(tablet.now));
  await tablet.session.go({ at: "list" });
  assert.equal((await tablet.open()).state.screen.at, "list");
});

test("every interval the used leaf leaves the disk", async (t) => {
  const { tablet } = await freshTablet(t);
  const sheet = await makePlace(tablet);
  const first = intervalOf(noon);
  const codes = new Set<string>();
  for (let second = 0; second < 3 * 600; second += 60) {
    codes.add(shownCode(tablet));
    await tablet.wait(60);
    const everything = await everythingOn(tablet.disk);
    for (const node of nodesAbove(sheet.placeKey, first - 1, intervalOf(tablet.now))) {
      assert.ok(!everything.includes(node));
    }
  }
  assert.equal(codes.size, 3);
});

test("a clock that jumps by weeks is asked about before anything is dropped", async (t) => {
  const { tablet } = await freshTablet(t);
  await makePlace(tablet);
  const before = await everythingOn(tablet.disk);
  tablet.server = null;
  tablet.now += 20 * day;
  await tablet.open();
  assert.deepEqual(screenOf(tablet), { at: "clock-question", lastUsed: noon });
  assert.equal(await everythingOn(tablet.disk), before);

  // Set right: the display goes on by itself, with nothing lost.
  tablet.now = noon + 60;
  await tablet.session.tick();
  assert.equal(screenOf(tablet).at, "display");
  assert.equal(await everythingOn(tablet.disk), before);

  // Or it is the time indeed.
  await tablet.wait(20 * day);
  assert.equal(screenOf(tablet).at, "clock-question");
  await tablet.session.act({ kind: "trust-clock" });
  assert.equal(screenOf(tablet).at, "display");
  assert.equal(decodeCheckInCode(shownCode(tablet)).pass.start, intervalOf(tablet.now));
});

test("the server's clock answers that question by itself", async (t) => {
  const { server, tablet } = await freshTablet(t);
  await makePlace(tablet);
  tablet.now += 20 * day;
  server.clock.forward(20 * day);
  await tablet.open();
  assert.equal(screenOf(tablet).at, "clock-question");
  await tablet.session.ask();
  assert.equal(screenOf(tablet).at, "display");
});

test("a clock off by more than two minutes is noticed, and the correction too", async (t) => {
  const { tablet } = await freshTablet(t);
  assert.equal(clockOf(tablet).kind, "right");
  tablet.serverNow = () => noon;
  tablet.now = noon + 420;
  await tablet.session.ask();
  const clock = clockOf(tablet);
  assert.equal(clock.kind === "off" && clock.seconds, 420);
  tablet.now = noon + 20;
  await tablet.session.askAboutClock();
  assert.equal(clockOf(tablet).kind, "right");
});

test("at the sunset an open display ends and everything is wiped", async (t) => {
  const { tablet } = await freshTablet(t);
  const sheet = await makePlace(tablet);
  tablet.server = null;
  const { region } = tablet.session.state;
  assert.ok(region.kind === "known");
  const { sunset } = region.region;
  await tablet.session.act({ kind: "trust-clock" });
  tablet.now = sunset - 1;
  await tablet.session.tick();
  assert.equal(screenOf(tablet).at, "display");
  await tablet.wait(1);
  assert.deepEqual(screenOf(tablet), { at: "ended", moment: sunset });
  const everything = await everythingOn(tablet.disk);
  assert.ok(!everything.includes(bytesToHex(sheet.regionId)) && !everything.includes("Lan Fong Yuen"));
  const again = await tablet.open();
  assert.deepEqual([again.state.screen.at, again.state.places, again.state.ended], ["list", [], sunset]);
});

test("a renewed sunset lengthens a place only when its sheet is typed in again", async (t) => {
  const { server, tablet } = await freshTablet(t);
  const sheet = await makePlace(tablet);
  const [before] = tablet.session.state.places;
  server.clock.forward(day);
  await server.renewManifest({ days: 60 });
  tablet.now += day;
  await tablet.session.ask();
  const [after] = tablet.session.state.places;
  assert.equal(after!.ends, before!.ends);
  await tablet.session.act({ kind: "read-sheet", sheet });
  const screen = screenOf(tablet);
  assert.ok(screen.at === "sheet" && screen.restored);
  await tablet.session.act({ kind: "open-place", sheet });
  const [extended, ...more] = tablet.session.state.places;
  assert.deepEqual([extended!.id, more], [before!.id, []]);
  assert.equal(extended!.ends, intervalOf(noon + 61 * day));
});

test("another region at the same address is noticed, and changes nothing by itself", async (t) => {
  const { tablet } = await freshTablet(t);
  await makePlace(tablet);
  const code = shownCode(tablet);
  tablet.server = (await startTrialServer(t)).url;
  await tablet.session.ask();
  const { region } = tablet.session.state;
  assert.ok(region.kind === "known" && region.trouble === "other-region");
  assert.equal(shownCode(tablet), code);
  await tablet.session.act({ kind: "change-region" });
  const { region: changed } = tablet.session.state;
  assert.ok(changed.kind === "known" && changed.trouble === null);
  assert.notDeepEqual(changed.region.id, region.region.id);
  assert.equal(shownCode(tablet), code);
});

test("an answer that does not verify is refused, and what was known stays", async (t) => {
  const { tablet } = await freshTablet(t);
  const other = await startTrialServer(t);
  // The right region's root with another's manifest would be a mix-up or an attack.
  const [root, manifest] = [tablet.server!, other.url];
  const fetchOf = globalThis.fetch;
  t.mock.method(globalThis, "fetch", (input: string, init: RequestInit) =>
    fetchOf(input.endsWith("/v1/manifest") ? `${manifest}/v1/manifest` : `${root}/v1/root`, init),
  );
  await tablet.session.ask();
  const { region } = tablet.session.state;
  assert.ok(region.kind === "known" && region.trouble === "bad-answer");
});

test("Undo brings a place back; half a minute later it is gone from the disk", async (t) => {
  const { tablet } = await freshTablet(t);
  await makePlace(tablet);
  await tablet.session.go({ at: "list" });
  const [place] = tablet.session.state.places;
  await tablet.session.act({ kind: "remove", placeId: place!.id });
  assert.deepEqual([tablet.session.state.places, tablet.session.state.removed], [[], place]);
  await tablet.session.act({ kind: "undo-remove" });
  assert.deepEqual([tablet.session.state.places, tablet.session.state.removed], [[place], null]);
  await tablet.session.act({ kind: "remove", placeId: place!.id });
  await tablet.wait(undoSeconds);
  assert.equal(tablet.session.state.removed, null);
  assert.ok(!(await everythingOn(tablet.disk)).includes("Lan Fong Yuen"));
});

test("a full disk stops no display, and the page says what it could not write", async (t) => {
  const { tablet } = await freshTablet(t);
  await makePlace(tablet);
  t.mock.method(IDBObjectStore.prototype, "add", () => {
    throw new DOMException("no space left", "QuotaExceededError");
  });
  await tablet.wait(600);
  assert.equal(tablet.session.state.unsaved, true);
  assert.equal(decodeCheckInCode(shownCode(tablet)).pass.start, intervalOf(tablet.now));
  t.mock.restoreAll();
  await tablet.wait(600);
  assert.equal(tablet.session.state.unsaved, false);
});

test("a browser that stores nothing is told so", async () => {
  const tablet = new Tablet(null, noon);
  tablet.disk.open = () => {
    throw new DOMException("storage is off", "SecurityError");
  };
  await tablet.open();
  assert.deepEqual(screenOf(tablet), { at: "no-storage" });
});
