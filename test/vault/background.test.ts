import assert from "node:assert/strict";
import { test } from "node:test";
import { newsSetting } from "../../web/service-worker/notices.ts";
import { checkIn, hour, minute, type Phone, report, type Town, townFor } from "../device/town.ts";
import { lockUp, passphrase, quickly } from "./locked.ts";

/** What it is asked for: declared there beside a service worker's globals, which this test's compiler does not know. */
interface Background {
  check(): Promise<string | null>;
  leave(): Promise<void>;
}

/** The service worker's own script, on this phone's storage and at the town's time. */
async function backgroundOf(
  t: { after(task: () => void): void },
  town: Town,
  { factory }: Phone,
): Promise<Background> {
  const scope: { celadonBackground?: Background } & Record<string, unknown> = {
    indexedDB: factory,
    location: { origin: town.server.url },
    navigator: { locks: null },
  };
  const [before, trueNow] = [Object.getOwnPropertyDescriptor(globalThis, "self"), Date.now];
  Object.defineProperty(globalThis, "self", { value: scope, configurable: true });
  Date.now = () => town.now * 1000;
  t.after(() => {
    Date.now = trueNow;
    if (before === undefined) Reflect.deleteProperty(globalThis, "self");
    else Object.defineProperty(globalThis, "self", before);
  });
  const script = "../../web/service-worker/background.ts";
  await import(script);
  return scope.celadonBackground!;
}

test("while locked, the check in the background keeps the lists and tells nothing, leaving works, and unlocking tells", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone(quickly)];
  for (const phone of [ann, ben]) await phone.device.sync();
  await ben.device.changeSettings({ [newsSetting]: "Celadon has news for you." });
  const code = town.place("Hall").printed(town.now, town.now + 8 * hour);
  const visit = await checkIn(ann, code);
  await checkIn(ben, code, { stayMinutes: 300 });
  await lockUp(ben);
  const background = await backgroundOf(t, town, ben);

  town.now += 50 * minute;
  await ann.device.checkOut();
  await background.leave();
  await background.leave();
  assert.equal((await ben.device.state()).openVisit, null);

  await report(town, ann, [visit.id]);
  const number = await town.publish();
  assert.equal(await background.check(), null);
  town.now += hour;
  assert.equal(await background.check(), null, "nor does a server that has nothing new");
  const { sync, exposures, lock } = await ben.device.state();
  assert.deepEqual([sync.newestBatch, sync.problem, sync.selfCheck], [number, null, "passed"]);
  assert.deepEqual([exposures, lock.is], [[], "locked"]);

  await ben.device.vault.unlockByPassphrase(passphrase);
  const unlocked = await ben.device.state();
  assert.equal(unlocked.colour.colour, "yellow");
  assert.deepEqual(
    unlocked.diary.map(({ leaving, arrival }) => leaving! - arrival),
    [50 * minute],
  );
});
