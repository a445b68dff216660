import assert from "node:assert/strict";
import { test } from "node:test";
import { generateClaimCode } from "../../protocol/index.ts";
import { atEveryStep } from "./death.ts";
import { databasesWith, everythingStored } from "./storage.ts";
import { checkIn, day, minute, townFor } from "./town.ts";

test("letting go of a report, killed at any step, takes nothing else with it, and leaves no copy behind", async (t) => {
  const town = await townFor(t, { retentionDays: 1, quarantineDays: 1, isolationDays: 1 });
  const steps = await atEveryStep(
    async () => {
      const phone = await town.phone();
      await phone.device.sync();
      const { id } = await checkIn(phone, town.place("Old Mill").display());
      town.now += 30 * minute;
      await phone.device.checkOut();
      // The server knows no such code: a refused report keeps what was chosen, too.
      await phone.device.startReport(generateClaimCode(), [id]);
      await phone.device.runOutbox();
      assert.equal((await phone.device.report())?.step, "refused");
      await phone.device.changeSettings({ introduced: true });
      town.now += day;
      await phone.device.tick();
      town.now += day;
      return phone;
    },
    (phone) => phone.device.tick(),
    async (phone) => {
      await phone.device.tick();
      const { region, sync, diary, report, settings, colour } = await phone.device.state();
      assert.notEqual(region, null);
      assert.ok(sync.logSize > 0 && sync.last !== null);
      assert.deepEqual([diary, report, settings], [[], null, { introduced: true }]);
      assert.ok(!colour.reasons.includes("lost-storage"));
      const names = [...(await everythingStored(phone.factory)).keys()];
      assert.deepEqual(
        names.filter((name) => name.endsWith("~")),
        [],
      );
      assert.deepEqual(await databasesWith(phone.factory, "Old Mill"), []);
    },
  );
  assert.ok(steps > 8, `${steps} steps`);
});
