import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { cosignatureVerifier, encodeBase64, noteVerifier, openCheckpoint } from "../../protocol/index.ts";
import type { WitnessAddress } from "../../server/cosigning/witness-address.ts";
import { type Device, openDevice } from "../../web/device/device.ts";
import { ask } from "../server/http-text.ts";
import {
  periodSeconds,
  startTrialServer,
  temporaryDirectory,
  type TrialServer,
} from "../server/trial-server.ts";
import { until, type WatchedRegion, watchedRegion } from "./watched-region.ts";

/** A region that was stopped, and goes on twice: the operator shows two histories. Only the padding of a batch differs. */
async function goesOnTwice(
  t: TestContext,
  region: WatchedRegion,
  [first, second]: readonly [readonly WitnessAddress[], readonly WitnessAddress[]],
): Promise<[TrialServer, TrialServer]> {
  const copy = join(temporaryDirectory(t), "copy");
  cpSync(region.dataDirectory, copy, { recursive: true });
  return [
    await startTrialServer(t, { dataDirectory: region.dataDirectory, witnesses: first }, region.clock),
    await startTrialServer(t, { dataDirectory: copy, witnesses: second }, region.clock),
  ];
}

async function phone(t: TestContext, region: WatchedRegion, send: typeof fetch): Promise<Device> {
  const device = await openDevice({
    fetch: send,
    origin: region.url,
    now: () => region.clock.now,
    indexedDB: new IDBFactory(),
    locks: null,
  });
  t.after(() => device.close());
  return device;
}

/** A phone whose requests for the region's address arrive wherever the operator wants. */
function shown(server: () => string, checkpoint?: () => string): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(String(input));
    if (pathname === "/v1/log/checkpoint" && checkpoint !== undefined) return new Response(checkpoint());
    return fetch(server() + pathname, init);
  };
}

const servedSize = async (url: string): Promise<string | undefined> =>
  (await ask(url, "GET /v1/log/checkpoint")).body.toString().split("\n")[1];

/** All that a server has of its newest head: more than an honest one would show. */
function newestWithAllCosignatures(dataDirectory: string): { note: string; cosignatures: number } {
  const database = new DatabaseSync(join(dataDirectory, "celadon.sqlite"), { readOnly: true });
  try {
    const { size, checkpoint } = database.prepare("SELECT size, checkpoint FROM log_head").get()!;
    const rows = database.prepare("SELECT line FROM log_cosignature WHERE size = ?").all(size!);
    return { note: String(checkpoint) + rows.map((row) => row["line"]).join(""), cosignatures: rows.length };
  } finally {
    database.close();
  }
}

test("with quorum 2, one malicious witness of three does not make a fork acceptable that honest ones have seen the other side of", async (t) => {
  const region = await watchedRegion(t, { witnesses: 2, quorum: 2, malicious: true });
  await until(
    "the first lists are cosigned",
    async () => (await region.checkpoint())?.cosignedBy.length === 3,
  );
  let [annServer, benServer] = [region.url, region.url];
  let annsCheckpoint: (() => string) | undefined;
  let bensCheckpoint: (() => string) | undefined;
  const ann = await phone(t, region, (input, init) => shown(() => annServer, annsCheckpoint)(input, init));
  const ben = await phone(t, region, (input, init) => shown(() => benServer, bensCheckpoint)(input, init));
  for (const device of [ann, ben]) await device.sync();
  await region.close();

  const [real, forked] = await goesOnTwice(t, region, [region.witnesses, region.witnesses]);
  [annServer, benServer] = [real.url, forked.url];
  region.clock.forward(periodSeconds);
  assert.ok(await real.publish());
  await until("it is cosigned", async () => (await servedSize(real.url)) === "3");
  await until("by all", () => newestWithAllCosignatures(real.dataDirectory).cosignatures === 3);
  assert.ok(await forked.publish());
  await until(
    "the malicious one has cosigned",
    () => newestWithAllCosignatures(forked.dataDirectory).cosignatures === 1,
  );
  await until(
    "the others have refused",
    () => forked.logLines.filter((line) => line.includes("has not cosigned")).length === 2,
  );
  assert.ok(forked.logLines.some((line) => line.includes("status 422")));
  assert.equal(await servedSize(forked.url), "2", "an honest server would not even show it");

  bensCheckpoint = () => newestWithAllCosignatures(forked.dataDirectory).note;
  await ann.sync({ force: true });
  assert.equal((await ann.state()).sync.problem, null);
  await assert.rejects(ben.sync({ force: true }), {
    name: "DeviceError",
    code: "broken-log",
    reason: "missing-quorum",
  });
  const { colour, sync } = await ben.state();
  assert.deepEqual([colour.colour, sync.problem], ["grey", "broken-log"]);
  assert.ok(colour.reasons.includes("broken-log"));
  // A second signature by the malicious one does not help: it counts once.
  const twice = bensCheckpoint();
  bensCheckpoint = () => twice + twice.split("\n").at(-2)! + "\n";
  await assert.rejects(ben.sync({ force: true }), { reason: "missing-quorum" });
  // Who has seen the other side holds the proof, though too few have signed this one.
  annServer = forked.url;
  annsCheckpoint = bensCheckpoint;
  await assert.rejects(ann.sync({ force: true }), { reason: "fork" });
});

test("the limit: where honest witnesses are shown different sides, 2 of 3 with a malicious one pass a fork; what witnesses show gives it away", async (t) => {
  const region = await watchedRegion(t, { witnesses: 2, quorum: 2, malicious: true });
  await until(
    "the first lists are cosigned",
    async () => (await region.checkpoint())?.cosignedBy.length === 3,
  );
  await region.close();
  const [one, other, malicious] = region.witnesses;
  const servers = await goesOnTwice(t, region, [
    [one!, malicious!],
    [other!, malicious!],
  ]);
  region.clock.forward(periodSeconds);
  for (const server of servers) {
    assert.ok(await server.publish());
    await until("it has its quorum", async () => (await servedSize(server.url)) === "3");
  }
  const path = `/${createHash("sha256").update("localhost/log").digest("hex")}/checkpoint`;
  const seen = await Promise.all(
    [one!, other!].map(async ({ url, vkey }) => {
      const note = (await ask(url, `GET ${path}`)).body.toString();
      return openCheckpoint(note, noteVerifier(region.logKey), [cosignatureVerifier(vkey)]);
    }),
  );
  assert.deepEqual(
    seen.map(({ size }) => size),
    [3, 3],
  );
  assert.notEqual(
    encodeBase64(seen[0]!.root),
    encodeBase64(seen[1]!.root),
    "signed by the log: proof for anyone",
  );
});

test("three of three: then a malicious witness and a split are not enough", async (t) => {
  const region = await watchedRegion(t, { witnesses: 2, quorum: 3, malicious: true });
  await until(
    "the first lists are cosigned",
    async () => (await region.checkpoint())?.cosignedBy.length === 3,
  );
  await region.close();
  const [one, other, malicious] = region.witnesses;
  const servers = await goesOnTwice(t, region, [
    [one!, malicious!],
    [other!, malicious!],
  ]);
  region.clock.forward(periodSeconds);
  for (const server of servers) {
    assert.ok(await server.publish());
    await until(
      "two have cosigned",
      () => newestWithAllCosignatures(server.dataDirectory).cosignatures === 2,
    );
    assert.equal(await servedSize(server.url), "2");
  }
});
