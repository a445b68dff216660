import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { readMoveFile } from "../../web/device/move-file.ts";
import { atEveryStep } from "./death.ts";
import { databasesWith } from "./storage.ts";
import { type Phone, townFor } from "./town.ts";
import { cheapKey, comparable, oldAndNew, passphrase } from "./two-phones.ts";

test("a move that is killed at any step of the storage is there wholly or not at all, and can be taken again", async (t) => {
  const town = await townFor(t);
  const { old, fresh } = await oldAndNew(town);
  const sealed = await (await old.device.transfer()).pack(passphrase);
  const opened = await (await fresh.device.transfer()).openMove(readMoveFile(sealed), passphrase);
  const all = await comparable(old);
  const nothing = await comparable(fresh);
  const take = async (phone: Phone) => (await phone.device.transfer()).takeMove(opened);
  const outcomes = new Set<string>();
  const steps = await atEveryStep(
    async () => {
      const phone = await town.phone({ deriveKey: cheapKey });
      await phone.device.sync();
      return phone;
    },
    take,
    async (phone) => {
      const after = await comparable(phone);
      const isThere = after.diary.length > 0;
      outcomes.add(isThere ? "all" : "nothing");
      assert.deepEqual(after, isThere ? all : nothing);
      const left = (await phone.factory.databases()).map(({ name }) => name);
      assert.ok(!left.includes("celadon-arrival"), left.join());
      await take(phone);
      assert.deepEqual(await comparable(phone), all);
    },
  );
  assert.ok(steps >= 10, `${steps} steps`);
  assert.deepEqual(outcomes, new Set(["nothing", "all"]));
});

test("after a move, what ages out here is nowhere on the disk: no copy of the arrival stays", async (t) => {
  const town = await townFor(t);
  const { old, fresh } = await oldAndNew(town);
  await old.device.checkOut();
  const sealed = await (await old.device.transfer()).pack(passphrase);
  const transfer = await fresh.device.transfer();
  await transfer.takeMove(await transfer.openMove(readMoveFile(sealed), passphrase));
  const note = utf8ToBytes("by the window");
  assert.equal((await databasesWith(fresh.factory, note)).length, 1);
  const { diary } = await fresh.device.state();
  for (const { id } of diary) await fresh.device.deleteVisit(id);
  assert.deepEqual(await databasesWith(fresh.factory, note), []);
});
