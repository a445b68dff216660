import assert from "node:assert/strict";
import { test } from "node:test";
import type { IDBFactory } from "fake-indexeddb";
import { everythingStored } from "./storage.ts";
import { checkIn, minute, type Phone, report, type Town, townFor } from "./town.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A phone that was warned of one visit and is checked in somewhere else. */
async function warnedPhone(town: Town): Promise<Phone> {
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const { id } = await checkIn(ann, hall.display());
  await checkIn(ben, hall.display());
  town.now += 40 * minute;
  for (const phone of [ann, ben]) await phone.device.checkOut();
  await report(town, ann, [id]);
  await town.publish();
  await ben.device.sync({ force: true });
  await checkIn(ben, town.place("Café").display());
  return ben;
}

/** Store everything as the first version did: one region, its lists among the days, the open visit in one database. */
async function storeAsBefore(factory: IDBFactory, lost: readonly string[] = []): Promise<void> {
  const main = await opened(factory, "celadon");
  const { days, lists } = await valuesOf(main);
  const stored = await everythingStored(factory);
  const [name, open] = [...stored].find(([each]) => each.startsWith("celadon-open"))!;
  await new Promise((resolve) => factory.deleteDatabase(name).addEventListener("success", resolve));
  const before = await opened(factory, "celadon-open", "open");
  await write(before, "open", (store) => store.put(open[0], "open"));
  await write(main, "values", (store) => {
    store.put({ ...(days as Fields), lists, open: true, lost }, "days");
    store.put({ current: null, written: [] }, "openIn");
    store.delete("lists");
    store.put("another writer", "stamp");
  });
  await write(main, "exposures", (store) => {
    store.openCursor().addEventListener("success", ({ target }) => {
      const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
      if (cursor === null) return;
      const { regionId: _regionId, ...older } = cursor.value as Fields;
      cursor.update(older);
      cursor.continue();
    });
  });
  for (const database of [main, before]) database.close();
}

test("what a phone stored before it followed other regions goes on unharmed", async (t) => {
  const town = await townFor(t);
  const phone = await warnedPhone(town);
  const before = await phone.device.state();
  assert.deepEqual([before.colour.colour, before.openVisit?.name], ["yellow", "Café"]);
  phone.device.close();
  await storeAsBefore(phone.factory);

  const again = await phone.reload();
  assert.deepEqual(await again.device.state(), before);
  const names = (await again.factory.databases()).map(({ name }) => name);
  assert.ok(!names.includes("celadon-open"), "no second copy of a pass stays");
  await town.publish();
  await again.device.sync({ force: true });
  await again.device.checkOut();
  const { colour, diary, sync } = await again.device.state();
  assert.deepEqual([colour.colour, diary.length], ["yellow", 2]);
  assert.equal(sync.batchesKept, before.sync.batchesKept + 1);
  await again.device.erase();
  assert.deepEqual(await again.factory.databases(), []);
});

test("a day that an older version found lost stays a reason for grey until it has aged out", async (t) => {
  const town = await townFor(t);
  const phone = await warnedPhone(town);
  const { diary } = await phone.device.state();
  phone.device.close();
  await storeAsBefore(phone.factory, ["2026-11-23"]);
  const again = await phone.reload();
  assert.deepEqual((await again.device.state()).colour.reasons, ["lost-storage"]);
  assert.equal((await again.device.state()).diary.length, diary.length);
  for (let each = 0; each < 15; each++) {
    town.now += 86_400;
    await again.device.tick();
  }
  assert.ok(!(await again.device.state()).colour.reasons.includes("lost-storage"));
});

function opened(factory: IDBFactory, name: string, store?: string): Promise<IDBDatabase> {
  const request = factory.open(name);
  if (store !== undefined) {
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(store));
  }
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error!));
  });
}

async function valuesOf(database: IDBDatabase): Promise<Fields> {
  const store = database.transaction("values").objectStore("values");
  const [names, values] = [store.getAllKeys(), store.getAll()];
  await new Promise((resolve) => {
    store.transaction.addEventListener("complete", resolve);
  });
  return Object.fromEntries(names.result.map((name, index) => [String(name), values.result[index]]));
}

function write(
  database: IDBDatabase,
  name: string,
  change: (store: IDBObjectStore) => unknown,
): Promise<unknown> {
  const transaction = database.transaction(name, "readwrite");
  change(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", resolve);
    transaction.addEventListener("error", () => reject(transaction.error!));
  });
}
