import assert from "node:assert/strict";
import { test } from "node:test";
import { pauseReasonNames, pauseReasons } from "../../protocol/index.ts";
import { pauseNotice } from "../../web/citizen/words/pause-words.ts";
import { pageReader } from "../../web/parts/reader.ts";
import { checkIn, day, hour, minute, report, townFor } from "./town.ts";

test("a pause is told with its reason; the list grows old as ever, and one list after it warns of all of it", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display());
  await checkIn(ben, hall.display());
  town.now += 50 * minute;
  await ann.device.checkOut();
  await ben.device.checkOut();
  await town.publish();
  await ben.device.sync({ force: true });
  const seen = async () => {
    const state = await ben.device.state();
    return [state.colour.colour, state.colour.reasons, state.sync.paused];
  };
  assert.deepEqual(await seen(), ["green", [], null]);

  await town.server.pause("wrong-reports");
  town.now += hour;
  assert.equal(await town.server.publish(), null);
  await ben.device.sync({ force: true });
  const words = "wrong reports are being looked into";
  assert.deepEqual(await seen(), ["green", [], words]);
  assert.match(
    pauseNotice(await ben.device.state(), pageReader())!,
    /^Wrong reports are being looked into\. Until the health authority goes on, nobody is newly warned, and green will turn grey\. The newest list is from /,
  );
  await report(town, ann, [visit.id]);
  town.now += day;
  assert.equal(await town.server.publish(), null);
  await ben.device.sync({ force: true });
  assert.deepEqual(await seen(), ["grey", ["stale"], words]);
  const reloaded = await ben.reload();
  assert.equal((await reloaded.device.state()).sync.paused, words, "it is kept");

  await town.server.resume();
  assert.equal((await town.server.publish())?.number, 2);
  await reloaded.device.sync({ force: true });
  const { colour, sync } = await reloaded.device.state();
  assert.deepEqual([colour.colour, colour.outOfDate, sync.paused], ["yellow", false, null]);
  assert.equal(pauseNotice(await reloaded.device.state(), pageReader()), null);
});

test("a phone that comes during a pause learns of it from the record", async (t) => {
  const town = await townFor(t);
  await town.server.pause("keys");
  const { device } = await town.phone();
  await device.sync();
  assert.equal((await device.state()).sync.paused, pauseReasons.keys);
});

test("every reason has a sentence, and other words are quoted", async (t) => {
  const town = await townFor(t);
  const { device } = await town.phone();
  await device.sync();
  const state = await device.state();
  const said = (paused: string): string =>
    pauseNotice({ ...state, sync: { ...state.sync, paused } }, pageReader())!.split(" Until ")[0]!;
  assert.deepEqual(
    pauseReasonNames.map((name) => said(pauseReasons[name])),
    [
      "Wrong reports are being looked into.",
      "Claim codes may be in the wrong hands.",
      "Keys of the region may be in the wrong hands.",
      "A fault is being looked into.",
      "There is planned work on the server.",
    ],
  );
  assert.equal(said("the weather"), "In the words of its server: “the weather”");
});
