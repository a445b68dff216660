import assert from "node:assert/strict";
import { test } from "node:test";
import { companionLengthMax, companionsMax } from "../../web/device/device.ts";
import { passphrase as lockPassphrase, quickly } from "../vault/locked.ts";
import { databasesWith } from "./storage.ts";
import { checkIn, hour, townFor } from "./town.ts";
import { cheapKey, move } from "./two-phones.ts";

test("companions are named at check-in or later, and stay with the visit", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const { id, companions } = await checkIn(phone, town.place("Library").display(), {
    companions: ["Mei", " Mei ", "", "Grandfather"],
  });
  assert.deepEqual(companions, ["Mei", "Grandfather"]);
  await phone.device.editVisit(id, { companions: ["Mei", "Bo"] });
  town.now += hour;
  await phone.device.checkOut();
  assert.deepEqual((await (await phone.reload()).device.state()).diary[0]?.companions, ["Mei", "Bo"]);
  await phone.device.editVisit(id, { companions: [] });
  assert.deepEqual((await phone.device.state()).diary[0]?.companions, []);
});

test("companions are as many and as long as was said, and no more", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const code = town.place("Library").display();
  const many = Array.from({ length: companionsMax }, (_, index) => `${index}`.repeat(companionLengthMax));
  const { id } = await checkIn(phone, code, { companions: many });
  await assert.rejects(phone.device.editVisit(id, { companions: [...many, "one more"] }), RangeError);
  await assert.rejects(
    checkIn(phone, code, { companions: ["x".repeat(companionLengthMax + 1)] }),
    RangeError,
  );
  assert.equal((await phone.device.state()).openVisit?.id, id);
});

test("companions move to a new phone, and are in nothing that is handed to anybody else", async (t) => {
  const town = await townFor(t);
  const old = await town.phone({ deriveKey: cheapKey });
  const fresh = await town.phone({ deriveKey: cheapKey });
  for (const phone of [old, fresh]) await phone.device.sync();
  const { id } = await checkIn(old, town.place("Library").display(), { companions: ["Meixiang"] });
  const transfer = await old.device.transfer();
  const shown = async () =>
    [await transfer.handVisit(id), await transfer.handOverVisits([id], true)].map((bytes) =>
      Buffer.from(bytes).includes("Meixiang"),
    );
  assert.deepEqual(await shown(), [false, false]);
  town.now += hour;
  await old.device.checkOut();
  assert.deepEqual(await shown(), [false, false]);
  await checkIn(old, town.place("Bar").display(), { companions: ["Bo"] });
  await move(old, fresh);
  const { diary, openVisit } = await fresh.device.state();
  assert.deepEqual([diary[0]?.companions, openVisit?.companions], [["Meixiang"], ["Bo"]]);
});

test("under a lock companions are nowhere in clear, from check-in to the diary", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone(quickly);
  await phone.device.sync();
  const place = town.place("Library");
  await checkIn(phone, place.display(), { companions: ["Meixiang"] });
  await phone.device.vault.setPassphrase(lockPassphrase);
  const nowhere = async () => assert.deepEqual(await databasesWith(phone.factory, "Meixiang"), []);
  await nowhere();
  town.now += hour;
  await phone.device.checkOut();
  await nowhere();
  const { id } = await checkIn(phone, place.display(), { companions: ["Meixiang"] });
  await nowhere();
  await phone.device.vault.lock();
  await assert.rejects(checkIn(phone, place.display(), { companions: ["Bo"] }), { code: "locked" });
  assert.equal((await phone.device.state()).openVisit?.id, id);
  town.now += hour;
  await phone.device.checkOut();
  await phone.device.vault.unlockByPassphrase(lockPassphrase);
  const { diary } = await phone.device.state();
  assert.deepEqual(
    diary.map(({ companions }) => companions),
    [["Meixiang"], ["Meixiang"]],
  );
  await nowhere();
});
