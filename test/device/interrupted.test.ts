import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeCheckInCode } from "../../protocol/index.ts";
import { atEveryStep } from "./death.ts";
import { databasesWith } from "./storage.ts";
import { checkIn, minute, type Phone, report, type Town, townFor } from "./town.ts";

/** Phones that were at a place together with a case for 45 minutes. The case has reported; the list is not published yet. */
async function exposedPhones(
  town: Town,
  count: number,
): Promise<{ phones: Phone[]; code: string; from: number }> {
  const from = town.now;
  const code = town.place("Hall").printed(from, from + 12 * 60 * minute);
  const ann = await town.phone();
  const phones = await Promise.all(Array.from({ length: count }, () => town.phone()));
  for (const phone of [ann, ...phones]) {
    await phone.device.sync();
    await checkIn(phone, code);
  }
  town.now += 45 * minute;
  const { id } = await ann.device.checkOut();
  await report(town, ann, [id]);
  return { phones, code, from };
}

test("a check-out that is killed at any step loses neither visit nor warning, and the pass is gone in the end", async (t) => {
  const town = await townFor(t);
  const { phones, code, from } = await exposedPhones(town, 12);
  await town.publish();
  for (const phone of phones) await phone.device.sync({ force: true });
  const steps = await atEveryStep(
    async () => phones.pop()!,
    (phone) => phone.device.checkOut(from + 40 * minute),
    async (phone) => {
      const { openVisit } = await phone.device.state();
      if (openVisit !== null) await phone.device.checkOut(from + 40 * minute);
      const state = await phone.device.state();
      assert.equal(state.diary.length, 1);
      assert.equal(state.colour.minutes, 40);
      for (const node of decodeCheckInCode(code).pass.nodes) {
        assert.deepEqual(await databasesWith(phone.factory, node), []);
      }
    },
  );
  assert.ok(steps >= 5, `${steps} steps`);
});

test("a check-in that is killed at any step leaves the visit before it ended or open, and at most one open", async (t) => {
  const town = await townFor(t);
  const [first, second] = [town.place("First"), town.place("Second")];
  const start = town.now;
  const steps = await atEveryStep(
    async () => {
      town.now = start;
      const phone = await town.phone();
      await phone.device.sync();
      await checkIn(phone, first.display());
      town.now += 20 * minute;
      return phone;
    },
    (phone) => checkIn(phone, second.display()),
    async (phone) => {
      const { openVisit, diary } = await phone.device.state();
      const names = [...(openVisit === null ? [] : [openVisit.name]), ...diary.map(({ name }) => name)];
      assert.ok(["First", "Second,First"].includes(names.join()), names.join());
      if (openVisit?.name === "First") await checkIn(phone, second.display());
      assert.equal((await phone.device.state()).diary[0]?.tokens, 4);
    },
  );
  assert.ok(steps >= 4, `${steps} steps`);
});

test("a deletion that is killed at any step leaves the visit or not, and never looks like lost storage", async (t) => {
  const town = await townFor(t);
  const start = town.now;
  const place = town.place("Library");
  const steps = await atEveryStep(
    async () => {
      town.now = start;
      const phone = await town.phone();
      await phone.device.sync();
      await checkIn(phone, place.display());
      town.now += 20 * minute;
      await phone.device.checkOut();
      return phone;
    },
    async (phone) => phone.device.deleteVisit((await phone.device.state()).diary[0]!.id),
    async (phone) => {
      const { diary, colour } = await phone.device.state();
      assert.deepEqual(colour.reasons, diary.length === 0 ? ["nothing-to-compare"] : []);
      if (diary.length === 0) assert.deepEqual(await databasesWith(phone.factory, "Library"), []);
    },
  );
  assert.ok(steps >= 3, `${steps} steps`);
});

test("a sync that is killed at any step of the storage finds the warning once, and counts its lists once", async (t) => {
  const town = await townFor(t);
  const { phones, from } = await exposedPhones(town, 12);
  for (const phone of phones) await phone.device.checkOut(from + 45 * minute);
  const number = await town.publish();
  for (let batch = 0; batch < 10; batch++) await town.publish();
  const steps = await atEveryStep(
    async () => phones.pop()!,
    (phone) => phone.device.sync({ force: true }),
    async (phone) => {
      await phone.device.sync({ force: true });
      const { exposures, colour, sync } = await phone.device.state();
      assert.equal(colour.minutes, 45);
      assert.ok(exposures.length > 0 && exposures.every(({ batch }) => batch === number));
      assert.equal(sync.batchesKept, 12);
      assert.equal(sync.entriesKept, 12 * 1024);
    },
  );
  assert.ok(steps >= 4, `${steps} steps`);
});

test("tabs take turns by Web Locks where there are any", async (t) => {
  const town = await townFor(t);
  const tab = await town.phone({ locks: navigator.locks });
  await tab.device.sync();
  const other = await tab.reload();
  const names = ["One", "Two", "Three", "Four"];
  await Promise.all(names.map((name, at) => checkIn(at % 2 === 0 ? tab : other, town.place(name).display())));
  await Promise.all([tab.device.sync({ force: true }), other.device.sync({ force: true })]);
  const { diary, openVisit } = await other.device.state();
  assert.deepEqual([...diary.map(({ name }) => name), openVisit?.name].toSorted(), names.toSorted());
  await tab.device.erase();
  assert.deepEqual((await other.device.state()).diary, []);
});
