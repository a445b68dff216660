import assert from "node:assert/strict";
import { test } from "node:test";
import { drillToken, encodeBatch, evidence, intervalOf, lookUp, openBatch } from "../../protocol/index.ts";
import { exposedDigester, locate } from "../../protocol/batch-digest.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { appendToLog, batchEntry } from "../../server/log.ts";
import { lockUp, quickly } from "../vault/locked.ts";
import { checkIn, hour, minute, type Phone, townFor } from "./town.ts";

/**
 * A batch in which every segment is broken but the one that all phones look into, for the drill token: the work of an operator who
 * wants to know who has been anywhere.
 */
function trap(head: { readonly number: number; readonly closed: number; readonly regionId: Uint8Array }) {
  const bytes = encodeBatch({ ...head, exposed: [] });
  const { salt, segments, offsets, body } = openBatch(bytes);
  const drill = { evidence: evidence.confirmed, token: drillToken(head.regionId, head.closed) };
  const spared = locate(exposedDigester(salt)(drill), segments).segment;
  const bodyAt = bytes.length - body.length;
  for (let segment = 0; segment < segments; segment++) {
    // Two differences of zero: a value that stands there twice.
    if (segment !== spared) bytes.fill(0, bodyAt + offsets[segment]!, bodyAt + offsets[segment + 1]!);
  }
  assert.deepEqual(lookUp(openBatch(bytes), [drill]).found, [true]);
  return bytes;
}

/** Log and serve a batch as the key's owner can, whatever it is. */
async function publishTrap(dataDirectory: string, regionId: Uint8Array, now: number): Promise<void> {
  const { store, keys } = await openExistingData(dataDirectory);
  const number = (await store.batches.newest())!.number + 1;
  const closed = intervalOf(now);
  const bytes = trap({ number, closed, regionId });
  await store.transaction(async () => {
    await store.batches.add({ number, periodStart: now, closed }, bytes);
    await appendToLog(store.log, keys.log(), [batchEntry(number, bytes)]);
  });
  await store.close();
}

test("a batch that is broken only where visitors look stops every phone at the same request, locked ones too", async (t) => {
  const town = await townFor(t);
  const twin = await town.twin();
  const origin = twin.server.url;
  const [visitor, idle, sealed] = [
    await town.phone({ origin }),
    await town.phone({ origin }),
    await town.phone({ origin, ...quickly }),
  ];
  const everyone: readonly Phone[] = [visitor, idle, sealed];
  for (const phone of everyone) await phone.device.sync();
  for (const phone of [visitor, sealed]) await checkIn(phone, town.place("Hall").display());
  town.now += 50 * minute;
  for (const phone of [visitor, sealed]) await phone.device.checkOut();
  await lockUp(sealed);
  for (const phone of everyone) phone.sent.length = 0;

  town.now = Math.ceil(town.now / hour) * hour;
  const regionId = Buffer.from((await idle.device.state()).region!.id, "hex");
  await publishTrap(twin.dataDirectory, regionId, town.now);
  for (const phone of everyone) {
    await assert.rejects(phone.device.sync({ force: true }), { code: "broken-log", reason: "forbidden" });
  }
  // Nor do they differ afterwards.
  town.now += hour;
  assert.ok(await twin.server.publish());
  for (const phone of everyone) {
    await assert.rejects(phone.device.sync({ force: true }), { code: "broken-log", reason: "forbidden" });
    const { colour, evidence: breaks, sync } = await phone.device.state();
    assert.deepEqual([colour.colour, breaks.map(({ reason }) => reason)], ["grey", ["forbidden"]]);
    assert.equal(sync.problem, "broken-log");
  }
  const paths = everyone.map(({ sent }) => sent.map(({ path }) => path));
  assert.ok(paths[0]!.filter((path) => path.startsWith("/v1/batch/")).length >= 2);
  assert.deepEqual(paths[1], paths[0]);
  assert.deepEqual(paths[2], paths[0]);
});
