import assert from "node:assert/strict";
import { after, test } from "node:test";
import { atEveryStep } from "../device/death.ts";
import { databasesWith, everythingStored } from "../device/storage.ts";
import { checkIn, minute, type Phone, report, type Town, townFor } from "../device/town.ts";
import { passphrase, quickly } from "./locked.ts";

const { transaction } = IDBDatabase.prototype;

after(() => {
  IDBDatabase.prototype.transaction = transaction;
});

const needles = ["Teehaus", "Bahnhof", "mit Ann", "am Fenster"];

/** Phones with visits on two days, a match, notes and an open visit; with the same state each. */
async function livedIn(town: Town, count: number): Promise<{ phones: Phone[]; state: unknown }> {
  const start = town.now;
  const ann = await town.phone();
  const phones = await Promise.all(Array.from({ length: count }, () => town.phone(quickly)));
  const tea = town.place("Teehaus").printed(start, start + 6 * 60 * minute);
  for (const phone of [ann, ...phones]) {
    await phone.device.sync();
    const { id } = await checkIn(phone, tea);
    await phone.device.editVisit(id, { note: "mit Ann" });
  }
  town.now += 45 * minute;
  for (const phone of [ann, ...phones]) await phone.device.checkOut();
  await report(town, ann, [(await ann.device.state()).diary[0]!.id]);
  await town.publish();
  town.now += 20 * 60 * minute;
  const station = town.place("Bahnhof").display();
  for (const phone of phones) {
    await checkIn(phone, station);
    await phone.device.checkOut();
    const { id } = await checkIn(phone, station);
    await phone.device.editVisit(id, { note: "am Fenster" });
    await phone.device.sync({ force: true });
  }
  return { phones, state: await known(phones[0]!) };
}

/** What can be read, but for what is each phone's own. */
async function known({ device }: Phone) {
  const { colour, diary, openVisit, exposures } = await device.state();
  return {
    colour: [colour.colour, colour.minutes, colour.reasons],
    diary: diary.map(({ name, note, arrival, leaving, tokens }) => ({
      name,
      note,
      arrival,
      leaving,
      tokens,
    })),
    open: [openVisit?.name, openVisit?.note],
    exposures: exposures.map(({ interval, batch }) => [interval, batch]),
    requests: (await device.ledger()).length > 0,
  };
}

async function nothingInClear({ factory }: Phone): Promise<void> {
  for (const needle of needles) {
    const found = await databasesWith(factory, needle);
    // The open visit's pass holds the place's name.
    assert.deepEqual(
      needle === "Bahnhof" ? found.filter((name) => !name.startsWith("celadon-open-")) : found,
      [],
    );
  }
}

test("turning the lock on can be killed at every step: there is no lock, or all that can be read is sealed; nothing is lost", async (t) => {
  const town = await townFor(t);
  const { phones, state } = await livedIn(town, 45);
  const steps = await atEveryStep(
    async () => phones.pop()!,
    (phone) => phone.device.vault.setPassphrase(passphrase),
    async (phone) => {
      const { lock, diary } = await phone.device.state();
      if (lock.is === "off") {
        assert.deepEqual(await known(phone), state);
        await phone.device.vault.setPassphrase(passphrase);
      } else {
        assert.deepEqual([lock.is, lock.unfinished, diary], ["locked", false, []]);
        await nothingInClear(phone);
        await phone.device.vault.unlockByPassphrase(passphrase);
      }
      await nothingInClear(phone);
      assert.deepEqual(await known(phone), state);
      assert.deepEqual(copies(await everythingStored(phone.factory)), []);
    },
  );
  assert.ok(steps >= 15, `${steps} steps`);
});

test("turning the lock off can be killed at every step: it goes on at the next unlocking, and nothing is lost", async (t) => {
  const town = await townFor(t);
  const { phones, state } = await livedIn(town, 45);
  const steps = await atEveryStep(
    async () => {
      const phone = phones.pop()!;
      await phone.device.vault.setPassphrase(passphrase);
      return phone;
    },
    (phone) => phone.device.vault.turnOff(),
    async (phone) => {
      if ((await phone.device.state()).lock.is === "locked") {
        await phone.device.vault.unlockByPassphrase(passphrase);
        if ((await phone.device.state()).lock.is !== "off") await phone.device.vault.turnOff();
      }
      assert.equal((await phone.device.state()).lock.is, "off");
      assert.deepEqual(await known(phone), state);
      assert.deepEqual(copies(await everythingStored(phone.factory)), []);
      assert.deepEqual(await known(await phone.reload()), state);
    },
  );
  assert.ok(steps >= 15, `${steps} steps`);
});

test("a check-out while locked can be killed at every step", async (t) => {
  const town = await townFor(t);
  const { phones } = await livedIn(town, 12);
  const steps = await atEveryStep(
    async () => {
      const phone = phones.pop()!;
      await phone.device.vault.setPassphrase(passphrase);
      await phone.device.vault.lock();
      return phone;
    },
    (phone) => phone.device.checkOut(),
    async (phone) => {
      if ((await phone.device.state()).openVisit !== null) await phone.device.checkOut();
      await phone.device.vault.unlockByPassphrase(passphrase);
      const { diary, openVisit, colour } = await phone.device.state();
      assert.deepEqual(diary.map(({ note }) => note).toSorted(), ["", "am Fenster", "mit Ann"]);
      assert.equal(openVisit, null);
      assert.deepEqual(colour.reasons, []);
    },
  );
  assert.ok(steps >= 4, `${steps} steps`);
});

test("without room the lock is not turned on, or is unfinished and says so; nothing is lost, and it is finished when there is room", async (t) => {
  const town = await townFor(t);
  const { phones, state } = await livedIn(town, 24);
  let finished = false;
  for (let room = 0; !finished; room++) {
    const phone = phones.pop()!;
    fillAfter(room);
    let isOn = true;
    try {
      await phone.device.vault.setPassphrase(passphrase);
    } catch (error) {
      assert.equal((error as { code?: string }).code, "storage-full");
      isOn = false;
    }
    makeRoom();
    const { lock } = await phone.device.state();
    finished = isOn && lock.is === "unlocked" && !lock.unfinished && room > 10;
    if (lock.is === "off") {
      assert.deepEqual(await known(phone), state);
      continue;
    }
    const again = await phone.reload();
    assert.equal((await again.device.state()).lock.is, "locked");
    await nothingInClear(again);
    await again.device.vault.unlockByPassphrase(passphrase);
    assert.deepEqual(await known(again), state);
  }
});

function copies(stored: ReadonlyMap<string, unknown>): string[] {
  return [...stored.keys()].filter((name) => name.endsWith("~"));
}

/** From the next-but-so-many transaction on, what writes is refused for want of room. */
function fillAfter(room: number): void {
  let written = 0;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...parameters) {
    const begun = transaction.apply(this, parameters);
    if (parameters[1] === "readwrite" && ++written > room) {
      Object.defineProperty(begun, "error", { value: new DOMException("no room", "QuotaExceededError") });
      queueMicrotask(() => begun.abort());
    }
    return begun;
  };
}

function makeRoom(): void {
  IDBDatabase.prototype.transaction = transaction;
}
