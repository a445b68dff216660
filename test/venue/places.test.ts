import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import {
  acceptCheckInCode,
  decodeCheckInCode,
  deriveToken,
  intervalOf,
  passFromPlaceKey,
  placeInfo,
} from "../../protocol/index.ts";
import {
  decodeSecondDisplay,
  encodeSecondDisplay,
  placeOfSecondDisplay,
} from "../../web/venue/second-display.ts";
import { noon } from "../server/trial-server.ts";
import { everythingOn, nodesAbove } from "./disk.ts";
import { Tablet } from "./tablet.ts";
import { freshTablet, makePlace, screenOf, shownCode } from "./tablet-steps.ts";

const day = 86_400;

/** A second tablet that has asked the same server once, and then read what the first one shows. Nothing goes over a network. */
async function pair(one: Tablet, server: string): Promise<Tablet> {
  const other = new Tablet(server, one.now);
  await other.open("#join");
  await other.session.ask();
  other.server = null;
  other.asked.length = 0;
  const bytes = encodeSecondDisplay(one.session.state.places[0]!, one.now)!;
  const { region } = other.session.state;
  assert.ok(region.kind === "known");
  const place = placeOfSecondDisplay(decodeSecondDisplay(bytes), region.region, other.now);
  await other.session.act({ kind: "join", place });
  assert.equal(screenOf(other).at, "display");
  assert.deepEqual(other.asked, []);
  return other;
}

test("a second display shows the same codes as the first, without a network, for as long", async (t) => {
  const { server, tablet } = await freshTablet(t);
  await makePlace(tablet);
  tablet.server = null;
  await tablet.wait(4 * 3600);
  const other = await pair(tablet, server.url);
  for (let hours = 0; hours < 5; hours++) {
    assert.equal(shownCode(other), shownCode(tablet));
    await Promise.all([tablet.wait(3600), other.wait(3600)]);
  }
  await other.open();
  assert.equal(shownCode(other), shownCode(tablet));
  // Read once more, it is the place that is there already.
  const [place] = tablet.session.state.places;
  await other.session.act({ kind: "join", place: { ...place!, id: "0123456789abcdef" } });
  assert.equal(other.session.state.places.length, 1);
});

test("neither a restarted display nor a second one can make a token of the past; the sheet can", async (t) => {
  const { server, tablet } = await freshTablet(t);
  const sheet = await makePlace(tablet);
  await tablet.wait(2 * 3600);
  const other = await pair(tablet, server.url);
  await Promise.all([tablet.wait(3600), other.wait(3600)]);
  const now = intervalOf(tablet.now);
  const info = placeInfo(sheet.regionId, sheet.name);
  for (const each of [tablet, other]) {
    await each.open();
    const everything = await everythingOn(each.disk);
    assert.ok(!everything.includes(bytesToHex(sheet.placeKey)));
    for (const node of nodesAbove(sheet.placeKey, intervalOf(noon) - 3, now)) {
      assert.ok(!everything.includes(node), "a node of the past is on the disk");
    }
    const { pass } = each.session.state.places[0]!;
    for (let interval = now - 20; interval < now; interval++) {
      assert.equal(deriveToken(pass!, info, interval), null);
    }
    assert.ok(everything.includes(bytesToHex(pass!.nodes[0]!)), "what was looked through is what is stored");
    const past = passFromPlaceKey(sheet.placeKey, now - 18, now);
    assert.notEqual(deriveToken(past, info, now - 18), null);
    assert.deepEqual(
      deriveToken(passFromPlaceKey(sheet.placeKey, 0, now + 1), info, now),
      deriveToken(pass!, info, now),
    );
  }
});

test("without a network for five weeks every code is right when it is shown", async (t) => {
  const { tablet } = await freshTablet(t, 60);
  await makePlace(tablet);
  tablet.server = null;
  const { region } = tablet.session.state;
  assert.ok(region.kind === "known");
  // Each night it is off or asleep for eight hours, and once over a long weekend.
  for (let days = 0; days < 35; days++) {
    await tablet.wait(days === 20 ? 4 * day : 8 * 3600);
    for (let looks = 0; looks < 6; looks++) {
      if (looks === 0 && days % 7 === 0) await tablet.open();
      const code = decodeCheckInCode(shownCode(tablet));
      assert.equal(code.pass.start, intervalOf(tablet.now));
      assert.equal(code.pass.end - code.pass.start, 12);
      acceptCheckInCode(code, {
        knownRegion: (id) => bytesToHex(id) === bytesToHex(region.region.id),
        now: tablet.now,
        newestClosed: intervalOf(tablet.now),
        sunset: region.region.sunset,
      });
      await tablet.wait(2 * 3600 + 40 * 60);
    }
  }
  assert.equal(screenOf(tablet).at, "display");
});

test("a place in the archive shows no display, keeps what it has, and comes back; deleting it can be undone", async (t) => {
  const { tablet } = await freshTablet(t);
  await makePlace(tablet);
  const [place] = tablet.session.state.places;
  const placeId = place!.id;
  await tablet.session.act({ kind: "archive", placeId, archived: true });
  assert.deepEqual(screenOf(tablet), { at: "list" }, "its display closes");
  await tablet.session.go({ at: "display", placeId });
  assert.deepEqual(screenOf(tablet), { at: "list" });
  await tablet.session.go({ at: "place", placeId });
  assert.deepEqual(screenOf(tablet), { at: "place", placeId });
  await tablet.wait(3600);
  await tablet.open();
  assert.equal(tablet.session.state.places[0]!.archived, true);
  assert.equal(
    tablet.session.state.places[0]!.pass!.start,
    intervalOf(tablet.now),
    "it is punctured all the same",
  );
  await tablet.session.act({ kind: "archive", placeId, archived: false });
  await tablet.session.go({ at: "display", placeId });
  assert.equal(decodeCheckInCode(shownCode(tablet)).pass.start, intervalOf(tablet.now));

  await tablet.session.act({ kind: "archive", placeId, archived: true });
  await tablet.session.act({ kind: "remove", placeId });
  assert.equal(tablet.session.state.removed?.id, placeId);
  await tablet.session.act({ kind: "undo-remove" });
  assert.equal(tablet.session.state.places[0]!.archived, true, "as it was");
});

test("another name is another place with another key, and the old one goes to the archive when its display opens", async (t) => {
  const { tablet } = await freshTablet(t);
  const old = await makePlace(tablet);
  const oldId = tablet.session.state.places[0]!.id;
  const make = { kind: "make", name: "Lan Fong Yuen 2", stayMinutes: 120, replaces: oldId } as const;
  await tablet.session.act(make);
  const screen = screenOf(tablet);
  assert.ok(screen.at === "sheet");
  assert.notEqual(bytesToHex(screen.sheet.placeKey), bytesToHex(old.placeKey));
  assert.equal(
    tablet.session.state.places[0]!.archived,
    undefined,
    "nothing happens before the sheet is kept",
  );
  await tablet.session.act({ kind: "open-place", sheet: screen.sheet });
  assert.equal(decodeCheckInCode(shownCode(tablet)).name, "Lan Fong Yuen 2");
  assert.deepEqual(
    tablet.session.state.places.map(({ name, archived }) => [name, archived]),
    [
      ["Lan Fong Yuen", true],
      ["Lan Fong Yuen 2", undefined],
    ],
  );
  // The sheet of the old one brings it back out of the archive.
  await tablet.session.act({ kind: "open-place", sheet: old });
  assert.equal(tablet.session.state.places.find(({ id }) => id === oldId)!.archived, undefined);
});
