import assert from "node:assert/strict";
import { test } from "node:test";
import { everythingStored } from "./storage.ts";
import { checkIn, day, hour, minute, morning, type Phone, report, type Town, townFor } from "./town.ts";

/** Ann and Ben at one place at once, for so long from now; Ann reports, the list comes, Ben looks. */
async function shareAndReport(town: Town, minutes: number): Promise<{ ann: Phone; ben: Phone }> {
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync({ force: true });
  const hall = town.place("Hall");
  const { id } = await checkIn(ann, hall.display(3));
  await checkIn(ben, hall.display(3));
  town.now += minutes * minute;
  for (const phone of [ann, ben]) await phone.device.checkOut();
  await report(town, ann, [id]);
  await town.publish();
  await ben.device.sync({ force: true });
  return { ann, ben };
}

/** Midnights with something about them; all in UTC, which is the device's only calendar. */
const nights = [
  ["an ordinary midnight", Date.UTC(2026, 10, 24)],
  ["New Year", Date.UTC(2027, 0, 1)],
  ["the evening before 29 February", Date.UTC(2028, 1, 29)],
  ["the evening of 29 February", Date.UTC(2028, 2, 1)],
  ["28 February of a year without a 29th", Date.UTC(2027, 2, 1)],
] as const;

for (const [name, midnight] of nights) {
  test(`over ${name} no minute is lost, and the visit belongs to the day it began`, async (t) => {
    const town = await townFor(t, {}, 90, midnight / 1000 - 30 * minute);
    const { ben } = await shareAndReport(town, 60);
    const { colour, diary, exposures } = await ben.device.state();
    assert.deepEqual([colour.colour, colour.minutes], ["yellow", 60]);
    assert.equal(exposures.filter(({ coveredSeconds }) => coveredSeconds > 0).length, 6);
    assert.equal(diary.length, 1);
    const evening = new Date(midnight - 1).toISOString().slice(0, 10);
    const names = [...(await everythingStored(ben.factory)).keys()];
    assert.deepEqual(
      names.filter((each) => each.startsWith("celadon-day-")),
      [`celadon-day-${evening}`],
    );
  });
}

test("a diary that reaches over 29 February is kept as many days as any other", async (t) => {
  const eve = Date.UTC(2028, 1, 28, 10) / 1000;
  const town = await townFor(t, { retentionDays: 3, quarantineDays: 2 }, 90, eve);
  const phone = await town.phone();
  await phone.device.sync();
  await checkIn(phone, town.place("Hall").display());
  town.now += hour;
  await phone.device.checkOut();
  for (let each = 1; each <= 3; each++) {
    town.now = eve + each * day;
    await phone.device.tick();
    assert.equal((await phone.device.state()).diary.length, 1, `after ${each} days`);
  }
  town.now = Date.UTC(2028, 2, 3) / 1000;
  await phone.device.tick();
  assert.equal((await phone.device.state()).diary.length, 0, "on 3 March 28 February is over three days old");
});

test("a phone that sleeps through a visit and its timer is warned for the planned stay, not for its sleep", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const { id } = await checkIn(ann, hall.display(6));
  await checkIn(ben, hall.display(6), { stayMinutes: 30 });
  town.now = morning + 3 * hour;
  await ann.device.checkOut();
  await report(town, ann, [id]);
  await town.publish();
  town.now = morning + 2 * day + 5 * hour;
  await town.publish();
  const woken = await ben.reload();
  await woken.device.tick();
  await woken.device.sync();
  const { diary, openVisit, colour } = await woken.device.state();
  assert.equal(openVisit, null);
  assert.equal(diary[0]?.leaving, morning + 30 * minute);
  assert.equal(colour.minutes, 30);
});

test("with a clock a day ahead the list looks old and nothing is let go; set right, all is as it was", async (t) => {
  const town = await townFor(t, { retentionDays: 1, quarantineDays: 2, staleHours: 6 });
  const { ben } = await shareAndReport(town, 60);
  const before = await ben.device.state();
  let ahead = day;
  const wrong = await ben.reload({ now: () => town.now + ahead });
  await wrong.device.tick();
  await assert.rejects(wrong.device.readCode(town.place("Bar").display()), { code: "display-moved-on" });
  await wrong.device.sync({ force: true });
  const meanwhile = await wrong.device.state();
  assert.deepEqual(
    [meanwhile.colour.colour, meanwhile.colour.outOfDate],
    ["yellow", true],
    "a warning stands and is marked",
  );
  ahead = 0;
  await wrong.device.tick();
  await wrong.device.sync({ force: true });
  const after = await wrong.device.state();
  assert.deepEqual([after.colour, after.diary], [before.colour, before.diary]);
});

test("with a clock a day behind codes and lists are refused with that reason; set right, all goes on", async (t) => {
  const town = await townFor(t);
  let behind = 0;
  const phone = await town.phone({ now: () => town.now - behind });
  await phone.device.sync();
  await checkIn(phone, town.place("Hall").display());
  town.now += hour;
  await phone.device.checkOut();
  await town.publish();
  await phone.device.sync({ force: true });
  const before = await phone.device.state();
  assert.equal(before.colour.colour, "green");

  behind = day;
  await phone.device.tick();
  await assert.rejects(phone.device.readCode(town.place("Bar").display()), { code: "clock-behind" });
  await town.publish();
  await assert.rejects(phone.device.sync({ force: true }), { code: "clock-behind" });
  const meanwhile = await phone.device.state();
  assert.equal(meanwhile.sync.problem, "clock-behind");
  assert.equal(meanwhile.diary.length, 1);

  behind = 0;
  await phone.device.sync({ force: true });
  const after = await phone.device.state();
  assert.deepEqual([after.colour.colour, after.sync.problem, after.evidence], ["green", null, []]);
});
