import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceErrorCode, Matcher } from "../../web/device/device.ts";
import { directMatcher } from "../../web/device/matcher.ts";
import { checkIn, hour, minute, type Phone, type Town, townFor } from "./town.ts";

/** A phone that is green: it has a visit and all lists. */
async function greenPhone(town: Town): Promise<Phone> {
  const phone = await town.phone();
  await phone.device.sync();
  await checkIn(phone, town.place("Hall").display());
  town.now += 30 * minute;
  await phone.device.checkOut();
  await town.publish();
  await phone.device.sync({ force: true });
  assert.equal((await phone.device.state()).colour.colour, "green");
  return phone;
}

/** Sync once, which must fail; the old state must stay. */
async function failing(phone: Phone, code: DeviceErrorCode): Promise<void> {
  const before = await phone.device.state();
  await assert.rejects(phone.device.sync({ force: true }), { name: "DeviceError", code });
  const after = await phone.device.state();
  assert.equal(after.sync.problem, code);
  assert.equal(after.sync.last, before.sync.last);
  assert.equal(after.sync.newestBatch, before.sync.newestBatch);
  assert.equal(after.colour.colour, code === "broken-log" ? "grey" : "green");
  assert.deepEqual(after.colour.reasons, code === "broken-log" ? ["broken-log"] : []);
}

/** The next sync with an honest server is well again. */
async function recovers(phone: Phone): Promise<void> {
  phone.after = (_, response) => response;
  phone.before = () => undefined;
  await phone.device.sync({ force: true });
  const { colour, sync } = await phone.device.state();
  assert.equal(colour.colour, "green");
  assert.equal(sync.problem, null);
}

async function altered(response: Response, change: (bytes: Uint8Array) => void): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  change(bytes);
  return new Response(bytes);
}

test("a log that has become smaller is refused", async (t) => {
  const town = await townFor(t);
  const earlier = await (await fetch(`${town.server.url}/v1/log/checkpoint`)).text();
  const phone = await greenPhone(town);
  phone.after = ({ path }, response) => (path === "/v1/log/checkpoint" ? new Response(earlier) : response);
  await failing(phone, "broken-log");
  await recovers(phone);
});

test("entries that do not make the root of the checkpoint are refused, as a whole", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  await town.publish();
  phone.after = ({ path }, response) =>
    path.startsWith("/v1/log/tile/entries/")
      ? altered(response, (bytes) => (bytes[bytes.length - 1] = bytes.at(-1) === 0x30 ? 0x31 : 0x30))
      : response;
  await failing(phone, "broken-log");
  await recovers(phone);
});

test("a batch with one altered byte is refused", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  await town.publish();
  phone.after = ({ path }, response) =>
    path.startsWith("/v1/batch/") ? altered(response, (bytes) => (bytes[100]! ^= 1)) : response;
  await failing(phone, "broken-log");
  await recovers(phone);
});

test("a checkpoint with an altered root is refused", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  await town.publish();
  phone.after = async ({ path }, response) => {
    if (path !== "/v1/log/checkpoint") return response;
    const lines = (await response.text()).split("\n");
    lines[2] = `${lines[2]!.startsWith("A") ? "B" : "A"}${lines[2]!.slice(1)}`;
    return new Response(lines.join("\n"));
  };
  await failing(phone, "broken-log");
  await recovers(phone);
});

test("a manifest that is not in the log is not taken at first start", async (t) => {
  const town = await townFor(t);
  const manifest = await (await fetch(`${town.server.url}/v1/manifest`)).text();
  const other = await townFor(t);
  const phone = await town.phone();
  phone.after = ({ path }, response) =>
    path.startsWith("/v1/log") ? fetch(other.server.url + path) : response;
  await assert.rejects(phone.device.sync(), { code: "broken-log" });
  assert.equal((await phone.device.state()).region, null);
  assert.ok(manifest.includes("celadon/manifest/v1"));
});

test("a server that has become another region is told apart from a broken log", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  const other = await townFor(t);
  phone.after = ({ path }) => fetch(other.server.url + path);
  await failing(phone, "wrong-region");
  await recovers(phone);
});

test("a network without the server, a sign-in page, and a failing server are passing trouble", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  await town.publish();
  phone.before = () => {
    throw new TypeError("no network");
  };
  await failing(phone, "offline");
  phone.before = () => undefined;
  phone.after = () => new Response("<title>Welcome to Hotel Wi-Fi</title>");
  await failing(phone, "server-trouble");
  phone.after = () => new Response("busy", { status: 503 });
  await failing(phone, "server-trouble");
  await recovers(phone);
});

test("a batch that turns out to be broken at check-out does not keep the visit open, and turns green grey", async (t) => {
  const town = await townFor(t);
  let isBroken = false;
  const sound = directMatcher();
  const match: Matcher["match"] = (batch, queries) =>
    sound.match(isBroken ? batch.subarray(0, batch.length - 1) : batch, queries);
  const phone = await town.phone({ matcher: { ...sound, match } });
  await phone.device.sync();
  await checkIn(phone, town.place("Hall").display());
  await town.publish();
  await phone.device.sync({ force: true });
  isBroken = true;
  await phone.device.checkOut();
  const { colour, diary } = await phone.device.state();
  assert.deepEqual([diary.length, colour.colour, colour.reasons], [1, "grey", ["broken-log"]]);
});

test("a phone whose clock is behind says so, and keeps its lists", async (t) => {
  const town = await townFor(t);
  let behind = 0;
  const phone = await town.phone({ now: () => town.now - behind });
  await phone.device.sync();
  await town.publish();
  behind = 30 * minute;
  await assert.rejects(phone.device.sync({ force: true }), { code: "clock-behind" });
  behind = 10 * minute;
  assert.equal((await phone.device.sync({ force: true })).batches, 1);
});

test("green turns grey, with the reason: nothing synced, nothing to compare, stale lists, a failed self-check, lost storage", async (t) => {
  const town = await townFor(t);
  const fresh = await town.phone();
  const reasons = async (phone: Phone) => (await phone.device.state()).colour.reasons;
  assert.deepEqual(await reasons(fresh), ["never-synced", "nothing-to-compare"]);
  await fresh.device.sync();
  assert.deepEqual(await reasons(fresh), ["nothing-to-compare"]);

  const phone = await greenPhone(town);
  town.now += 24 * hour + minute;
  assert.deepEqual(await reasons(phone), ["stale"]);
  await town.publish();
  await phone.device.sync({ force: true });
  assert.deepEqual(await reasons(phone), []);

  const deaf = await town.phone({
    matcher: { ...directMatcher(), match: async (_, queries) => queries.map(() => false) },
  });
  await deaf.device.sync();
  await checkIn(deaf, town.place("Hall").display());
  assert.deepEqual(await reasons(deaf), ["self-check-failed"]);

  phone.device.close();
  const day = new Date((await fresh.device.state()).now * 1000 - 25 * hour * 1000).toISOString().slice(0, 10);
  await new Promise((resolve) =>
    phone.factory.deleteDatabase(`celadon-day-${day}`).addEventListener("success", resolve),
  );
  const robbed = await phone.reload();
  assert.deepEqual(await reasons(robbed), ["lost-storage", "nothing-to-compare"]);
  assert.deepEqual(await reasons(await robbed.reload()), ["lost-storage", "nothing-to-compare"]);
});

test("a standing warning stays when the lists grow old, and is marked as out of date", async (t) => {
  const town = await townFor(t);
  const [ann, ben] = [await town.phone(), await town.phone()];
  for (const phone of [ann, ben]) await phone.device.sync();
  const hall = town.place("Hall");
  const visit = await checkIn(ann, hall.display());
  await checkIn(ben, hall.display());
  town.now += 50 * minute;
  for (const phone of [ann, ben]) await phone.device.checkOut();
  await ann.device.startReport(await town.server.issueClaimCode(1), [visit.id]);
  for (;;) {
    const { nextDue } = await ann.device.runOutbox();
    if (nextDue === null) break;
    town.now = nextDue;
  }
  await town.publish();
  await ben.device.sync({ force: true });
  town.now += 25 * hour;
  const { colour } = await ben.device.state();
  assert.deepEqual([colour.colour, colour.outOfDate, colour.reasons], ["yellow", true, ["stale"]]);
});
