import assert from "node:assert/strict";
import { after, test } from "node:test";
import { checkIn, minute, report, type Town, townFor } from "./town.ts";

const { transaction } = IDBDatabase.prototype;

/** From now on every transaction that writes is refused for want of room: as browsers do, when it is to be committed. */
function fill(): void {
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...parameters) {
    const begun = transaction.apply(this, parameters);
    if (parameters[1] === "readwrite") {
      const full = new DOMException("no room", "QuotaExceededError");
      Object.defineProperty(begun, "error", { value: full });
      queueMicrotask(() => begun.abort());
    }
    return begun;
  };
}

function makeRoom(): void {
  IDBDatabase.prototype.transaction = transaction;
}

after(makeRoom);

test("a full storage has its own code, and nothing that was stored is lost or changed", async (t) => {
  const town: Town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display());
  await checkIn(ben, hall.display());
  town.now += 45 * minute;
  await ann.device.checkOut();
  await report(town, ann, [visit.id]);
  await town.publish();

  const place = await ben.device.readCode(town.place("Bar").display());
  const before = await ben.device.state();
  const full = { name: "DeviceError", code: "storage-full" };
  fill();
  try {
    await assert.rejects(ben.device.checkIn(place), full);
    await assert.rejects(ben.device.checkOut(), full);
    await assert.rejects(ben.device.editVisit(before.openVisit!.id, { note: "x" }), full);
    await assert.rejects(ben.device.sync({ force: true }), full);
    await assert.rejects(
      ben.device.startReport(await town.server.issueClaimCode(1), [before.openVisit!.id]),
      full,
    );
    assert.deepEqual(await ben.device.state(), before);
  } finally {
    makeRoom();
  }
  assert.deepEqual(await (await ben.reload()).device.state(), before);
  await ben.device.sync({ force: true });
  await ben.device.checkOut();
  assert.equal((await ben.device.state()).colour.colour, "yellow");
});
