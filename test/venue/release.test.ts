import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { generateClaimCode, intervalOf, intervalStart } from "../../protocol/index.ts";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { RecoverySheet } from "../../web/venue/recovery-sheet.ts";
import { placeTokens } from "../../web/venue/release/place-tokens.ts";
import type { ReleaseWindow } from "../../web/parts/hours/release-window.ts";
import { checkIn, day, hour, minute, type Phone, type Town, townFor } from "../device/town.ts";
import { everythingOn, nodesAbove } from "./disk.ts";
import { displayOf, keptPlace, keyInHex, ReleaseDesk, sheetIn } from "./release-desk.ts";

/** Someone's stay, in minutes from the beginning of the window, and what must come of it: truth by arithmetic. */
interface Stay {
  readonly who: string;
  readonly from: number;
  readonly to: number;
  readonly elsewhere?: true;
}

const windowMinutes = 180;

const stays: readonly Stay[] = [
  { who: "there all the time", from: -60, to: 240 },
  { who: "gone as it begins", from: -120, to: 0 },
  { who: "gone a minute before it begins", from: -50, to: -1 },
  { who: "there for its first half hour", from: -40, to: 30 },
  { who: "there in the middle", from: 60, to: 110 },
  { who: "there for its last twenty minutes", from: 160, to: 200 },
  { who: "come as it ends", from: 180, to: 260 },
  { who: "come a minute before it ends", from: 179, to: 250 },
  { who: "next door all the time", from: 0, to: 180, elsewhere: true },
];

/** The minutes of a stay that lie in the window. */
function minutesInside({ from, to, elsewhere }: Stay): number {
  return elsewhere === true ? 0 : Math.max(0, Math.min(to, windowMinutes) - Math.max(from, 0));
}

/** Everybody lives through the day. @param start - Of the window, Unix seconds. */
async function liveThrough(
  town: Town,
  start: number,
  place: RecoverySheet,
  other: RecoverySheet,
): Promise<{ readonly stay: Stay; readonly phone: Phone }[]> {
  const people = await Promise.all(stays.map(async (stay) => ({ stay, phone: await town.phone() })));
  for (const { phone } of people) await phone.device.sync();
  const events = people
    .flatMap(({ stay, phone }) => [
      { at: stay.from, phone, sheet: stay.elsewhere === true ? other : place },
      { at: stay.to, phone, sheet: null },
    ])
    .toSorted((one, next) => one.at - next.at);
  for (const { at, phone, sheet } of events) {
    town.now = start + at * minute;
    if (sheet === null) await phone.device.checkOut();
    else await checkIn(phone, displayOf(sheet, town.now), { stayMinutes: 720 });
  }
  return people;
}

/** A town in which the day of the window is over. */
async function dayIn(t: TestContext) {
  const town = await townFor(t);
  const start = town.now + 3 * hour;
  const place = await sheetIn(town, "Corner Library");
  const people = await liveThrough(town, start, place, await sheetIn(town, "Bakery"));
  await town.publish();
  const window: ReleaseWindow = { first: intervalOf(start), end: intervalOf(start) + 18 };
  return { town, place, people, window, desk: new ReleaseDesk(t, town) };
}

async function release(desk: ReleaseDesk, code: string, sheet: RecoverySheet, window: ReleaseWindow) {
  desk.session.begin();
  desk.session.giveCode(code);
  await desk.session.giveSheet(sheet);
  await desk.session.giveHours(window);
  assert.equal(desk.state.task?.step, "preview");
  await desk.session.send();
  assert.equal(desk.state.task, null);
  await desk.sendAll();
}

test("a release of three hours warns exactly the visitors of these hours, and taking it back tells them", async (t) => {
  const { town, place, people, window, desk } = await dayIn(t);
  await release(desk, await town.server.issueClaimCode(2), place, window);
  assert.deepEqual(
    desk.state.records.map(({ stand }) => stand.at),
    ["sent"],
  );
  const list = await town.publish();
  for (const { phone } of people) await phone.device.sync({ force: true });
  for (const { stay, phone } of people) {
    const { colour, exposures } = await phone.device.state();
    const minutes = minutesInside(stay);
    assert.equal(colour.minutes, minutes, stay.who);
    const expected = minutes >= 60 ? "red" : minutes >= 15 ? "yellow" : "green";
    assert.equal(colour.colour, expected, stay.who);
    for (const { interval, evidence } of exposures) {
      assert.ok(interval >= window.first && interval < window.end, `${stay.who}: ${interval}`);
      assert.equal(evidence, 2);
    }
  }
  await desk.session.look();
  const [released] = desk.state.records;
  assert.deepEqual([released?.stand, released?.lists], [{ at: "published" }, [list]]);

  // A mistake: taken back with the record.
  desk.session.beginRetraction(released!);
  desk.session.giveCode(await town.server.issueClaimCode(3));
  await desk.session.giveSheet(place);
  assert.deepEqual([desk.state.task?.step, desk.state.task?.found.length], ["preview", 18]);
  await desk.session.send();
  await desk.sendAll();
  await town.publish();
  for (const { stay, phone } of people) {
    const { retracted } = await phone.device.sync({ force: true });
    const { colour, exposures } = await phone.device.state();
    assert.equal(colour.colour, "green", stay.who);
    assert.equal(retracted, exposures.length, "and who was warned is told");
    assert.ok(exposures.every(({ retractedIn }) => retractedIn !== null));
  }
  await desk.session.look();
  const [retraction] = desk.state.records;
  assert.deepEqual(
    [retraction?.kind, retraction?.of, retraction?.stand.at],
    ["retraction", released!.id, "published"],
  );
});

test("the key is nowhere on the disk at any step, and no token of the place once the list shows it", async (t) => {
  const { town, place, window, desk } = await dayIn(t);
  const tokensOf = (hours: ReleaseWindow) => placeTokens(place, hours).map(({ token }) => bytesToHex(token));
  const inside = tokensOf(window);
  const outside = [
    ...tokensOf({ first: window.first - 30, end: window.first }),
    ...tokensOf({ first: window.end, end: window.end + 30 }),
  ];
  const above = nodesAbove(place.placeKey, window.first - 30, window.end + 30);
  const check = async (when: string, tokensAllowed: boolean) => {
    const everything = await everythingOn(desk.disk);
    assert.ok(!everything.includes(keyInHex(place)), `${when}: the key`);
    for (const secret of [...above, ...outside]) assert.ok(!everything.includes(secret), when);
    assert.equal(
      inside.some((token) => everything.includes(token)),
      tokensAllowed,
      when,
    );
  };
  desk.session.begin();
  desk.session.giveCode(await town.server.issueClaimCode(2));
  await desk.session.giveSheet(place);
  await check("with the sheet read", false);
  await desk.session.giveHours(window);
  await check("at the preview", false);
  await desk.session.send();
  await check("while it is sent", true);
  assert.ok(!JSON.stringify(desk.state, hexed).includes(keyInHex(place)), "nor in what the page holds");
  await desk.sendAll();
  await check("while the list is awaited", true);
  await town.publish();
  await desk.session.look();
  assert.equal(desk.state.records[0]?.stand.at, "published");
  await check("once the list shows it", false);
});

function hexed(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? bytesToHex(value) : value;
}

test("a release survives reloads in the middle, and nothing of it is sent twice or lost", async (t) => {
  const { town, place, window, desk: first, people } = await dayIn(t);
  first.session.begin();
  first.session.giveCode(await town.server.issueClaimCode(2));
  await first.session.giveSheet(place);
  await first.session.giveHours(window);
  await first.session.send();
  const bodies = new Set<string>();
  let desk = first;
  for (let reloads = 0; reloads < 4; reloads++) {
    town.now += 14;
    desk = await desk.reload();
    await desk.session.tick();
    for (const { body, path } of desk.asked) if (path === "/v1/reports") bodies.add(bytesToHex(body!));
  }
  await desk.sendAll();
  for (const each of [...first.asked, ...desk.asked]) {
    if (each.path === "/v1/reports") bodies.add(bytesToHex(each.body!));
  }
  assert.equal(bodies.size, 32);
  await town.publish();
  await desk.session.look();
  assert.equal(desk.state.records[0]?.stand.at, "published");
  const { phone } = people[0]!;
  await phone.device.sync({ force: true });
  assert.equal((await phone.device.state()).colour.minutes, windowMinutes);
});

test("a release is taken back without a record, from the sheet and the hours alone", async (t) => {
  const { town, place, people, window, desk } = await dayIn(t);
  await release(desk, await town.server.issueClaimCode(2), place, window);
  await town.publish();
  const elsewhere = new ReleaseDesk(t, town);
  elsewhere.session.beginRetraction(null);
  elsewhere.session.giveCode(await town.server.issueClaimCode(3));
  await elsewhere.session.giveSheet(place);
  assert.equal(elsewhere.state.task?.step, "hours");
  await elsewhere.session.giveHours({ first: window.first - 100, end: window.first - 90 });
  assert.deepEqual(elsewhere.state.task?.problem, { kind: "not-listed" });
  await elsewhere.session.giveHours(window);
  assert.equal(elsewhere.state.task?.step, "preview");
  await elsewhere.session.send();
  await elsewhere.sendAll();
  await town.publish();
  for (const { phone } of people) {
    await phone.device.sync({ force: true });
    assert.equal((await phone.device.state()).colour.colour, "green");
  }
});

test("codes that do not fit are refused in words, and nothing about the place leaves", async (t) => {
  const { town, place, window, desk } = await dayIn(t);
  const cases = [
    [generateClaimCode(), "not-valid"],
    [await town.server.issueClaimCode(1), "other-purpose"],
    [await town.server.issueClaimCode(3), "other-purpose"],
  ] as const;
  for (const [code, reason] of cases) {
    desk.asked.length = 0;
    await release(desk, code, place, window);
    assert.deepEqual(desk.state.records[0]?.stand, { at: "refused", reason });
    assert.ok(desk.asked.every(({ path }) => path !== "/v1/reports"));
    assert.deepEqual(desk.state.records[0]?.awaited, []);
  }
  const expired = await town.server.issueClaimCode(2);
  town.now += 25 * hour;
  await release(desk, expired, place, window);
  assert.deepEqual(desk.state.records[0]?.stand, { at: "refused", reason: "not-valid" });
});

test("without a network nothing is begun, and it can be tried again", async (t) => {
  const { town, place, window, desk } = await dayIn(t);
  desk.session.begin();
  desk.session.giveCode(await town.server.issueClaimCode(2));
  await desk.session.giveSheet(place);
  await desk.session.giveHours(window);
  desk.isOffline = true;
  await desk.session.send();
  assert.deepEqual(desk.state.task?.problem, { kind: "device", code: "offline" });
  assert.equal(desk.state.records.length, 0);
  desk.isOffline = false;
  await desk.session.send();
  await desk.sendAll();
  assert.deepEqual(
    desk.state.records.map(({ stand }) => stand.at),
    ["sent"],
  );
});

test("who leaves while the lists are fetched leaves no sheet and no answer behind", async (t) => {
  const { town, place, window, desk } = await dayIn(t);
  desk.session.beginRetraction(null);
  desk.session.giveCode(await town.server.issueClaimCode(3));
  await desk.session.giveSheet(place);
  const searching = desk.session.giveHours(window);
  desk.session.leave();
  await searching;
  const looking = desk.session.lookForPlace(place);
  desk.session.leave();
  await looking;
  const { task, listing, work } = desk.state;
  assert.deepEqual(
    { task, listing, work },
    { task: null, listing: { step: "sheet", trouble: null }, work: null },
  );
});

test("hours that cannot be released are refused before anything is asked", async (t) => {
  const { town, place, desk } = await dayIn(t);
  const now = intervalOf(town.now);
  for (const [window, why] of [
    [{ first: now - 145, end: now }, "too-long"],
    [{ first: now, end: now + 2 }, "future"],
    [{ first: now, end: now }, "wrong-order"],
    [{ first: now - 15 * 144, end: now - 15 * 144 + 6 }, "too-old"],
  ] as const) {
    desk.session.begin();
    desk.session.giveCode(generateClaimCode());
    await desk.session.giveSheet(place);
    await desk.session.giveHours(window);
    assert.deepEqual(desk.state.task?.problem, { kind: "hours", why });
    assert.equal(desk.state.task?.step, "hours");
  }
  assert.deepEqual(desk.asked, []);
});

test("a sheet of another place is noticed where this device knows better", async (t) => {
  const town = await townFor(t);
  const [place, other, namesake] = [
    await sheetIn(town, "Corner Library"),
    await sheetIn(town, "Bakery"),
    await sheetIn(town, "Corner Library"),
  ];
  const desk = new ReleaseDesk(t, town);
  const doubtOf = async (sheet: RecoverySheet) => {
    desk.session.begin();
    desk.session.giveCode(generateClaimCode());
    await desk.session.giveSheet(sheet);
    return desk.state.task?.doubt;
  };
  assert.equal(await doubtOf(other), null, "nothing can be said without places");
  desk.places = [keptPlace(place, town.now)];
  assert.deepEqual(
    [await doubtOf(place), await doubtOf(other), await doubtOf(namesake)],
    [null, "not-here", "other-codes"],
  );
});

test("my place in the list: the hours that phones are warned of, crossed out when taken back, and nothing is kept", async (t) => {
  const { town, place, people, window, desk } = await dayIn(t);
  await desk.session.lookForPlace(place);
  assert.ok(desk.state.listing.step === "answer" && desk.state.listing.hours.length === 0);

  // A visitor reports on their own, then the place confirms three hours, and takes them back.
  const { phone } = people.find(({ stay }) => stay.who === "come as it ends")!;
  const [visit] = (await phone.device.state()).diary;
  await phone.device.startReport(await town.server.issueClaimCode(1), [visit!.id]);
  for (let due: number | null = 0; due !== null; { nextDue: due } = await phone.device.runOutbox()) {
    town.now = Math.max(town.now, due);
  }
  await release(desk, await town.server.issueClaimCode(2), place, window);
  await town.publish();
  const reported = { first: window.end, end: window.end + 10 };
  const hours = async () => {
    const elsewhere = new ReleaseDesk(t, town);
    await elsewhere.session.lookForPlace(place);
    const everything = await everythingOn(elsewhere.disk);
    assert.ok(!everything.includes(keyInHex(place)) && !everything.includes(place.name));
    for (const { token } of placeTokens(place, { first: window.first, end: window.end + 9 })) {
      assert.ok(!everything.includes(bytesToHex(token)));
    }
    const { listing } = elsewhere.state;
    assert.ok(listing.step === "answer" && listing.placeName === place.name);
    assert.ok(listing.to !== null && listing.to <= town.now && listing.from !== null);
    return listing.hours;
  };
  assert.deepEqual(await hours(), [
    { ...reported, reported: true, confirmed: false },
    { ...window, reported: false, confirmed: true },
  ]);
  await desk.session.look();
  desk.session.beginRetraction(desk.state.records[0]!);
  desk.session.giveCode(await town.server.issueClaimCode(3));
  await desk.session.giveSheet(place);
  await desk.session.send();
  await desk.sendAll();
  await town.publish();
  assert.deepEqual(await hours(), [
    { ...reported, reported: true, confirmed: false },
    { ...window, reported: false, confirmed: false },
  ]);
  const offline = new ReleaseDesk(t, town);
  offline.isOffline = true;
  await offline.session.lookForPlace(place);
  assert.deepEqual(offline.state.listing, { step: "sheet", trouble: "offline" });
});

test("what was released is forgotten with the visits of its hours, can be deleted and brought back, and goes at the sunset", async (t) => {
  const { town, place, window, desk } = await dayIn(t);
  await release(desk, await town.server.issueClaimCode(2), place, window);
  await town.publish();
  await desk.session.look();
  const [record] = desk.state.records;
  await desk.session.delete(record!);
  assert.ok(!(await everythingOn(desk.disk)).includes(place.name));
  await desk.session.undoDelete();
  assert.deepEqual(desk.state.records, [record]);
  const until = intervalStart(window.end) + 14 * day;
  await desk.store.puncture(intervalOf(until) - 1, null);
  assert.equal((await desk.store.releases()).length, 1);
  await desk.store.puncture(intervalOf(until), null);
  assert.ok(!(await everythingOn(desk.disk)).includes(place.name));
  await desk.session.undoDelete();
  await release(desk, await town.server.issueClaimCode(2), place, window);
  await desk.session.close();
  await desk.store.end({ id: place.regionId, sunset: town.now });
  const names = (await desk.disk.databases()).map(({ name }) => name);
  assert.deepEqual(names.toSorted(), ["celadon-venue", "celadon-venue-places-1"]);
  assert.ok(!(await everythingOn(desk.disk)).includes(place.name));
});
