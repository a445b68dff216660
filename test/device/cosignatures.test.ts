import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { hexToBytes } from "@noble/hashes/utils.js";
import {
  cosignerOf,
  encodeCheckInCode,
  generateCosignerKey,
  generatePlaceKey,
  intervalOf,
  noteSigner,
  passFromPlaceKey,
  splitNote,
} from "../../protocol/index.ts";
import { noteKeyFromSeed } from "../../protocol/note-signer.ts";
import { cosignerKeyFromSeed } from "../../protocol/cosignature.ts";
import { type Device, openDevice } from "../../web/device/device.ts";
import { periodSeconds, startTrialServer, type TrialServer } from "../server/trial-server.ts";

const hour = 3_600;
const seeds = [1, 2, 3].map((digit) => new Uint8Array(32).fill(digit));
const [one, two, third] = seeds.map((seed, index) =>
  cosignerKeyFromSeed(`witness${index + 1}.example`, seed),
);
const [first, second] = [cosignerOf(one!.skey), cosignerOf(two!.skey)];
const stranger = cosignerOf(generateCosignerKey("witness2.example").skey);

/** Signature lines under a checkpoint's text. */
type Lines = (text: string, now: number) => string;

const both: Lines = (text, now) => first.cosign(text, now) + second.cosign(text, now);

interface Watched {
  readonly server: TrialServer;
  readonly device: Device;
  /** What the server puts under its checkpoint. */
  lines: Lines;
}

/** A region that demands two of three witnesses, and a phone; the test signs for the witnesses. */
async function watched(t: TestContext): Promise<Watched> {
  const server = await startTrialServer(t, {
    region: { witnesses: [one!.vkey, two!.vkey, third!.vkey], quorum: 2 },
  });
  const send: typeof fetch = async (input, init) => {
    if (!String(input).endsWith("/v1/log/checkpoint")) return fetch(input, init);
    const database = new DatabaseSync(join(server.dataDirectory, "celadon.sqlite"), { readOnly: true });
    const checkpoint = String(database.prepare("SELECT checkpoint FROM log_head").get()!["checkpoint"]);
    database.close();
    return new Response(checkpoint + state.lines(splitNote(checkpoint).text, server.clock.now));
  };
  const device = await openDevice({
    fetch: send,
    origin: server.url,
    now: () => server.clock.now,
    indexedDB: new IDBFactory(),
    locks: null,
  });
  t.after(() => device.close());
  const state: Watched = { server, device, lines: both };
  return state;
}

/** Be somewhere for half an hour, and get the lists that cover it: green. */
async function turnGreen({ server, device }: Watched): Promise<void> {
  await device.sync();
  const regionId = hexToBytes((await device.state()).region!.id);
  const start = intervalOf(server.clock.now);
  const pass = passFromPlaceKey(generatePlaceKey(), start, start + 12);
  await device.checkIn(
    await device.readCode(encodeCheckInCode({ kind: "display", regionId, name: "Hall", pass })),
  );
  server.clock.forward(1_800);
  await device.checkOut();
  server.clock.forward(periodSeconds);
  assert.ok(await server.publish());
  await device.sync({ force: true });
  assert.equal((await device.state()).colour.colour, "green");
}

test("a checkpoint with its quorum is taken, whatever else stands under it and however old the cosignatures are", async (t) => {
  const watch = await watched(t);
  const { server, device } = watch;
  const good: [string, Lines][] = [
    ["two of three", both],
    ["with a stranger's", (text, now) => stranger.cosign(text, now) + both(text, now)],
    ["a clock an hour ahead", (text, now) => both(text, now + hour)],
    ["a month old", (text, now) => both(text, now - 30 * 24 * hour)],
    ["one of them twice", (text, now) => both(text, now) + first.cosign(text, now + 9)],
  ];
  for (const [name, lines] of good) {
    watch.lines = lines;
    server.clock.forward(periodSeconds);
    assert.ok(await server.publish());
    await device.sync({ force: true });
    assert.equal((await device.state()).sync.problem, null, name);
  }
});

test("a checkpoint without its quorum turns green grey, and nothing of it is taken; the next good one mends it", async (t) => {
  const watch = await watched(t);
  const { server, device } = watch;
  await turnGreen(watch);
  const plain = noteSigner(noteKeyFromSeed("witness2.example", seeds[1]!).skey);
  const bad: [string, Lines][] = [
    ["none", () => ""],
    ["one", (text, now) => first.cosign(text, now)],
    ["one, twice", (text, now) => first.cosign(text, now) + first.cosign(text, now + 1)],
    ["one and a namesake of another", (text, now) => first.cosign(text, now) + stranger.cosign(text, now)],
    ["one and a plain signature", (text, now) => first.cosign(text, now) + plain.sign(text)],
    [
      "one that is over an hour ahead",
      (text, now) => first.cosign(text, now) + second.cosign(text, now + hour + 1),
    ],
  ];
  for (const [name, lines] of bad) {
    watch.lines = lines;
    server.clock.forward(periodSeconds);
    assert.ok(await server.publish());
    const before = (await device.state()).sync.newestBatch;
    const missingQuorum = { name: "DeviceError", code: "broken-log", reason: "missing-quorum" };
    await assert.rejects(device.sync({ force: true }), missingQuorum, name);
    const { colour, sync } = await device.state();
    assert.deepEqual([colour.colour, sync.problem, sync.newestBatch], ["grey", "broken-log", before], name);
    assert.ok(colour.reasons.includes("broken-log"), name);
  }
  watch.lines = both;
  await device.sync({ force: true });
  const { colour, sync } = await device.state();
  assert.deepEqual([colour.colour, sync.problem], ["green", null]);
});

test("a wrong signature under a known witness's name is refused even beside a whole quorum", async (t) => {
  const watch = await watched(t);
  await turnGreen(watch);
  const other = "localhost/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
  watch.lines = (text, now) => both(text, now) + cosignerOf(third!.skey).cosign(other, now);
  watch.server.clock.forward(periodSeconds);
  assert.ok(await watch.server.publish());
  await assert.rejects(watch.device.sync({ force: true }), { code: "broken-log" });
});

test("a region whose first checkpoint has no quorum is not met at all", async (t) => {
  const watch = await watched(t);
  watch.lines = () => "";
  await assert.rejects(watch.device.sync(), { code: "broken-log", reason: "missing-quorum" });
  assert.equal((await watch.device.state()).region, null);
});

test("at the sunset the time that a quorum of witnesses has signed counts as a batch's closing does, and that of fewer does not", async (t) => {
  const day = 24 * hour;
  const cases: [string, Lines, boolean][] = [
    ["two of two", both, true],
    ["only one lately", (text, now) => first.cosign(text, now) + second.cosign(text, now - 20 * day), false],
  ];
  for (const [name, lines, isOver] of cases) {
    const watch = await watched(t);
    const { server, device } = watch;
    await turnGreen(watch);
    const { sunset } = (await device.state()).region!;
    // No batch for weeks; the witnesses go on.
    server.clock.now = sunset - 12 * hour;
    await device.tick();
    watch.lines = lines;
    await device.sync({ force: true });
    // A clock that leapt is not believed by itself for two days, even when it was right before.
    server.clock.now = sunset + day;
    await device.tick();
    assert.equal(await device.endIfOver(), isOver, name);
  }
});
