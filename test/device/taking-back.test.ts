import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import { decodeReport } from "../../protocol/index.ts";
import { ManyDeaths } from "./death.ts";
import { checkIn, minute, type Phone, report, sendAll, type Town, townFor } from "./town.ts";

/** Ann, who reports, and Ben, who was with her everywhere: at so many places, half an hour each. */
async function pair(town: Town, places: number): Promise<{ ann: Phone; ben: Phone; ids: string[] }> {
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const ids: string[] = [];
  for (let index = 0; index < places; index++) {
    const code = town.place(`Place ${index}`).display();
    ids.push((await checkIn(ann, code)).id);
    await checkIn(ben, code);
    town.now += 30 * minute;
  }
  for (const phone of [ann, ben]) await phone.device.checkOut();
  return { ann, ben, ids };
}

async function seen(town: Town, ...phones: Phone[]): Promise<number> {
  const number = await town.publish();
  for (const phone of phones) await phone.device.sync({ force: true });
  return number;
}

const statuses = async ({ device }: Phone) =>
  (await device.state()).reported.toReversed().map(({ status }) => status);

const colour = async ({ device }: Phone) => (await device.state()).colour.colour;

for (const purpose of [1, 2] as const) {
  test(`a report of evidence ${purpose} is taken back: the warning is withdrawn, red ends, and the sender keeps what was sent`, async (t) => {
    const town = await townFor(t);
    const { ann, ben, ids } = await pair(town, 2);
    await report(town, ann, ids, purpose);
    await seen(town, ann, ben);
    assert.deepEqual([await colour(ann), await colour(ben)], ["red", purpose === 1 ? "yellow" : "red"]);
    assert.deepEqual(await statuses(ann), ["published", "published"]);

    const before = ann.sent.length;
    await ann.device.takeBack(await town.server.issueClaimCode(3), ids);
    assert.equal(ann.sent.length, before, "beginning sends nothing");
    assert.deepEqual(await statuses(ann), ["being-taken-back", "being-taken-back"]);
    await sendAll(town, ann);
    const bodies = ann.sent.slice(before).map(({ path, body }) => [path, body!.length]);
    assert.deepEqual(bodies, [
      ["/v1/tickets", 1037],
      ...Array.from({ length: 32 }, () => ["/v1/reports", 325]),
    ]);
    assert.equal(await colour(ann), "red", "not before everyone is told");
    const withdrawal = await seen(town, ann, ben);
    assert.deepEqual(await statuses(ann), ["taken-back", "taken-back"]);
    assert.equal(await colour(ann), "green");
    const state = await ben.device.state();
    assert.equal(state.colour.colour, "green");
    assert.ok(state.exposures.length > 0);
    assert.ok(state.exposures.every(({ retractedIn }) => retractedIn === withdrawal));
    assert.equal((await ann.device.report())?.visits.length, 2, "what was sent is kept");
    const ledger = await ann.device.ledger();
    assert.equal(ledger.filter(({ why }) => why === "take-back").length, 33);
  });
}

test("one visit is taken back and the other stands, with red", async (t) => {
  const town = await townFor(t);
  const { ann, ben, ids } = await pair(town, 2);
  await report(town, ann, ids);
  await seen(town, ann, ben);
  await ann.device.takeBack(await town.server.issueClaimCode(3), [ids[0]!]);
  await sendAll(town, ann);
  await seen(town, ann, ben);
  assert.deepEqual(await statuses(ann), ["taken-back", "published"]);
  assert.equal(await colour(ann), "red");
  const { exposures } = await ben.device.state();
  assert.ok(exposures.some(({ retractedIn }) => retractedIn === null));
  for (const { visitName, retractedIn } of exposures) {
    assert.equal(retractedIn !== null, visitName === "Place 0");
  }
  await assert.rejects(ann.device.takeBack(await town.server.issueClaimCode(3), [ids[0]!]), {
    code: "nothing-to-report",
  });
});

test("what has not left is withdrawn at once, what is out waits for its list, and all of it ends", async (t) => {
  const town = await townFor(t, { reportMinutes: 60 });
  let drawn = 0;
  const { ann: first, ben, ids } = await pair(town, 10);
  const ann = await first.reload({ random: () => (++drawn * 0.618) % 1 });
  await ann.device.startReport(await town.server.issueClaimCode(1), ids);
  await ann.device.runOutbox();
  town.now += 25 * minute;
  await ann.device.runOutbox();
  const out = (await statuses(ann)).filter((status) => status === "sent").length;
  assert.ok(out > 0 && out < 10, `${out} are out`);

  await ann.device.takeBack(await town.server.issueClaimCode(3), ids);
  const now = await statuses(ann);
  assert.equal(now.filter((status) => status === "being-taken-back").length, out);
  assert.equal(now.filter((status) => status === "withdrawn").length, 10 - out);
  const { nextDue } = await ann.device.runOutbox();
  assert.ok(nextDue !== null, "it waits");
  assert.equal((await ann.device.state()).takingBack?.step, "waiting");
  await seen(town, ann, ben);
  assert.equal(await colour(ben), "yellow");
  await sendAll(town, ann);
  await seen(town, ann, ben);
  assert.equal((await statuses(ann)).filter((status) => status === "taken-back").length, out);
  assert.deepEqual([await colour(ann), await colour(ben)], ["green", "green"]);
  assert.equal((await ann.device.state()).takingBack?.step, "sent");
  const real = ann.sent
    .filter(({ path }) => path === "/v1/reports")
    .map(({ body }) => decodeReport(body!).evidence)
    .filter((evidence) => evidence !== 0);
  assert.equal(real.filter((evidence) => evidence === 1).length, out);
  assert.equal(real.filter((evidence) => evidence === 3).length, out);
});

test("after taking back, another case's report of the same place counts for the one who took back", async (t) => {
  const town = await townFor(t);
  const { ann, ben, ids } = await pair(town, 1);
  await report(town, ann, ids);
  await seen(town, ann, ben);
  const [visit] = (await ben.device.state()).diary;
  await report(town, ben, [visit!.id]);
  await seen(town, ann, ben);
  await ann.device.takeBack(await town.server.issueClaimCode(3), ids);
  await sendAll(town, ann);
  await seen(town, ann, ben);
  assert.equal(await colour(ann), "yellow", "warned by Ben's report, which came before the retraction");
});

test("a code for another purpose takes nothing back, and another code can be tried", async (t) => {
  const town = await townFor(t);
  const { ann, ids } = await pair(town, 1);
  await report(town, ann, ids);
  await seen(town, ann);
  await ann.device.takeBack(await town.server.issueClaimCode(1), ids);
  await ann.device.runOutbox();
  const { takingBack } = await ann.device.state();
  assert.equal(takingBack?.step === "refused" && takingBack.reason, "other-purpose");
  assert.deepEqual(await statuses(ann), ["published"]);
  await ann.device.takeBack(await town.server.issueClaimCode(3), ids);
  await ann.device.cancelTakingBack();
  assert.deepEqual(await statuses(ann), ["published"]);
  await ann.device.takeBack(await town.server.issueClaimCode(3), ids);
  await sendAll(town, ann);
  await seen(town, ann);
  assert.deepEqual(await statuses(ann), ["taken-back"]);
});

test("taking back that is killed at each of its steps is published exactly once", async (t) => {
  const town = await townFor(t);
  const { ann: first, ben, ids } = await pair(town, 3);
  await report(town, first, ids);
  await seen(town, first, ben);
  let ann = first;
  await ann.device.takeBack(await town.server.issueClaimCode(3), ids);
  const bodies = new Set<string>();
  const deaths = new ManyDeaths(0.4);
  try {
    for (let run = 0; ; run++) {
      assert.ok(run < 500, "each run comes further");
      ann = deaths.of(await ann.reload());
      try {
        const { nextDue } = await ann.device.runOutbox();
        if (nextDue === null) break;
        town.now = Math.max(town.now, nextDue);
      } catch (error) {
        assert.equal((error as Error).name, "AbortError");
      } finally {
        for (const { body } of ann.sent) bodies.add(bytesToHex(body!));
      }
    }
  } finally {
    deaths.end();
  }
  assert.ok(deaths.count > 50, `${deaths.count} deaths`);
  assert.equal(bodies.size, 33);
  ann.before = () => undefined;
  ann.after = (_, response) => response;
  await seen(town, ann, ben);
  assert.deepEqual(await statuses(ann), ["taken-back", "taken-back", "taken-back"]);
  assert.equal(await colour(ben), "green");
});
