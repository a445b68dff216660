import assert from "node:assert/strict";
import { test } from "node:test";
import { randomBytes } from "@noble/hashes/utils.js";
import { decodeCheckInCode } from "../../protocol/index.ts";
import { databasesWith, everythingStored } from "../device/storage.ts";
import { checkIn, day, hour, minute, morning, report, townFor } from "../device/town.ts";
import { lockUp, passphrase, quickly } from "./locked.ts";

const locked = { name: "DeviceError", code: "locked" };

test("with the lock on, names, notes, tokens and requests are in clear nowhere, and come back when it is unlocked", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  await phone.device.sync();
  const { id } = await checkIn(phone, town.place("Teehaus am See").display());
  town.now += 30 * minute;
  await phone.device.checkOut();
  await phone.device.editVisit(id, { note: "mit den Kindern" });
  const code = await town.server.issueClaimCode(1);
  await phone.device.startReport(code, [id]);
  const before = await phone.device.state();
  const ledger = await phone.device.ledger();
  const visit = (await everythingStored(phone.factory)).get("celadon-day-2026-11-23")![0];
  const { token } = (visit as { tokens: { token: Uint8Array }[] }).tokens[0]!;
  const needles = ["Teehaus am See", "mit den Kindern", code, id, "/v1/log", token];
  for (const needle of needles) assert.notDeepEqual(await databasesWith(phone.factory, needle), []);

  await lockUp(phone);
  for (const needle of needles) assert.deepEqual(await databasesWith(phone.factory, needle), []);
  for (const each of [phone, await phone.reload()]) {
    const state = await each.device.state();
    assert.equal(state.lock.is, "locked");
    assert.equal(state.colour.colour, "grey");
    assert.ok(state.colour.reasons.includes("locked"));
    assert.deepEqual([state.diary, state.exposures, state.report], [[], [], null]);
    await assert.rejects(each.device.ledger(), locked);
  }
  await phone.device.vault.unlockByPassphrase(passphrase);
  const { lock: _lock, ...after } = await phone.device.state();
  const { lock: _off, ...wanted } = before;
  assert.deepEqual(after, wanted);
  assert.deepEqual(await phone.device.ledger(), ledger);
});

test("checking in and out work while locked, the pass goes, and the visit is there after unlocking", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  await phone.device.sync();
  await lockUp(phone);
  const code = town.place("Library").display();
  const visit = await checkIn(phone, code);
  assert.equal((await phone.device.state()).openVisit?.name, "Library");
  const [node] = decodeCheckInCode(code).pass.nodes;
  assert.equal(
    (await databasesWith(phone.factory, node!)).length,
    1,
    "the pass stays readable until check-out",
  );
  assert.equal((await (await phone.reload()).device.state()).openVisit?.name, "Library");
  town.now += 20 * minute;
  await phone.device.checkOut();
  assert.deepEqual(await databasesWith(phone.factory, node!), []);
  assert.deepEqual(await databasesWith(phone.factory, "Library"), []);
  assert.equal((await phone.device.state()).openVisit, null);
  const again = await phone.reload();
  await again.device.vault.unlockByPassphrase(passphrase);
  const { diary } = await again.device.state();
  assert.deepEqual([diary[0]?.id, diary[0]?.name, diary[0]?.tokens], [visit.id, "Library", 4]);
});

test("what changes the diary is refused while locked, and changes nothing", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  await phone.device.sync();
  const { id } = await checkIn(phone, town.place("Bar").display());
  const undo = await phone.device.deleteVisit(id);
  await undo();
  await phone.device.checkOut();
  const open = await checkIn(phone, town.place("Library").display());
  await lockUp(phone);
  const stored = await everythingStored(phone.factory);
  await assert.rejects(phone.device.editVisit(id, { note: "x" }), locked);
  await assert.rejects(phone.device.editVisit(open.id, { note: "x" }), locked);
  await assert.rejects(phone.device.deleteVisit(id), locked);
  await assert.rejects(phone.device.settle(id, true), locked);
  await assert.rejects(phone.device.startReport(await town.server.issueClaimCode(1), [id]), locked);
  await assert.rejects(phone.device.vault.setPassphrase("another passphrase"), locked);
  await assert.rejects(phone.device.vault.turnOff(), locked);
  assert.deepEqual(await everythingStored(phone.factory), stored);
});

test("lists are fetched and checked while locked, and matched at once after unlocking: visits before, during, and open ones", async (t) => {
  const town = await townFor(t);
  const ann = await town.phone();
  // The second of each pair is never locked.
  const [ben, bea] = [await town.phone(quickly), await town.phone()];
  const [cleo, carl] = [await town.phone(quickly), await town.phone()];
  const everyone = [ann, ben, bea, cleo, carl];
  for (const phone of everyone) await phone.device.sync();
  const codes = ["Hall", "Bar"].map((name) => town.place(name).printed(town.now, town.now + 8 * hour));
  for (const phone of everyone) await checkIn(phone, codes[0]!);
  town.now += 40 * minute;
  for (const phone of everyone) await phone.device.checkOut();
  await lockUp(ben);
  for (const phone of everyone) await checkIn(phone, codes[1]!);
  town.now += 40 * minute;
  for (const phone of [ann, ben, bea]) await phone.device.checkOut();
  await lockUp(cleo);
  await report(
    town,
    ann,
    (await ann.device.state()).diary.map(({ id }) => id),
  );
  await town.publish();
  for (const [phone, other] of [
    [ben, bea],
    [cleo, carl],
  ] as const) {
    assert.ok((await phone.device.sync({ force: true })).batches > 0);
    await other.device.sync({ force: true });
    const { colour, exposures, sync } = await phone.device.state();
    assert.deepEqual([colour.colour, exposures.length, sync.selfCheck], ["grey", 0, "passed"]);
    const requests = phone.sent.length;
    const again = await phone.reload();
    await again.device.vault.unlockByPassphrase(passphrase);
    const [state, wanted] = [await again.device.state(), await other.device.state()];
    assert.equal(state.colour.colour, "yellow");
    assert.deepEqual([state.colour.minutes, state.colour.reasons], [wanted.colour.minutes, []]);
    const found = (each: typeof state) =>
      each.exposures.map(({ visitName, interval, batch }) => `${visitName} ${interval} ${batch}`).toSorted();
    assert.deepEqual(found(state), found(wanted));
    assert.equal(phone.sent.length + again.sent.length, requests, "unlocking asks nothing");
  }
});

test("a wrong passphrase, and a passkey that is none of this lock's, have their own error and change nothing", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  await phone.device.sync();
  await lockUp(phone);
  const stored = await everythingStored(phone.factory);
  const wrong = { name: "DeviceError", code: "wrong-key" };
  await assert.rejects(phone.device.vault.unlockByPassphrase("correct horse"), wrong);
  const passkey = { credentialId: randomBytes(16), output: randomBytes(32) };
  await assert.rejects(phone.device.vault.unlockByPasskey(passkey), wrong);
  assert.equal((await phone.device.state()).lock.is, "locked");
  assert.deepEqual(await everythingStored(phone.factory), stored);
});

test("several ways open one lock; each can be taken away but the last; a changed passphrase takes the old one's place", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  const { vault } = phone.device;
  await assert.rejects(vault.setPassphrase("seven77"), RangeError);
  assert.equal((await phone.device.state()).lock.is, "off");
  const passkeys = [1, 2].map(() => ({ credentialId: randomBytes(16), output: randomBytes(32) }));
  await vault.addPasskey(passkeys[0]!);
  await vault.addPasskey(passkeys[1]!);
  await vault.setPassphrase("the first passphrase");
  await vault.setPassphrase(passphrase);
  const { lock } = await phone.device.state();
  assert.ok(lock.is === "unlocked");
  assert.deepEqual(
    lock.ways.map(({ kind }) => kind),
    ["passkey", "passkey", "passphrase"],
  );
  await vault.lock();
  await assert.rejects(vault.unlockByPassphrase("the first passphrase"), { code: "wrong-key" });
  await assert.rejects(vault.unlockByPasskey({ ...passkeys[0]!, output: passkeys[1]!.output }), {
    code: "wrong-key",
  });
  for (const passkey of passkeys) {
    await vault.unlockByPasskey(passkey);
    await vault.lock();
  }
  await vault.unlockByPassphrase(passphrase);
  for (const { id } of lock.ways.slice(0, 2)) await vault.removeWay(id);
  await assert.rejects(vault.removeWay(lock.ways[2]!.id), RangeError);
  await vault.lock();
  await assert.rejects(vault.unlockByPasskey(passkeys[0]!), { code: "wrong-key" });
  await vault.unlockByPassphrase(passphrase);
  await vault.turnOff();
  assert.equal((await phone.device.state()).lock.is, "off");
});

test("a damaged way to unlock is told from a wrong secret, and another way is still good", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  const passkey = { credentialId: randomBytes(16), output: randomBytes(32) };
  await phone.device.vault.addPasskey(passkey);
  await lockUp(phone);
  const { vault } = phone.device;
  phone.device.close();
  await changeStored(phone.factory, "celadon", "vault", (record) => {
    const { ways } = record as { ways: { kind: string; wrapped: Uint8Array }[] };
    ways.find(({ kind }) => kind === "passphrase")!.wrapped[30]! ^= 1;
    return record;
  });
  const again = await phone.reload();
  await assert.rejects(again.device.vault.unlockByPassphrase(passphrase), { code: "lock-damaged" });
  assert.equal((await again.device.state()).lock.is, "locked");
  await again.device.vault.unlockByPasskey(passkey);
  assert.equal((await again.device.state()).lock.is, "unlocked");
  assert.notEqual(vault, again.device.vault);
});

test("a sealed record that somebody altered, or swapped for another, counts as lost, and green turns grey", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  await phone.device.sync();
  for (const name of ["One", "Two"]) {
    await checkIn(phone, town.place(name).display());
    town.now += 10 * minute;
    await phone.device.checkOut();
  }
  await lockUp(phone);
  phone.device.close();
  const { diary } = await unlockedState(phone);
  const [one, two] = diary.map(({ id }) => id);
  let other: unknown;
  await changeStored(phone.factory, "celadon-day-2026-11-23", two!, (record) => (other = record));
  await changeStored(phone.factory, "celadon-day-2026-11-23", one!, () => other);
  const state = await unlockedState(phone);
  assert.equal(state.diary.length, 1);
  assert.ok(state.colour.reasons.includes("lost-storage"));
});

test("two tabs: one that turns the lock on locks the other, each is unlocked by itself, and both go on", async (t) => {
  const town = await townFor(t);
  const tab = await town.phone(quickly);
  await tab.device.sync();
  await checkIn(tab, town.place("Library").display());
  await tab.device.checkOut();
  const other = await tab.reload();
  await tab.device.vault.setPassphrase(passphrase);
  assert.equal((await tab.device.state()).lock.is, "unlocked");
  assert.equal((await other.device.state()).lock.is, "locked");
  assert.equal((await tab.device.state()).diary.length, 1);
  await checkIn(other, town.place("Bar").display());
  await other.device.checkOut();
  await town.publish();
  await other.device.sync({ force: true });
  assert.ok((await tab.device.state()).colour.reasons.includes("locked"), "not compared yet: no calm");
  await tab.device.tick();
  assert.equal((await tab.device.state()).colour.colour, "green");
  assert.equal((await tab.device.state()).diary.length, 2);
  await other.device.vault.unlockByPassphrase(passphrase);
  await other.device.vault.turnOff();
  assert.equal((await tab.device.state()).lock.is, "off");
  assert.equal((await tab.device.state()).diary.length, 2);
});

test("a note on an open visit is sealed at once, and goes with the visit that is left while locked", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  await phone.device.sync();
  const { id } = await checkIn(phone, town.place("Library").display());
  await phone.device.editVisit(id, { note: "before the lock" });
  await phone.device.vault.setPassphrase(passphrase);
  assert.deepEqual(await databasesWith(phone.factory, "before the lock"), []);
  assert.equal((await phone.device.state()).openVisit?.note, "before the lock");
  await phone.device.editVisit(id, { note: "by the window" });
  assert.deepEqual(await databasesWith(phone.factory, "by the window"), []);
  await phone.device.vault.lock();
  assert.equal((await phone.device.state()).openVisit?.note, "");
  await phone.device.checkOut();
  await checkIn(phone, town.place("Bar").display());
  const state = await unlockedState(phone);
  assert.equal(state.diary[0]?.note, "by the window");
  assert.equal(state.openVisit?.note, "");
});

test("what has aged out goes while locked: days by their databases, the rest as a whole; and the sunset wipes", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  await phone.device.sync();
  await checkIn(phone, town.place("Library").display());
  await phone.device.checkOut();
  await phone.device.vault.setPassphrase(passphrase);
  await phone.device.tick();
  await phone.device.vault.lock();
  for (let days = 0; days < 16; days++) {
    town.now += day;
    await phone.device.tick();
  }
  const names = [...(await everythingStored(phone.factory)).keys()];
  assert.deepEqual(
    names.filter((name) => name.startsWith("celadon-day-")),
    [],
  );
  const state = await unlockedState(phone);
  assert.deepEqual([state.diary, state.colour.reasons.includes("lost-storage")], [[], false]);
  assert.ok(town.now > morning);
});

test("everything can be erased while locked", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  await phone.device.sync();
  await checkIn(phone, town.place("Library").display());
  await lockUp(phone);
  await phone.device.erase();
  assert.deepEqual([...(await everythingStored(phone.factory)).keys()], []);
  const { lock, diary, openVisit } = await phone.device.state();
  assert.deepEqual([lock.is, diary, openVisit], ["off", [], null]);
});

async function unlockedState(phone: Awaited<ReturnType<Awaited<ReturnType<typeof townFor>>["phone"]>>) {
  const again = await phone.reload();
  await again.device.vault.unlockByPassphrase(passphrase);
  const state = await again.device.state();
  again.device.close();
  return state;
}

/** Change one value on the disk, behind the device's back. */
async function changeStored(
  factory: IDBFactory,
  name: string,
  key: string,
  change: (value: unknown) => unknown,
): Promise<void> {
  const opening = factory.open(name);
  await finished(opening);
  const database = opening.result;
  const store = name === "celadon" ? "values" : "visits";
  const objects = database.transaction(store, "readwrite").objectStore(store);
  const reading = objects.get(key);
  await finished(reading);
  await finished(objects.put(change(reading.result), key));
  database.close();
}

function finished(request: IDBRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve());
    request.addEventListener("error", () => reject(request.error ?? new Error("the request failed")));
  });
}
