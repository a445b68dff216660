import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeCheckInCode } from "../../protocol/index.ts";
import { databasesWith, everythingStored } from "./storage.ts";
import { checkIn, day, hour, minute, morning, townFor } from "./town.ts";

test("after check-out the pass is nowhere in any database, and while the visit is open in one only", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const code = town.place("Library").display(6);
  const { nodes } = decodeCheckInCode(code).pass;
  await checkIn(phone, code);
  for (const node of nodes) {
    assert.deepEqual(await databasesWith(phone.factory, node), ["celadon-open-1"]);
  }
  town.now += 30 * minute;
  await phone.device.checkOut();
  for (const node of nodes) assert.deepEqual(await databasesWith(phone.factory, node), []);
  assert.ok(!(await everythingStored(phone.factory)).has("celadon-open-1"), "the whole database is deleted");
});

test("no request is caused by reading a code, checking in and out, editing, deleting, undoing, time, or looking", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const requests = phone.sent.length;
  phone.before = () => {
    throw new Error("no request may leave");
  };
  const place = await phone.device.readCode(` ${town.place("Library").display(6)}\n`);
  const visit = await phone.device.checkIn(place);
  await phone.device.editVisit(visit.id, { note: "with the children" });
  town.now += 30 * minute;
  await phone.device.tick();
  await phone.device.checkOut();
  await phone.device.editVisit(visit.id, { leaving: morning + 10 * minute });
  await (
    await phone.device.deleteVisit(visit.id)
  )();
  await phone.device.state();
  await phone.device.report();
  const again = await phone.reload();
  assert.equal((await again.device.state()).diary[0]?.note, "with the children");
  assert.equal(phone.sent.length, requests);
});

test("a visit ends by its timer, by the end of the pass, and by the next scan, also when the app was closed long", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();

  await checkIn(phone, town.place("One").display(6), { stayMinutes: 30 });
  town.now = morning + 5 * hour;
  const later = await phone.reload();
  await later.device.tick();
  assert.equal((await later.device.state()).diary[0]?.leaving, morning + 30 * minute);

  await checkIn(later, town.place("Two").display(1));
  town.now += 3 * hour;
  await later.device.tick();
  assert.equal((await later.device.state()).diary[0]?.leaving, morning + 6 * hour);

  const started = town.now;
  await checkIn(later, town.place("Three").display(6));
  town.now += 20 * minute;
  await checkIn(later, town.place("Four").display(6));
  const { diary, openVisit } = await later.device.state();
  assert.equal(openVisit?.name, "Four");
  assert.equal(diary[0]?.name, "Three");
  assert.equal(diary[0]?.leaving, started + 20 * minute);
});

test("a check-out that comes after the timer counts the timer, and one before the arrival the arrival", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  await checkIn(phone, town.place("One").display(6), { stayMinutes: 30 });
  town.now += 2 * hour;
  assert.equal((await phone.device.checkOut()).leaving, morning + 30 * minute);
  await checkIn(phone, town.place("Two").display(6));
  assert.equal((await phone.device.checkOut(morning)).leaving, town.now);
  await assert.rejects(phone.device.checkOut(), { name: "DeviceError", code: "no-visit" });
});

test("with a printed pass the visitor may have come earlier, with a display not", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const printed = await phone.device.readCode(
    town.place("Stall").printed(morning - hour, morning + 8 * hour),
  );
  assert.equal(printed.earliestArrival, morning - hour);
  assert.equal(printed.defaultStayMinutes, 120);
  await assert.rejects(phone.device.checkIn(printed, { arrival: morning - 2 * hour }), RangeError);
  const visit = await phone.device.checkIn(printed, { arrival: morning - hour });
  assert.equal(visit.arrival, morning - hour);
  assert.equal(visit.tokens, 7);
  const shown = await phone.device.readCode(town.place("Bar").display());
  await assert.rejects(phone.device.checkIn(shown, { arrival: morning - minute }), RangeError);
  await assert.rejects(phone.device.checkIn(shown, { stayMinutes: 29 }), RangeError);
  await assert.rejects(phone.device.checkIn(shown, { stayMinutes: 721 }), RangeError);
});

test("a shorter stay drops tokens for good, and a longer one makes none and says so", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const { id } = await checkIn(phone, town.place("Library").display(6));
  town.now = morning + 95 * minute;
  assert.equal((await phone.device.checkOut()).tokens, 11);
  const shorter = await phone.device.editVisit(id, { leaving: morning + 35 * minute });
  assert.deepEqual([shorter.visit.tokens, shorter.droppedIntervals, shorter.uncoveredIntervals], [5, 6, 0]);
  const longer = await phone.device.editVisit(id, { leaving: morning + 95 * minute });
  assert.deepEqual([longer.visit.tokens, longer.droppedIntervals, longer.uncoveredIntervals], [5, 0, 5]);
  const earlier = await phone.device.editVisit(id, { arrival: morning - 15 * minute });
  assert.equal(earlier.uncoveredIntervals, 7);
  await assert.rejects(phone.device.editVisit(id, { leaving: morning - hour }), RangeError);
  await assert.rejects(phone.device.editVisit(id, { leaving: town.now + minute }), RangeError);
  await assert.rejects(phone.device.editVisit("nobody", { note: "" }), { code: "no-visit" });
});

test("an open visit can be moved and prolonged as far as its pass reaches", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const { id } = await checkIn(phone, town.place("Fair").printed(morning - hour, morning + 3 * hour));
  const { visit } = await phone.device.editVisit(id, {
    arrival: morning - hour,
    leaving: morning + 3 * hour,
  });
  assert.equal(visit.plannedLeaving, morning + 3 * hour);
  assert.equal(visit.tokens, 7);
  await assert.rejects(phone.device.editVisit(id, { leaving: morning + 3 * hour + 1 }), RangeError);
  town.now += 20 * minute;
  assert.equal((await phone.device.checkOut()).tokens, 10);
});

test("the diary ages out: days and the lists of these days are deleted as databases", async (t) => {
  const town = await townFor(t, { retentionDays: 3, quarantineDays: 2 });
  const phone = await town.phone();
  await phone.device.sync();
  await checkIn(phone, town.place("Old place").display());
  town.now += hour;
  const { id } = await phone.device.checkOut();
  await town.publish();
  await phone.device.sync({ force: true });
  const names = async () => [...(await everythingStored(phone.factory)).keys()].toSorted();
  assert.deepEqual(await names(), [
    "celadon",
    "celadon-day-2026-11-23",
    "celadon-ledger-2026-11-23",
    "celadon-lists-2026-11-23",
  ]);

  for (let each = 1; each <= 3; each++) {
    town.now = morning + each * day;
    await phone.device.tick();
  }
  assert.equal((await phone.device.state()).diary[0]?.id, id, "kept through the third day after it");
  town.now = morning + 4 * day;
  await phone.device.tick();
  assert.deepEqual(await names(), ["celadon"]);
  assert.deepEqual(await databasesWith(phone.factory, "Old place"), []);
  assert.deepEqual((await phone.device.state()).diary, []);
});

test("erasing leaves no database, and the phone begins anew", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  await checkIn(phone, town.place("One").display());
  town.now += hour;
  await checkIn(phone, town.place("Two").display());
  await phone.device.changeSettings({ language: "fr" });
  await phone.device.erase();
  assert.deepEqual(await phone.factory.databases(), []);
  const state = await phone.device.state();
  assert.equal(state.region, null);
  assert.deepEqual(state.diary, []);
  assert.deepEqual(state.settings, {});
  await phone.device.sync();
  assert.notEqual((await phone.device.state()).region, null);
});

test("codes are refused before the first sync, and when the clock was turned back", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  const shown = town.place("Library").display();
  await assert.rejects(phone.device.readCode(shown), { name: "DeviceError", code: "no-region" });
  await assert.rejects(phone.device.readCode("https://example.org/"), {
    name: "ProtocolError",
    code: "not-a-code",
  });
  await phone.device.sync();
  await phone.device.readCode(shown);
  town.now += 20 * minute;
  await assert.rejects(phone.device.readCode(shown), { code: "display-moved-on" });
  await town.publish();
  await phone.device.sync({ force: true });
  town.now -= 3 * hour;
  await assert.rejects(phone.device.readCode(town.place("Library").display()), { code: "clock-behind" });
});

test("a place that was read can be checked in with as long as its pass lasts", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const place = await phone.device.readCode(town.place("Short").display(1));
  assert.equal(place.defaultStayMinutes, 60);
  town.now += hour;
  await assert.rejects(phone.device.checkIn(place), { name: "ProtocolError", code: "pass-ended" });
});

test("a second tab sees what the first one did, and neither disturbs the other", async (t) => {
  const town = await townFor(t);
  const tab = await town.phone();
  await tab.device.sync();
  const other = await tab.reload();
  const places = Array.from({ length: 6 }, (_, index) => town.place(`Place ${index}`));
  await Promise.all(places.map((place, index) => checkIn(index % 2 === 0 ? tab : other, place.display())));
  for (const phone of [tab, other]) {
    const { diary, openVisit } = await phone.device.state();
    assert.equal(diary.length, 5);
    assert.notEqual(openVisit, null);
  }
  await tab.device.checkOut();
  assert.equal((await other.device.state()).openVisit, null);
  await other.device.erase();
  assert.deepEqual((await tab.device.state()).diary, []);
});

test("a code tells whether it is of the place one is checked in at, by its tokens and not by its name", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const [library, namesake] = [town.place("Library"), town.place("Library")];
  const isHere = async (code: string) => (await phone.device.readCode(code)).isHere;
  assert.equal(await isHere(library.display()), false);
  await checkIn(phone, library.display());
  town.now += 25 * minute;
  assert.equal(await isHere(library.display()), true);
  assert.equal(await isHere(library.printed(morning - hour, morning + 8 * hour)), true);
  assert.equal(await isHere(namesake.display()), false);
  await phone.device.checkOut();
  assert.equal(await isHere(library.display()), false);
});
