import assert from "node:assert/strict";
import { test } from "node:test";
import { checkIn, day, hour, minute, morning, type Phone, report, type Town, townFor } from "./town.ts";

/** What the colour follows from, in one value. */
async function outcome(phone: Phone): Promise<unknown> {
  const { colour, exposures, sync } = await phone.device.state();
  const { newestBatch, newestClosed, batchesKept, logSize, selfCheck } = sync;
  return {
    colour: colour.colour,
    minutes: colour.minutes,
    exposures: exposures.length,
    newestBatch,
    newestClosed,
    batchesKept,
    logSize,
    selfCheck,
  };
}

/** Two visitors of one place, of whom the first has reported, and twenty batches since. */
async function outbreak(town: Town): Promise<{ ben: Phone }> {
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display());
  await checkIn(ben, hall.display());
  town.now += 50 * minute;
  await ann.device.checkOut();
  await ben.device.checkOut();
  await report(town, ann, [visit.id]);
  for (let batch = 0; batch < 20; batch++) await town.publish();
  await town.server.renewManifest();
  for (let batch = 0; batch < 3; batch++) await town.publish();
  return { ben };
}

test("a sync that is killed at any of its requests goes on from there, and ends as if nothing had been", async (t) => {
  const town = await townFor(t);
  const { ben } = await outbreak(town);
  let requests = 0;
  const killedAt = new Set<string>();
  ben.before = ({ path }) => {
    if (killedAt.has(path)) return undefined;
    killedAt.add(path);
    throw new TypeError("killed");
  };
  const batches: string[] = [];
  for (let attempt = 0; ; attempt++) {
    assert.ok(attempt < 60, "each attempt comes further");
    try {
      await ben.device.sync({ force: true });
      break;
    } catch (error) {
      assert.equal((error as { code: string }).code, "offline");
      requests++;
      const reloaded = await ben.reload();
      reloaded.before = ben.before;
      Object.assign(ben, reloaded);
    }
  }
  batches.push(...killedAt);
  assert.ok(requests >= 5, `${requests} attempts were cut off`);
  assert.ok(batches.some((path) => path.startsWith("/v1/manifest/")));

  assert.deepEqual(await outcome(ben), {
    colour: "yellow",
    minutes: 50,
    exposures: 7,
    newestBatch: 23,
    newestClosed: Math.floor(town.now / 600),
    batchesKept: 24,
    logSize: 27,
    selfCheck: "passed",
  });
});

test("a sync that is aborted keeps what it has, throws the reason, and is no failure", async (t) => {
  const town = await townFor(t);
  const { ben } = await outbreak(town);
  const stop = new AbortController();
  let compared = 0;
  await assert.rejects(
    ben.device.sync({
      force: true,
      signal: stop.signal,
      progress: ({ done }) => {
        compared = done;
        if (done > 0) stop.abort(new Error("the page was left"));
      },
    }),
    { message: "the page was left" },
  );
  assert.equal(compared, 8);
  const { sync } = await ben.device.state();
  assert.equal(sync.problem, null);
  assert.equal(sync.newestBatch, 8);
  const { batches } = await ben.device.sync({ force: true });
  assert.equal(batches, 15);
});

test("every phone asks for the same objects, whatever it has visited", async (t) => {
  const town = await townFor(t);
  const { ben } = await outbreak(town);
  const idle = await town.phone();
  await idle.device.sync();
  const first = idle.sent.length;
  for (let batch = 0; batch < 5; batch++) await town.publish();
  const from = ben.sent.length;
  await ben.device.sync({ force: true });
  assert.ok(ben.sent.length - from > 5);
  await idle.device.sync({ force: true });
  const late = await town.phone();
  await late.device.sync();
  const paths = (phone: Phone, start = 0) => phone.sent.slice(start).map(({ path }) => path);
  const batchesOf = (list: string[]) => list.filter((path) => path.startsWith("/v1/batch/"));
  assert.deepEqual(batchesOf(paths(ben, from)).slice(-5), batchesOf(paths(idle, first)));
  for (const { init } of [...ben.sent, ...idle.sent]) {
    assert.equal(init.credentials, "omit");
    assert.equal(init.referrerPolicy, "no-referrer");
    assert.equal(init.redirect, "error");
  }
});

test("who has been warned, or has reported, goes on asking for what the calm ask for, and for nothing else", async (t) => {
  const town = await townFor(t);
  const [ann, ben, cem] = [await town.phone(), await town.phone(), await town.phone()];
  for (const phone of [ann, ben, cem]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display());
  await checkIn(ben, hall.display());
  town.now += 50 * minute;
  await ann.device.checkOut();
  await ben.device.checkOut();
  await report(town, ann, [visit.id]);
  const phones = [ann, ben, cem];
  const asked: string[][] = phones.map(() => []);
  for (let period = 0; period < 4; period++) {
    town.now += hour;
    await town.publish();
    for (const [index, phone] of phones.entries()) {
      const from = phone.sent.length;
      await phone.device.sync();
      await phone.device.state();
      asked[index]!.push(...phone.sent.slice(from).map(({ path }) => path));
    }
  }
  const colours = await Promise.all(phones.map(async ({ device }) => (await device.state()).colour.colour));
  assert.deepEqual(colours, ["red", "yellow", "grey"], "this test can see");
  assert.ok(asked[2]!.length > 8);
  assert.deepEqual(asked[0], asked[2]);
  assert.deepEqual(asked[1], asked[2]);
});

test("a sync that is not due makes no request, and the length of a period is learned", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const requests = phone.sent.length;
  town.now += 59 * minute;
  assert.deepEqual(await phone.device.sync(), { synced: false, batches: 0, exposures: 0, retracted: 0 });
  assert.equal(phone.sent.length, requests);
  assert.equal((await phone.device.state()).sync.due, false);
  town.now += minute;
  assert.equal((await phone.device.state()).sync.due, true);
  for (let batch = 0; batch < 6; batch++) {
    town.now += 2 * hour;
    await town.publish();
  }
  await phone.device.sync();
  town.now += 2 * hour;
  assert.equal((await phone.device.state()).sync.due, false, "batches lie three hours apart");
  town.now += 2 * hour;
  assert.equal((await phone.device.state()).sync.due, true);
});

test("a phone that was away beyond retention takes what is still served, and misses nothing that is not", async (t) => {
  const town = await townFor(t, { retentionDays: 2, quarantineDays: 2 });
  const phone = await town.phone();
  await phone.device.sync();
  for (let each = 0; each < 30; each++) {
    town.now += 3 * hour;
    await town.publish();
  }
  await phone.device.sync();
  const { sync } = await phone.device.state();
  assert.equal(sync.newestBatch, 30);
  assert.ok(
    sync.batchesKept >= 12 && sync.batchesKept <= 18,
    `${sync.batchesKept} batches of two days are kept`,
  );
  const fresh = await town.phone();
  await fresh.device.sync();
  assert.deepEqual(await outcome(fresh), await outcome(phone));
  await phone.device.tick();
});

test("a batch that is hidden from a phone whose visit it could concern is trouble, not calm", async (t) => {
  const town = await townFor(t, { retentionDays: 5, quarantineDays: 5 });
  const phone = await town.phone();
  await phone.device.sync();
  town.now += 5 * day;
  await checkIn(phone, town.place("Hall").display());
  town.now += hour;
  await phone.device.checkOut();
  for (let each = 0; each < 40; each++) {
    town.now += 2 * hour;
    await town.publish();
  }
  phone.after = ({ path }, response) => {
    const number = /^\/v1\/batch\/(\d+)$/.exec(path)?.[1];
    return number !== undefined && Number(number) < 30 ? new Response(null, { status: 404 }) : response;
  };
  await assert.rejects(phone.device.sync({ force: true }), { code: "server-trouble" });
  assert.equal((await phone.device.state()).colour.colour, "grey");
});

test("a manifest that follows is taken only as it was logged, and its changed rules apply from their time on", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  await town.server.renewManifest({ policy: { yellow: 30, red: 90 } });
  await town.publish();
  await phone.device.sync({ force: true });
  const before = (await phone.device.state()).region!;
  assert.equal(before.sequence, 2);
  assert.equal(before.policy.yellow, 15);
  assert.equal(before.announced?.policy.yellow, 30);
  const fresh = await town.phone();
  await fresh.device.sync();
  assert.equal((await fresh.device.state()).region?.policy.yellow, 15, "also for a phone that is new");
  town.now = before.announced!.effective;
  assert.equal((await phone.device.state()).region?.policy.yellow, 30);
  assert.equal((await fresh.device.state()).region?.announced, null);
  assert.ok(town.now >= morning + 2 * day);
});
