import assert from "node:assert/strict";
import { test } from "node:test";
import { type OwnEntry, ownNameLengthMax } from "../../web/device/device.ts";
import { everythingStored } from "./storage.ts";
import { checkIn, day, hour, minute, morning, townFor } from "./town.ts";
import { cheapKey, move } from "./two-phones.ts";

const tea: OwnEntry = {
  name: " Grandmother's kitchen ",
  arrival: morning - hour,
  leaving: morning - 10 * minute,
  note: "tea",
  companions: ["Mei"],
};

test("what is written down by hand is kept as it was said, without a request, and makes nothing green", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const requests = phone.sent.length;
  const visit = await phone.device.writeDown(tea);
  const home = await phone.device.stayedHome(morning - day);
  const { diary, atHome, colour } = await (await phone.reload()).device.state();
  assert.deepEqual(diary, [visit]);
  assert.equal(visit.name, "Grandmother's kitchen");
  assert.deepEqual(
    [visit.arrival, visit.leaving, visit.note, visit.companions, visit.isByHand, visit.tokens],
    [tea.arrival, tea.leaving, "tea", ["Mei"], true, 0],
  );
  assert.deepEqual(atHome, [{ id: home, at: morning - day }]);
  assert.deepEqual([colour.colour, colour.reasons], ["grey", ["nothing-to-compare"]]);
  assert.equal(phone.sent.length, requests);

  await checkIn(phone, town.place("Library").display());
  town.now += hour;
  await phone.device.checkOut();
  await town.publish();
  await phone.device.sync({ force: true });
  assert.equal((await phone.device.state()).colour.colour, "green");
});

test("what is written down by hand can be changed, deleted and had again, and cannot be reported or handed on", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const { id } = await phone.device.writeDown(tea);
  const home = await phone.device.stayedHome(morning);
  const longer = await phone.device.editVisit(id, { arrival: morning - 2 * hour, name: "Grandmother's" });
  assert.deepEqual(
    [longer.visit.name, longer.droppedIntervals, longer.uncoveredIntervals],
    ["Grandmother's", 0, 0],
  );
  const before = await phone.device.state();
  const undos = [await phone.device.deleteVisit(id), await phone.device.deleteVisit(home)];
  const { diary, atHome } = await phone.device.state();
  assert.deepEqual([diary, atHome], [[], []]);
  for (const undo of undos) await undo();
  const after = await phone.device.state();
  assert.deepEqual([after.diary, after.atHome], [before.diary, before.atHome]);

  const code = await town.server.issueClaimCode(1);
  await assert.rejects(phone.device.startReport(code, [id, home]), { code: "nothing-to-report" });
  const transfer = await phone.device.transfer();
  for (const each of [id, home]) await assert.rejects(transfer.handVisit(each), { code: "no-visit" });
  await assert.rejects(transfer.handOverVisits([id, home], true), { code: "nothing-to-report" });
});

test("what cannot be true, or has aged out, is not written down", async (t) => {
  const town = await townFor(t);
  const { device } = await town.phone();
  const refused: Partial<OwnEntry>[] = [
    { name: " " },
    { name: "x".repeat(ownNameLengthMax + 1) },
    { leaving: morning - 2 * hour },
    { leaving: morning + minute },
    { arrival: morning - 2 * day },
    { arrival: morning - 20 * day, leaving: morning - 20 * day + hour },
    { companions: ["1", "2", "3", "4", "5", "6", "7"] },
    { companions: ["x".repeat(41)] },
  ];
  for (const change of refused) await assert.rejects(device.writeDown({ ...tea, ...change }), RangeError);
  await assert.rejects(device.stayedHome(morning + minute), RangeError);
  await assert.rejects(device.stayedHome(morning - 20 * day), RangeError);
  assert.deepEqual((await device.state()).diary, []);
});

test("what is written down by hand moves to a new phone, and ages out with its day", async (t) => {
  const town = await townFor(t);
  const old = await town.phone({ deriveKey: cheapKey });
  const fresh = await town.phone({ deriveKey: cheapKey });
  for (const phone of [old, fresh]) await phone.device.sync();
  await old.device.writeDown(tea);
  await old.device.stayedHome(morning - day);
  await move(old, fresh);
  const [before, moved] = [await old.device.state(), await fresh.device.state()];
  assert.deepEqual([moved.diary, moved.atHome], [before.diary, before.atHome]);
  town.now += 16 * day;
  await town.publish();
  await fresh.device.sync({ force: true });
  const { diary, atHome } = await fresh.device.state();
  assert.deepEqual([diary, atHome], [[], []]);
  assert.ok(
    ![...(await everythingStored(fresh.factory)).keys()].some((name) => name.startsWith("celadon-day-")),
  );
});
