import assert from "node:assert/strict";
import { test } from "node:test";
import { checkIn, day, hour, minute, type Phone, type Town, townFor } from "./town.ts";

/** A town that ends in ten days, and a phone with a visit and all lists. */
async function livePhone(town: Town): Promise<Phone> {
  const phone = await town.phone();
  await phone.device.sync();
  await checkIn(phone, town.place("Hall").display());
  town.now += 30 * minute;
  await phone.device.checkOut();
  await town.publish();
  await phone.device.sync({ force: true });
  return phone;
}

async function sunsetOf(phone: Phone): Promise<number> {
  return (await phone.device.state()).region!.sunset;
}

/** The app is opened: visits end, the clock is looked at, and what is over goes. */
async function opened(phone: Phone): Promise<boolean> {
  await phone.device.tick();
  return phone.device.endIfOver();
}

/** Every day an hour's list, and the app is opened. */
async function live(town: Town, phone: Phone, until: number): Promise<void> {
  while (town.now + day < until) {
    town.now += day;
    await town.publish();
    assert.equal(await opened(phone), false);
    await phone.device.sync({ force: true });
  }
}

function offline(phone: Phone): void {
  phone.before = () => {
    throw new TypeError("no network");
  };
}

test("at the sunset a phone wipes every database, in that second and not before", async (t) => {
  const town = await townFor(t, {}, 10);
  const phone = await livePhone(town);
  const sunset = await sunsetOf(phone);
  await live(town, phone, sunset);
  town.now = sunset - 1;
  assert.equal(await opened(phone), false);
  assert.equal((await phone.device.state()).diary.length, 1);
  town.now = sunset;
  await town.server.publish();
  assert.equal((await phone.device.state()).ended, true);
  assert.equal(await opened(phone), true);
  const left = (await phone.factory.databases()).map(({ name }) => name);
  assert.deepEqual(left, []);
});

test("a phone without a network, whose clock was right and went on, wipes at the sunset, too", async (t) => {
  const town = await townFor(t, {}, 10);
  const phone = await livePhone(town);
  const sunset = await sunsetOf(phone);
  offline(phone);
  while (town.now + day < sunset) {
    town.now += day;
    assert.equal(await opened(phone), false);
  }
  town.now = sunset;
  assert.equal(await opened(phone), true);
  assert.deepEqual(await phone.factory.databases(), []);
});

test("a clock that is turned forward, with a network or without, and back wipes nothing", async (t) => {
  const town = await townFor(t, {}, 10);
  let ahead = 0;
  const phone = await livePhone(town);
  const wrong = await phone.reload({ now: () => town.now + ahead });
  const before = (await wrong.device.state()).diary;
  for (const [network, leap] of [
    [true, 11 * day],
    [true, 100 * day],
    [false, 100 * day],
    [false, 3_000 * day],
  ] as const) {
    if (!network) offline(wrong);
    ahead = leap;
    assert.equal(await opened(wrong), false);
    town.now += hour;
    assert.equal(await opened(wrong), false);
    ahead = 0;
    assert.equal(await opened(wrong), false);
    const { ended, diary } = await wrong.device.state();
    assert.equal(ended, false);
    assert.deepEqual(diary, before, "nor does anything age out");
  }
});

test("a clock that leapt and goes on for two days without being turned back is believed", async (t) => {
  const town = await townFor(t, {}, 10);
  const phone = await livePhone(town);
  offline(phone);
  town.now = (await sunsetOf(phone)) + day;
  assert.equal(await opened(phone), false);
  town.now += 2 * day - 1;
  assert.equal(await opened(phone), false);
  town.now += 1;
  assert.equal(await opened(phone), true);
});

test("a phone that slept over the sunset ends at once when it had seen the last day, else after two days", async (t) => {
  const town = await townFor(t, {}, 10);
  const [early, late] = [await livePhone(town), await livePhone(town)];
  const sunset = await sunsetOf(early);
  await live(town, late, sunset);
  town.now = sunset + 30 * day;
  assert.equal(await town.server.publish(), null, "the region has ended");
  assert.equal(await opened(late), true);
  assert.equal(await opened(early), false);
  town.now += 2 * day;
  assert.equal(await opened(early), true);
});

test("a phone that missed a renewal goes on, also when its old sunset is long past", async (t) => {
  const town = await townFor(t, { retentionDays: 30 }, 10);
  const [awake, asleep] = [await livePhone(town), await livePhone(town)];
  const sunset = await sunsetOf(awake);
  await live(town, awake, sunset);
  town.now = sunset - minute;
  await town.server.renewManifest({ days: 90 });
  town.now = sunset;
  assert.equal((await awake.device.state()).ended, true, "as far as it knows");
  assert.equal(await opened(awake), false, "it asks before it wipes");
  assert.equal((await awake.device.state()).ended, false);
  assert.equal((await awake.device.state()).diary.length, 1);

  town.now += 5 * day;
  await town.publish();
  assert.equal(await opened(asleep), false);
  await asleep.device.sync({ force: true });
  const { ended, region, diary } = await asleep.device.state();
  assert.deepEqual([ended, region?.sequence, diary.length], [false, 2, 1]);
  assert.ok(region!.sunset > town.now);
});

test("before the sunset nothing is asked for its sake", async (t) => {
  const town = await townFor(t, {}, 10);
  const phone = await livePhone(town);
  const requests = phone.sent.length;
  assert.equal(await opened(phone), false);
  assert.equal(phone.sent.length, requests);
});

test("a phone that meets a region after its sunset is told that it has ended, and keeps nothing of it", async (t) => {
  const town = await townFor(t, {}, 10);
  const phone = await town.phone();
  town.now += 11 * day;
  assert.equal(await town.server.publish(), null);
  await assert.rejects(phone.device.sync(), { code: "ended" });
  const { region, sync } = await phone.device.state();
  assert.deepEqual([region, sync.problem], [null, "ended"]);
});
