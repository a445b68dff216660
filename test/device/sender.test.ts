import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import { generateClaimCode } from "../../protocol/index.ts";
import type { TokenRun } from "../../web/device/sender.ts";
import { atEveryStep, ManyDeaths } from "./death.ts";
import { type Office, officeIn, runOf, sendAllOf } from "./office.ts";
import { databasesWith } from "./storage.ts";
import { checkIn, day, minute, sendAll, townFor } from "./town.ts";

const posts = (office: Office, path: string) =>
  office.sent.filter((request) => request.path === path).map(({ body }) => body!);

/** How often each token of the runs stands in the lists with evidence 2. */
async function sightings(office: Office, runs: readonly TokenRun[]): Promise<number[]> {
  await office.device.sync();
  const found = (await office.device.search(runs)).sightings.filter((each) => each.evidence === 2);
  return runs.flatMap(({ id, tokens }) =>
    tokens.map(
      ({ interval }) => found.filter((each) => each.runId === id && each.interval === interval).length,
    ),
  );
}

async function remains(office: Office, runs: readonly TokenRun[]): Promise<string[]> {
  const found = [];
  for (const { tokens } of runs) {
    for (const { token } of tokens) found.push(...(await databasesWith(office.factory, token)));
  }
  return found;
}

test("a page without a diary sends like a phone: one claim, then 32 reports of one size over the minutes of the policy", async (t) => {
  const town = await townFor(t, { reportMinutes: 5 });
  const office = await officeIn(t, town);
  const runs = [runOf(town, "a", 4), runOf(town, "b", 40)];
  const started = town.now;
  const begun = await office.device.report(await town.server.issueClaimCode(2), runs);
  assert.deepEqual([begun.step, begun.purpose, begun.leftOver], ["claiming", 2, 0]);
  assert.deepEqual(posts(office, "/v1/tickets"), [], "beginning sends nothing");

  const times: number[] = [];
  office.before = ({ path }) => {
    if (path === "/v1/reports") times.push(town.now - started);
    return undefined;
  };
  await sendAllOf(town, office);
  assert.deepEqual(
    posts(office, "/v1/tickets").map(({ length }) => length),
    [1037],
  );
  assert.deepEqual(
    posts(office, "/v1/reports").map(({ length }) => length),
    Array.from({ length: 32 }, () => 325),
  );
  assert.equal(new Set(posts(office, "/v1/reports").map(bytesToHex)).size, 32);
  assert.ok(times.every((time) => time >= 0 && time < 5 * minute));
  assert.ok(times.at(-1)! > 2 * minute);
  for (const { init } of office.sent) assert.equal(init.credentials, "omit");

  const [sending] = (await office.device.state()).sendings;
  assert.ok(sending?.step === "sent");
  assert.deepEqual(
    sending.visits.map(({ visitId, reports, status }) => [visitId, reports, status]).toSorted(),
    [
      ["a", 1, "sent"],
      ["b", 3, "sent"],
    ],
  );
  await town.publish();
  assert.deepEqual(
    await sightings(office, runs),
    Array.from({ length: 44 }, () => 1),
  );
});

test("what was sent leaves no byte on the page's machine: not with the last answer, not after a refusal, not after a reload", async (t) => {
  const town = await townFor(t);
  const office = await officeIn(t, town);
  const runs = [runOf(town, "a", 20)];
  await office.device.report(generateClaimCode(), runs);
  assert.notDeepEqual(await remains(office, runs), []);
  await office.device.run();
  const [refused] = (await office.device.state()).sendings;
  assert.ok(refused?.step === "refused" && refused.reason === "not-valid");
  assert.deepEqual(await remains(office, runs), []);

  await office.device.forget(refused.id);
  await office.device.report(await town.server.issueClaimCode(2), runs);
  await sendAllOf(town, office);
  assert.deepEqual(await remains(office, runs), []);
  office.device.close();
  const again = await office.reload();
  assert.equal((await again.device.state()).sendings[0]?.step, "sent");
  town.now += day;
  again.device.close();
  const nextDay = await again.reload();
  assert.deepEqual((await nextDay.device.state()).sendings, []);
  await nextDay.device.erase();
  assert.deepEqual(await nextDay.factory.databases(), []);
});

test("a page's report that is killed at each request and in its storage is published exactly once", async (t) => {
  const town = await townFor(t, { mixPeriods: 4 });
  const runs = ["a", "b", "c"].map((id) => runOf(town, id, 20));
  let office = await officeIn(t, town);
  await office.device.report(await town.server.issueClaimCode(2), runs);

  const deaths = new ManyDeaths(0.1);
  try {
    const bodies: Uint8Array[] = [];
    for (let life = 0; ; life++) {
      assert.ok(life < 500, "each life comes further");
      try {
        office = deaths.of(await office.reload());
        const { nextDue } = await office.device.run();
        if (nextDue === null) break;
        town.now = Math.max(town.now, nextDue);
      } catch (error) {
        assert.equal((error as Error).name, "AbortError");
      } finally {
        bodies.push(...office.sent.splice(0).map(({ body }) => body!));
        office.device.close();
      }
    }
    assert.ok(deaths.count > 70, `${deaths.count} deaths`);
    const distinct = new Map(bodies.map((body) => [bytesToHex(body), body.length]));
    assert.deepEqual([...distinct.values()].toSorted(), [1037, ...Array.from({ length: 32 }, () => 325)]);
  } finally {
    deaths.end();
  }
  for (let batch = 0; batch < 6; batch++) await town.publish();
  office = await office.reload();
  assert.deepEqual(
    await sightings(office, runs),
    Array.from({ length: 60 }, () => 1),
  );
  assert.deepEqual(await remains(office, runs), []);
});

test("putting away what was sent can be killed at any step, and no byte of it stays", async (t) => {
  const town = await townFor(t);
  const runs = [runOf(town, "a", 5)];
  const steps = await atEveryStep(
    async () => {
      const office = await officeIn(t, town);
      await office.device.report(generateClaimCode(), runs);
      return office;
    },
    (office) => office.device.run(),
    async (office) => {
      await office.device.run();
      assert.equal((await office.device.state()).sendings[0]?.step, "refused");
      assert.deepEqual(await remains(office, runs), []);
    },
  );
  assert.ok(steps >= 5, `${steps} steps`);
});

test("what was sent by mistake is found again from the same tokens, taken back, and everyone is told", async (t) => {
  const town = await townFor(t);
  const code = town.place("Hall").printed(town.now, town.now + 2 * 60 * minute);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const { device } of [ann, ben]) await device.sync();
  const { id } = await checkIn(ann, code);
  await checkIn(ben, code);
  town.now += 70 * minute;
  for (const { device } of [ann, ben]) await device.checkOut();
  const tokens = (await (await ann.device.transfer()).tokens()).get(id)!;

  const office = await officeIn(t, town);
  await office.device.report(await town.server.issueClaimCode(2), [{ id: "0", tokens }]);
  await sendAllOf(town, office);
  const number = await town.publish();
  await ben.device.sync({ force: true });
  assert.equal((await ben.device.state()).colour.colour, "red");

  // Somebody else's warning for the same place, in another list.
  await ann.device.startReport(await town.server.issueClaimCode(1), [id]);
  await sendAll(town, ann);
  await town.publish();

  const later = await officeIn(t, town);
  await later.device.sync();
  const { sightings: all } = await later.device.search([{ id: "0", tokens }]);
  assert.equal(all.length, 2 * tokens.length);
  const mistaken = all.filter(({ batch }) => batch === number);
  assert.ok(mistaken.every(({ evidence, takenBack }) => evidence === 2 && !takenBack));
  await later.device.takeBack(await town.server.issueClaimCode(3), mistaken);
  await sendAllOf(town, later);
  assert.equal(posts(later, "/v1/reports").length, 32);
  await town.publish();
  await ben.device.sync({ force: true });
  const { colour, exposures } = await ben.device.state();
  assert.equal(colour.colour, "yellow", "the other warning stands");
  assert.ok(
    exposures.filter(({ batch }) => batch === number).every(({ retractedIn }) => retractedIn !== null),
  );

  await later.device.sync();
  const after = (await later.device.search([{ id: "0", tokens }])).sightings;
  assert.ok(after.every(({ batch, takenBack }) => takenBack === (batch === number)));
  await assert.rejects(
    later.device.takeBack(
      await town.server.issueClaimCode(3),
      after.filter(({ takenBack }) => takenBack),
    ),
    {
      code: "nothing-to-report",
    },
  );
});

test("each way in which a page's claim code is refused has its reason, and nothing of a place was sent", async (t) => {
  const town = await townFor(t);
  const office = await officeIn(t, town);
  const runs = [runOf(town, "a", 3)];
  const reasonFor = async (code: string) => {
    const { id } = await office.device.report(code, runs);
    await office.device.run();
    const sending = (await office.device.state()).sendings.find((each) => each.id === id);
    return sending?.step === "refused" ? sending.reason : sending?.step;
  };
  await assert.rejects(office.device.report("hello", runs), { name: "ProtocolError" });
  await assert.rejects(office.device.report(await town.server.issueClaimCode(2), []), {
    code: "nothing-to-report",
  });
  assert.equal(await reasonFor(generateClaimCode()), "not-valid");
  assert.equal(await reasonFor(await town.server.issueClaimCode(1)), "other-purpose");
  const code = await town.server.issueClaimCode(2);
  town.now += 2 * day;
  assert.equal(await reasonFor(code), "not-valid");
  const used = await town.server.issueClaimCode(2);
  const other = await officeIn(t, town);
  await other.device.report(used, runs);
  await sendAllOf(town, other);
  assert.equal(await reasonFor(used), "used");
  assert.equal(posts(office, "/v1/reports").length, 0);
});

test("more than 32 reports: the newest go, and what is left is told", async (t) => {
  const town = await townFor(t);
  const office = await officeIn(t, town);
  const runs = Array.from({ length: 35 }, (_, index) => {
    town.now += 10 * minute;
    return runOf(town, String(index), 1);
  });
  const { leftOver, visits } = await office.device.report(await town.server.issueClaimCode(2), runs);
  assert.equal(leftOver, 3);
  assert.deepEqual(visits.map(({ visitId }) => Number(visitId)).toSorted((a, b) => a - b)[0], 3);
});

test("two cases are sent side by side, and one of them can be stopped", async (t) => {
  const town = await townFor(t);
  const office = await officeIn(t, town);
  const [first, second] = [[runOf(town, "a", 3)], [runOf(town, "b", 3)]];
  await office.device.report(await town.server.issueClaimCode(2), first);
  const stopped = await office.device.report(await town.server.issueClaimCode(2), second);
  await office.device.stop(stopped.id);
  assert.equal((await office.device.state()).sendings.length, 1);
  const third = await office.device.report(await town.server.issueClaimCode(2), second);
  await sendAllOf(town, office);
  assert.deepEqual(
    (await office.device.state()).sendings.map(({ step }) => step),
    ["sent", "sent"],
  );
  assert.ok((await office.device.state()).sendings.some(({ id }) => id === third.id));
  await town.publish();
  assert.deepEqual(await sightings(office, [...first, ...second]), [1, 1, 1, 1, 1, 1]);
});

test("nothing is sent on a record that does not hold, past the sunset, or without a network", async (t) => {
  const town = await townFor(t, {}, 1);
  const runs = [runOf(town, "a", 3)];
  const office = await officeIn(t, town);
  office.before = () => {
    throw new TypeError("no network");
  };
  await assert.rejects(office.device.report(await town.server.issueClaimCode(2), runs), { code: "offline" });
  office.before = () => undefined;
  office.after = async ({ path }, response) => {
    if (!path.includes("/entries/")) return response;
    const bytes = await response.bytes();
    bytes[10]! ^= 1;
    return new Response(bytes);
  };
  await assert.rejects(office.device.report(await town.server.issueClaimCode(2), runs), {
    code: "broken-log",
  });
  office.after = (_, response) => response;
  const elsewhere = await officeIn(t, town, { pinned: "00".repeat(32) });
  await assert.rejects(elsewhere.device.report(await town.server.issueClaimCode(2), runs), {
    code: "wrong-region",
  });
  await office.device.sync();
  town.now += 2 * day;
  await assert.rejects(office.device.report(generateClaimCode(), runs), { code: "ended" });
  assert.deepEqual(await office.factory.databases(), []);
  for (const each of [office, elsewhere]) assert.deepEqual(posts(each, "/v1/tickets"), []);
});
