import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import {
  decodeTicketRequest,
  epochOf,
  generateTicketKeyPair,
  issueTickets,
  parseTilePath,
  ticketPurpose,
} from "../../protocol/index.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { appendToLog, readTile } from "../../server/log.ts";
import { Store } from "../../server/store/store.ts";
import type { BrokenLogReason, Evidence } from "../../web/device/device.ts";
import { checkIn, minute, type Phone, type Town, townFor } from "./town.ts";

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

/** Sync once with what tampers: it is caught for this reason, green is frozen, and all else is as before. */
async function caught(town: Town, phone: Phone, reason: BrokenLogReason): Promise<Evidence> {
  const before = await phone.device.state();
  await assert.rejects(phone.device.sync({ force: true }), { code: "broken-log", reason });
  const { colour, evidence, diary, exposures, sync } = await phone.device.state();
  assert.deepEqual([colour.colour, colour.reasons], ["grey", ["broken-log"]]);
  assert.deepEqual(diary, before.diary);
  assert.deepEqual(exposures, before.exposures);
  const [newest] = evidence;
  assert.ok(newest !== undefined);
  assert.deepEqual([newest.reason, newest.mended, newest.first], [reason, null, town.now]);
  assert.equal(newest.held, sync.checkpoint, "what the device verified last");
  assert.match(newest.rootHash!, /^[0-9a-f]{64}$/);
  assert.match(newest.manifestHash!, /^[0-9a-f]{64}$/);
  assert.deepEqual((await (await phone.reload()).device.state()).evidence, evidence, "it outlives the page");

  const visit = await checkIn(phone, town.place("Café").display());
  await phone.device.deleteVisit(visit.id);
  return newest;
}

/** An honest answer mends it; what was seen is kept. */
async function mends(phone: Phone): Promise<void> {
  honest(phone);
  await phone.device.sync({ force: true });
  const { colour, evidence, sync } = await phone.device.state();
  assert.deepEqual([colour.colour, sync.problem], ["green", null]);
  assert.ok(evidence.length > 0 && evidence.every(({ mended }) => mended !== null));
}

function honest(phone: Phone): void {
  phone.before = () => undefined;
  phone.after = (_, response) => response;
}

/** Everything that this phone fetches comes from elsewhere. */
function shown(phone: Phone, url: string): void {
  phone.after = ({ path }) => fetch(url + path);
}

async function checkpointOf(url: string): Promise<string> {
  return (await fetch(`${url}/v1/log/checkpoint`)).text();
}

test("a split view of the same size is a fork: it stays, until the person begins anew", async (t) => {
  const town = await townFor(t);
  const twin = await town.twin();
  const phone = await greenPhone(town);
  assert.ok((await twin.server.publish()) !== null, "the twin closes the same period otherwise");
  shown(phone, twin.server.url);
  const evidence = await caught(town, phone, "fork");
  assert.equal(evidence.served, await checkpointOf(twin.server.url));
  assert.notEqual(evidence.served, evidence.held);

  honest(phone);
  await town.publish();
  await phone.device.sync({ force: true });
  const frozen = await phone.device.state();
  assert.equal(frozen.sync.problem, null);
  assert.deepEqual(
    [frozen.colour.colour, frozen.evidence[0]?.mended],
    ["grey", null],
    "no good list mends it",
  );
  assert.equal(frozen.sync.newestBatch, 2, "the lists go on all the same");

  await phone.device.startAnew();
  const { colour, evidence: kept, diary, sync } = await phone.device.state();
  assert.equal(colour.colour, "green");
  assert.deepEqual([kept[0]?.reason, kept[0]?.mended], ["fork", town.now]);
  assert.equal(diary.length, 1);
  assert.deepEqual([sync.newestBatch, sync.batchesKept], [2, 3]);
});

test("a split view that has grown is a fork, and who begins anew follows it from there", async (t) => {
  const town = await townFor(t);
  const twin = await town.twin();
  const phone = await greenPhone(town);
  await twin.server.publish();
  await town.publish();
  await twin.server.publish();
  shown(phone, twin.server.url);
  await caught(town, phone, "fork");
  await phone.device.startAnew();
  const { colour, sync } = await phone.device.state();
  assert.equal(colour.colour, "green");
  assert.equal(sync.checkpoint, await checkpointOf(twin.server.url));
});

test("to begin anew with another region, or a broken log, is refused and changes nothing", async (t) => {
  const town = await townFor(t);
  const other = await townFor(t);
  const phone = await greenPhone(town);
  const before = await phone.device.state();
  shown(phone, other.server.url);
  await assert.rejects(phone.device.startAnew(), { code: "wrong-region" });
  phone.after = ({ path }, response) => (path.startsWith("/v1/log/tile/") ? altered(response) : response);
  await assert.rejects(phone.device.startAnew(), { code: "broken-log" });
  const { region, sync } = await phone.device.state();
  assert.equal(region?.rootHash, before.region?.rootHash);
  assert.equal(sync.checkpoint, before.sync.checkpoint);
  await mends(phone);
});

test("a rollback by one entry is caught, and mends when the log is whole again", async (t) => {
  const town = await townFor(t);
  const earlier = await checkpointOf(town.server.url);
  const phone = await greenPhone(town);
  phone.after = ({ path }, response) => (path === "/v1/log/checkpoint" ? new Response(earlier) : response);
  const evidence = await caught(town, phone, "rollback");
  assert.equal(evidence.served, earlier);
  await mends(phone);
});

test("a batch that was logged and is not served is missing", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  const number = await town.publish();
  phone.after = ({ path }, response) =>
    path === `/v1/batch/${number}` ? new Response(null, { status: 404 }) : response;
  const { object } = await caught(town, phone, "missing");
  assert.equal(object?.name, `/v1/batch/${number}`);
  assert.match(object.wanted!, /^[0-9a-f]{64}$/);
  assert.equal(object.got, null);
  await mends(phone);
});

test("a batch with one altered byte is told by its name and both hashes", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  const number = await town.publish();
  phone.after = ({ path }, response) => (path.startsWith("/v1/batch/") ? altered(response) : response);
  const { object } = await caught(town, phone, "altered");
  assert.equal(object?.name, `/v1/batch/${number}`);
  assert.match(object.got!, /^[0-9a-f]{64}$/);
  assert.notEqual(object.got, object.wanted);
  await mends(phone);
});

test("entries that are not those of the checkpoint are altered, not a fork", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  await town.publish();
  phone.after = ({ path }, response) =>
    path.startsWith("/v1/log/tile/entries/") ? altered(response) : response;
  await caught(town, phone, "altered");
  await mends(phone);
});

test("a batch or a manifest that is not the logged one is altered, and an unlogged one is never asked for", async (t) => {
  const town = await townFor(t);
  const twin = await town.twin();
  const phone = await greenPhone(town);
  await town.publish();
  await twin.server.publish();
  phone.after = ({ path }, response) =>
    path === "/v1/batch/2" ? fetch(`${twin.server.url}/v1/batch/1`) : response;
  await caught(town, phone, "altered");
  await mends(phone);

  await town.server.renewManifest();
  await twin.server.renewManifest({ policy: { yellow: 30 } });
  phone.after = ({ path }, response) =>
    path === "/v1/manifest/2" ? fetch(twin.server.url + path) : response;
  const { object } = await caught(town, phone, "altered");
  assert.equal(object?.name, "/v1/manifest/2");
  await mends(phone);
});

test("a manifest that is not in the log is unlogged, to whoever begins with it", async (t) => {
  const town = await townFor(t);
  const twin = await town.twin();
  await twin.server.renewManifest();
  const phone = await town.phone();
  phone.after = ({ path }, response) =>
    path === "/v1/manifest" ? fetch(`${twin.server.url}/v1/manifest`) : response;
  await assert.rejects(phone.device.sync(), { code: "broken-log", reason: "unlogged" });
  const { region, evidence } = await phone.device.state();
  assert.equal(region, null);
  assert.deepEqual([evidence[0]?.reason, evidence[0]?.object?.name], ["unlogged", "/v1/manifest"]);
  honest(phone);
  await phone.device.sync();
});

test("a checkpoint that the region's log did not sign is unsigned", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  await town.publish();
  phone.after = async ({ path }, response) => {
    if (path !== "/v1/log/checkpoint") return response;
    const lines = (await response.text()).split("\n");
    lines[2] = `${lines[2]!.startsWith("A") ? "B" : "A"}${lines[2]!.slice(1)}`;
    return new Response(lines.join("\n"));
  };
  await caught(town, phone, "unsigned");
  await mends(phone);
});

test("a log that leaves out a batch has a gap, which no later entry mends", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  const twin = await town.twin();
  await twin.server.close();
  const store = await Store.open(join(twin.dataDirectory, "celadon.sqlite"));
  t.after(async () => store.close());
  const signer = new KeyDirectory(join(twin.dataDirectory, "keys")).log();
  const sha256 = "00".repeat(32);
  await store.transaction(async () =>
    appendToLog(store.log, signer, [{ kind: "batch", number: 3, bytes: 100, sha256 }]),
  );
  phone.after = async ({ path }, response) => {
    if (path === "/v1/log/checkpoint") return new Response((await store.log.head())!.checkpoint);
    const tile = path.startsWith("/v1/log/") ? parseTilePath(path.slice("/v1/log/".length)) : null;
    return tile === null ? response : new Response(new Uint8Array((await readTile(store.log, tile))!));
  };
  await caught(town, phone, "gap");
  await assert.rejects(phone.device.sync({ force: true }), { reason: "gap" });
  const { evidence } = await phone.device.state();
  assert.equal(evidence.length, 1, "the same break is one");
});

test("a ticket key that is not in the manifest is a dishonest answer: no report is sent", async (t) => {
  const town = await townFor(t);
  const phone = await greenPhone(town);
  const { diary } = await phone.device.state();
  phone.before = ({ path, body }) => {
    if (path !== "/v1/tickets") return undefined;
    const request = decodeTicketRequest(body!);
    const answer = issueTickets(request, ticketPurpose.report, epochOf(town.now), generateTicketKeyPair());
    return new Response(new Uint8Array(answer));
  };
  await phone.device.startReport(await town.server.issueClaimCode(1), [diary[0]!.id]);
  const { report } = await phone.device.runOutbox();
  assert.deepEqual(report?.step === "refused" ? report.reason : report, "dishonest-answer");
  assert.ok(!phone.sent.some(({ path }) => path === "/v1/reports"));
  assert.equal((await phone.device.state()).diary.length, 1);
});

async function altered(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  bytes[bytes.length - 1] = bytes.at(-1) === 0x30 ? 0x31 : 0x30;
  return new Response(bytes);
}
