import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import {
  decodeCheckInCode,
  deriveToken,
  intervalOf,
  narrowPass,
  type Pass,
  placeInfo,
} from "../../protocol/index.ts";
import { codeShown, gatheringHoursMax } from "../../web/device/device.ts";
import type { OpenVisit } from "../../web/device/snapshot.ts";
import { withPowerCut } from "../venue/power-cut.ts";
import { databasesWith, everythingStored } from "./storage.ts";
import { checkIn, hour, minute, morning, type Phone, report, type Town, townFor } from "./town.ts";

/** What the host's screen shows now; `null` when it shows none. */
async function codeOf(town: Town, host: Phone): Promise<string | null> {
  const { hosting } = await host.device.state();
  const shown = hosting === null ? null : codeShown(hosting, Number.POSITIVE_INFINITY, town.now);
  return shown?.kind === "showing" ? shown.text : null;
}

async function syncedPhone(town: Town): Promise<Phone> {
  const phone = await town.phone();
  await phone.device.sync();
  return phone;
}

/** What the host's phone stores of the gathering. */
async function storedGathering({ factory }: Phone): Promise<OpenVisit> {
  const stored = [...(await everythingStored(factory))].filter(([name]) => name.startsWith("celadon-open-"));
  assert.equal(stored.length, 1, "one database holds it");
  const [[, values]] = stored as [[string, OpenVisit[]]];
  return values[0]!;
}

/** Every node with which a token of some interval in [from, to) could be derived: the leaves and all above them in the pass. */
function nodesOf(pass: Pass, from: number, to: number): Uint8Array[] {
  const nodes: Uint8Array[] = [];
  for (let width = 1; width <= 128; width *= 2) {
    for (let start = from - (from % width); start < to; start += width) {
      if (start >= pass.start && start + width <= pass.end) {
        nodes.push(narrowPass(pass, start, start + width).nodes[0]!);
      }
    }
  }
  return nodes;
}

test("one scan warns in both directions: the guest's report the host, the host's the guest, with name and minutes", async (t) => {
  for (const reporter of ["guest", "host"] as const) {
    const town = await townFor(t);
    const [host, guest, stranger] = await Promise.all([
      syncedPhone(town),
      syncedPhone(town),
      syncedPhone(town),
    ]);
    await host.device.host("Mei’s table", town.now + 4 * hour);
    town.now += 25 * minute;
    await host.device.tick();
    await checkIn(guest, (await codeOf(town, host))!);
    await checkIn(stranger, town.place("Mei’s table").display());
    town.now += 50 * minute;
    await host.device.tick();
    await guest.device.checkOut();
    await host.device.checkOut();

    const [sender, warned] = reporter === "guest" ? [guest, host] : [host, guest];
    const { diary } = await sender.device.state();
    await report(town, sender, [diary[0]!.id]);
    await town.publish();
    for (const phone of [sender, warned, stranger]) await phone.device.sync();
    const { colour, exposures } = await warned.device.state();
    assert.equal(colour.colour, "yellow", `the ${reporter} reports`);
    assert.equal(exposures[0]?.visitName, "Mei’s table");
    assert.ok(colour.minutes >= 45 && colour.minutes <= 60, `${colour.minutes} minutes`);
    assert.deepEqual((await stranger.device.state()).exposures, []);
  }
});

test("a host who is warned while the gathering lasts is warned at once, and may report it", async (t) => {
  const town = await townFor(t);
  const [host, guest] = await Promise.all([syncedPhone(town), syncedPhone(town)]);
  const { id } = await host.device.host("Party", town.now + 8 * hour);
  await checkIn(guest, (await codeOf(town, host))!);
  town.now += 70 * minute;
  await host.device.tick();
  await report(town, guest, [(await guest.device.state()).openVisit!.id]);
  await town.publish();
  await host.device.sync();
  const { colour, openVisit } = await host.device.state();
  assert.equal(colour.colour, "yellow");
  assert.equal(openVisit?.id, id);
  assert.ok(openVisit.tokens >= 8);
});

test("the past cannot be derived from the host's disk once its interval is over, nor anything once it has ended", async (t) => {
  const town = await townFor(t);
  const host = await syncedPhone(town);
  await host.device.host("Party", town.now + 4 * hour);
  const { code } = await storedGathering(host);
  const first = code.pass.start;
  for (const interval of [first + 1, first + 2, first + 7, first + 13]) {
    town.now = interval * 600;
    await host.device.tick();
    const past = nodesOf(code.pass, first, interval);
    for (const node of past)
      assert.deepEqual(await databasesWith(host.factory, node), [], `at ${interval - first}`);
    const stored = await storedGathering(host);
    assert.deepEqual(stored.code.pass, narrowPass(code.pass, interval, code.pass.end));
    const names = (await host.factory.databases()).map(({ name }) => name!);
    assert.equal(names.filter((name) => name.startsWith("celadon-open")).length, 1);
  }
  const info = placeInfo(code.regionId, code.name);
  const truth = Array.from({ length: 14 }, (_, index) => deriveToken(code.pass, info, first + index)!);
  await host.device.checkOut();
  for (const node of nodesOf(code.pass, first, code.pass.end)) {
    assert.deepEqual(await databasesWith(host.factory, node), []);
  }
  const day = (await everythingStored(host.factory)).get("celadon-day-2026-11-23") as {
    tokens: { token: Uint8Array }[];
  }[];
  const kept = day[0]!.tokens.map(({ token }) => bytesToHex(token));
  assert.deepEqual(kept.slice(0, 14), truth.map(bytesToHex), "its own visit is whole");
});

test("no two gatherings share a key, and no code names more than its time", async (t) => {
  const town = await townFor(t);
  const host = await syncedPhone(town);
  await host.device.host("Party", town.now + 65 * minute);
  const one = decodeCheckInCode((await codeOf(town, host))!);
  await host.device.host("Party", town.now + 65 * minute);
  const other = decodeCheckInCode((await codeOf(town, host))!);
  assert.equal(one.kind, "gathering");
  assert.deepEqual([one.pass.start, one.pass.end], [intervalOf(morning), intervalOf(morning) + 7]);
  const nodes = new Set(one.pass.nodes.map(bytesToHex));
  assert.ok(!other.pass.nodes.some((node) => nodes.has(bytesToHex(node))));
  const { diary } = await host.device.state();
  assert.equal(diary.length, 1, "the first has ended");
});

test("an end kills the code: a photograph of it works for this interval and the next, and no longer", async (t) => {
  const town = await townFor(t);
  const [host, guest] = await Promise.all([syncedPhone(town), syncedPhone(town)]);
  await host.device.host("Party", town.now + 4 * hour);
  const photographed = (await codeOf(town, host))!;
  await host.device.checkOut();
  assert.equal(await codeOf(town, host), null);
  town.now = morning + 19 * minute;
  await guest.device.readCode(photographed);
  town.now = morning + 20 * minute;
  await assert.rejects(guest.device.readCode(photographed), { code: "display-moved-on" });
});

test("a gathering ends by its time, also long after, is extended as far as its key reaches, and survives a reload", async (t) => {
  const town = await townFor(t);
  const host = await syncedPhone(town);
  const { id, latestLeaving } = await host.device.host("Party", town.now + hour);
  assert.equal(latestLeaving, morning + gatheringHoursMax * hour);
  await host.device.editVisit(id, { leaving: morning + 5 * hour });
  town.now = morning + 2 * hour;
  const again = await host.reload();
  await again.device.tick();
  const code = decodeCheckInCode((await codeOf(town, again))!);
  assert.deepEqual([code.pass.start, code.pass.end], [intervalOf(town.now), intervalOf(morning + 5 * hour)]);
  await assert.rejects(again.device.editVisit(id, { leaving: latestLeaving + minute }), RangeError);
  town.now = morning + 30 * hour;
  assert.equal(await codeOf(town, again), null);
  await again.device.tick();
  const { diary, openVisit } = await again.device.state();
  assert.equal(openVisit, null);
  assert.equal(diary[0]?.leaving, morning + 5 * hour);
  assert.equal(diary[0]?.tokens, 5 * 6 + 2);
});

test("two tabs host one gathering, and a check-in elsewhere ends it", async (t) => {
  const town = await townFor(t);
  const tab = await syncedPhone(town);
  const other = await tab.reload();
  await Promise.all([tab.device.host("One", town.now + hour), other.device.host("Two", town.now + hour)]);
  assert.equal(await codeOf(town, tab), await codeOf(town, other));
  town.now += 30 * minute;
  await Promise.all([tab.device.tick(), other.device.tick(), tab.device.tick()]);
  assert.equal(await codeOf(town, tab), await codeOf(town, other));
  await checkIn(other, town.place("Library").display());
  assert.equal((await tab.device.state()).hosting, null);
  assert.equal((await tab.device.state()).diary.length, 2);
});

test("a power cut at any step of a puncture loses nothing and leaves no second database", async (t) => {
  const town = await townFor(t);
  const host = await syncedPhone(town);
  await host.device.host("Party", town.now + 8 * hour);
  let cuts = 0;
  for (let survives = 0; ; survives++) {
    town.now += 10 * minute;
    const phone = await host.reload();
    const { cut } = await withPowerCut(host.factory, survives, () => phone.device.tick());
    phone.device.close();
    const again = await host.reload();
    await again.device.tick();
    const { openVisit } = await again.device.state();
    assert.equal(
      openVisit?.tokens,
      intervalOf(town.now) - intervalOf(morning) + 1,
      `after ${survives} steps`,
    );
    assert.equal((await storedGathering(again)).code.pass.start, intervalOf(town.now));
    if (!cut) break;
    cuts++;
  }
  assert.ok(cuts > 5, `${cuts} steps were cut`);
});

test("hosting needs no network after the first sync, and says why it cannot", async (t) => {
  const town = await townFor(t, {}, 2);
  const host = await town.phone();
  await assert.rejects(host.device.host("Party", town.now + hour), { code: "no-region" });
  await host.device.sync();
  const requests = host.sent.length;
  host.before = () => {
    throw new Error("no request may leave");
  };
  await assert.rejects(host.device.host("Party", town.now), RangeError);
  await assert.rejects(host.device.host("Party", town.now + 12 * hour + 1), RangeError);
  await assert.rejects(host.device.host("x".repeat(49), town.now + hour), RangeError);
  assert.equal((await host.device.state()).openVisit, null);
  await host.device.host("Party", town.now + hour);
  town.now += 70 * minute;
  await host.device.tick();
  const { sunset } = (await host.device.state()).region!;
  town.now = sunset - 25 * minute;
  const { plannedLeaving } = await host.device.host("Last", town.now + 4 * hour);
  assert.equal(plannedLeaving, Math.floor(sunset / 600) * 600, "cut at the sunset");
  assert.equal(host.sent.length, requests);
  town.now = sunset + 1;
  await assert.rejects(host.device.host("Party", town.now + hour), { code: "ended" });
});
