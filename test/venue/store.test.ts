import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import { deriveToken, intervalOf, placeInfo } from "../../protocol/index.ts";
import { newPlace, type Place, placeFromSheet } from "../../web/venue/place.ts";
import { VenueStore } from "../../web/venue/store.ts";
import { emptyDisk, everythingOn, nodesAbove } from "./disk.ts";
import { withPowerCut } from "./power-cut.ts";

const noon = Date.UTC(2026, 10, 21, 12) / 1000;
const first = intervalOf(noon);
const day = 86_400;
const regionId = new Uint8Array(8).fill(7);
const region = { id: regionId, sunset: noon + 90 * day };
const cafeSheet = newPlace("Lan Fong Yuen", 120, regionId);
const librarySheet = newPlace("Central Library", 240, regionId);
const cafe = placeFromSheet(cafeSheet, noon, region.sunset);
const library = placeFromSheet(librarySheet, noon, region.sunset);

async function diskWith(...places: readonly Place[]): Promise<IDBFactory> {
  const disk = emptyDisk();
  const store = new VenueStore(disk);
  for (const place of places) await store.add(place);
  return disk;
}

async function placesOn(disk: IDBFactory): Promise<readonly Place[]> {
  return (await new VenueStore(disk).load()).places;
}

/** Nothing on the disk can derive a token of either place before an interval. */
async function assertGoneBefore(disk: IDBFactory, interval: number): Promise<void> {
  const everything = await everythingOn(disk);
  for (const { placeKey } of [cafeSheet, librarySheet]) {
    assert.ok(!everything.includes(bytesToHex(placeKey)), "the place key is on the disk");
    for (const node of nodesAbove(placeKey, first - 6, interval)) {
      assert.ok(!everything.includes(node), "a node of the past is on the disk");
    }
  }
}

test("what is stored comes back, in its order, without the key", async () => {
  const disk = await diskWith(cafe, library);
  assert.deepEqual(await placesOn(disk), [cafe, library]);
  await assertGoneBefore(disk, first);
});

test("after a puncture at interval i nothing on the disk derives a token before i", async () => {
  const disk = await diskWith(cafe, library);
  const store = new VenueStore(disk);
  const info = placeInfo(regionId, cafe.name);
  for (const interval of [first + 1, first + 2, first + 9, first + 10, first + 300]) {
    const places = await store.puncture(interval, region);
    await assertGoneBefore(disk, interval);
    assert.deepEqual(places, await placesOn(disk));
    for (const [index, sheet] of [cafeSheet, librarySheet].entries()) {
      const { pass } = placeFromSheet(sheet, interval * 600, region.sunset);
      assert.deepEqual(places[index]?.pass, pass);
    }
    assert.equal(deriveToken(places[0]!.pass!, info, interval - 1), null);
    assert.equal((await disk.databases()).length, 2, "one database of settings and one generation");
  }
});

test("a puncture within the same interval writes nothing", async () => {
  const disk = await diskWith(cafe);
  const before = await disk.databases();
  const store = new VenueStore(disk);
  await store.puncture(first, region);
  await store.puncture(first - 3, region);
  assert.deepEqual(await disk.databases(), before);
  assert.deepEqual(await placesOn(disk), [cafe]);
});

for (const [name, work] of [
  ["a puncture", (store: VenueStore) => store.puncture(first + 5, region)],
  ["adding a place", (store: VenueStore) => store.add(library)],
  ["the end of a removal", (store: VenueStore) => store.remove(cafe.id).then(() => store.purge())],
] as const) {
  test(`${name}: a power cut at any step loses nothing and leaves nothing behind`, async () => {
    const whole = await diskWith(cafe);
    const { steps } = await withPowerCut(whole, Number.POSITIVE_INFINITY, () => work(new VenueStore(whole)));
    const after = await placesOn(whole);
    assert.ok(steps.includes("delete database"));
    for (let survives = 0; survives < steps.length; survives++) {
      const disk = await diskWith(cafe);
      const { cut } = await withPowerCut(disk, survives, () => work(new VenueStore(disk)));
      assert.ok(cut);
      const found = await placesOn(disk);
      const [expected] = [[cafe], after].filter((places) => bytes(places) === bytes(found));
      assert.ok(expected !== undefined, `after ${survives} steps: neither the old state nor the new`);
      assert.equal((await disk.databases()).length, 2, `after ${survives} steps: a database is left over`);
      const next = await new VenueStore(disk).puncture(first + 6, region);
      assert.equal(next.length, expected.length);
      await assertGoneBefore(disk, first + 6);
    }
  });
}

function bytes(places: readonly Place[]): string {
  return JSON.stringify(places.map(({ id, pass }) => [id, pass?.nodes.map(bytesToHex)]));
}

test("a cut while cleaning up after a cut is cleaned up too", async () => {
  const disk = await diskWith(cafe);
  await withPowerCut(disk, 7, () => new VenueStore(disk).puncture(first + 5, region));
  for (let survives = 0; survives < 12; survives++) {
    await withPowerCut(disk, survives, () => new VenueStore(disk).load());
  }
  assert.equal((await placesOn(disk)).length, 1);
  assert.equal((await disk.databases()).length, 2);
});

test("a removed place can be brought back until the removal is final", async () => {
  const disk = await diskWith(cafe, library);
  const store = new VenueStore(disk);
  assert.deepEqual(await store.remove(cafe.id), [library]);
  assert.deepEqual(await store.puncture(first, region), [library]);
  assert.deepEqual(await store.bringBack(cafe.id), [cafe, library]);
  await store.remove(cafe.id);
  await store.purge();
  assert.deepEqual(await store.bringBack(cafe.id), [library]);
  assert.ok(!(await everythingOn(disk)).includes(bytesToHex(cafe.pass!.nodes.at(-1)!)));
});

test("a removal becomes final at the next opening", async () => {
  const disk = await diskWith(cafe, library);
  await new VenueStore(disk).remove(cafe.id);
  assert.deepEqual(await placesOn(disk), [library]);
  assert.ok(!(await everythingOn(disk)).includes(bytesToHex(cafe.pass!.nodes.at(-1)!)));
});

test("a place brought back from its sheet replaces itself and keeps its id", async () => {
  const disk = await diskWith(cafe, library);
  const again = placeFromSheet(cafeSheet, noon + day, region.sunset + 30 * day);
  const stored = await new VenueStore(disk).add(again);
  assert.equal(stored.id, cafe.id);
  assert.deepEqual(await placesOn(disk), [{ ...again, id: cafe.id }, library]);
});

test("the sunset wipes the region and its places, and nothing else", async () => {
  const elsewhere = placeFromSheet(newPlace("Elsewhere", 60, new Uint8Array(8)), noon, region.sunset + day);
  const disk = await diskWith(cafe, library, elsewhere);
  const store = new VenueStore(disk);
  await store.setRegion({ root: "root", manifest: "manifest" });
  await store.setOpenDisplay(cafe.id);
  assert.deepEqual(await store.end(region), [elsewhere]);
  const stored = await new VenueStore(disk).load();
  const { sunset: ended } = region;
  assert.deepEqual(stored, {
    places: [elsewhere],
    region: null,
    openDisplay: null,
    darkAtNight: true,
    ended,
  });
  const everything = await everythingOn(disk);
  for (const { nodes } of [cafe.pass!, library.pass!]) {
    for (const node of nodes) assert.ok(!everything.includes(bytesToHex(node)));
  }
});

test("two tabs on one disk never lose each other's changes", async () => {
  const disk = await diskWith(cafe);
  const one = new VenueStore(disk, navigator.locks);
  const other = new VenueStore(disk, navigator.locks);
  await Promise.all([one.add(library), other.puncture(first + 3, region), one.puncture(first + 4, region)]);
  const places = await placesOn(disk);
  assert.deepEqual(
    places.map(({ name }) => name),
    [cafe.name, library.name],
  );
  await assertGoneBefore(disk, first + 4);
});
