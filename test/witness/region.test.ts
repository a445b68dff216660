import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { cosignerOf, generateCosignerKey, type OpenedCheckpoint } from "../../protocol/index.ts";
import { ask, sentenceOf } from "../server/http-text.ts";
import { periodSeconds, startTrialServer, temporaryDirectory } from "../server/trial-server.ts";
import { until, type WatchedRegion, watchedRegion } from "./watched-region.ts";

/** Close the next batch. @returns The log's size then. */
async function publishNext(region: WatchedRegion): Promise<void> {
  region.clock.forward(periodSeconds);
  assert.ok(await region.publish());
}

async function served(region: WatchedRegion, size: number): Promise<OpenedCheckpoint> {
  await until(`a checkpoint of ${size} is served`, async () => (await region.checkpoint())?.size === size);
  return (await region.checkpoint())!;
}

/** An address at which everyone is kept waiting. */
async function silentAddress(t: TestContext): Promise<string> {
  const http = createServer(() => {});
  http.listen(0, "localhost");
  await new Promise((resolve) => http.once("listening", resolve));
  t.after(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://localhost:${(http.address() as AddressInfo).port}`;
}

test("every checkpoint is cosigned by all witnesses in the end, and none is served without its quorum", async (t) => {
  const region = await watchedRegion(t, { witnesses: 3, quorum: 2 });
  for (const size of [2, 3, 4]) {
    const { cosignedBy } = await served(region, size);
    assert.ok(cosignedBy.length >= 2);
    for (const { timestamp } of cosignedBy) assert.equal(timestamp, region.clock.now);
    await until("all have cosigned", async () => (await region.checkpoint())!.cosignedBy.length === 3);
    await publishNext(region);
  }
  await served(region, 5);
  await region.close();
  const rows = new DatabaseSync(join(region.dataDirectory, "celadon.sqlite"), { readOnly: true })
    .prepare("SELECT DISTINCT size FROM log_cosignature")
    .all();
  assert.deepEqual(
    rows.map((row) => row["size"]),
    [5],
    "older cosignatures are gone",
  );
});

test("before its first quorum a log shows no checkpoint, and says so; everything else is there", async (t) => {
  const region = await watchedRegion(t, { witnesses: 3, quorum: 2, running: 1 });
  const answer = await ask(region.url, "GET /v1/log/checkpoint");
  assert.equal(answer.status, 503);
  assert.equal(sentenceOf(answer), "The newest list is not cosigned yet; please try again soon.");
  await publishNext(region);
  assert.equal((await ask(region.url, "GET /v1/batch/1")).status, 200);
  await region.witnesses[1]!.start();
  await publishNext(region);
  const { cosignedBy } = await served(region, 4);
  assert.equal(cosignedBy.length, 2);
});

test("when the quorum is lost the last checkpoint that had it stays, and the newest comes once it is back", async (t) => {
  const region = await watchedRegion(t, { witnesses: 2, quorum: 2 });
  await served(region, 2);
  await region.witnesses[1]!.stop();
  for (let batch = 0; batch < 3; batch++) await publishNext(region);
  await until("one has cosigned the newest", () => cosignedSizes(region).includes("5"));
  assert.equal((await region.checkpoint())!.size, 2);
  await region.witnesses[1]!.start();
  // Without a batch in between: it is asked again by itself.
  const { cosignedBy } = await served(region, 5);
  assert.equal(cosignedBy.length, 2);
  assert.ok(region.logLines.some((line) => line.includes("Witness witness1.example has not cosigned")));
  assert.ok(region.logLines.some((line) => line.includes("Witness witness1.example cosigns again")));
});

test("a witness that keeps everyone waiting holds up neither publishing, nor reading, nor the others, nor the end", async (t) => {
  const region = await watchedRegion(t, { witnesses: 1, quorum: 1 });
  await region.close();
  const silent = { vkey: generateCosignerKey("silent.example").vkey, url: await silentAddress(t) };
  const server = await startTrialServer(
    t,
    { dataDirectory: region.dataDirectory, witnesses: [silent, ...region.witnesses] },
    region.clock,
  );
  const again = { ...region, ...server };
  const before = performance.now();
  await publishNext(again);
  assert.ok(performance.now() - before < 1_000);
  await until("the other has cosigned", async () =>
    (await ask(server.url, "GET /v1/log/checkpoint")).body.toString().includes("\n3\n"),
  );
  const closing = performance.now();
  await server.close();
  assert.ok(performance.now() - closing < 5_000);
});

test("a server that was restarted goes on; one with an old copy of its data does not start, and signs nothing", async (t) => {
  const region = await watchedRegion(t, { witnesses: 1, quorum: 1 });
  await served(region, 2);
  await region.close();
  const [old, fork] = [0, 1].map((index) => join(temporaryDirectory(t), `copy${index}`));
  for (const copy of [old!, fork!]) cpSync(region.dataDirectory, copy, { recursive: true });
  const options = { witnesses: region.witnesses };
  const second = await startTrialServer(t, { ...options, dataDirectory: region.dataDirectory }, region.clock);
  const running = { ...region, ...second };
  await publishNext(running);
  await until("it is cosigned", () => cosignedSizes(running).includes("3"));
  await second.close();

  const size = (dataDirectory: string): unknown => {
    const database = new DatabaseSync(join(dataDirectory, "celadon.sqlite"), { readOnly: true });
    const head = database.prepare("SELECT size FROM log_head").get();
    database.close();
    return head?.["size"];
  };
  await assert.rejects(startTrialServer(t, { ...options, dataDirectory: old! }, region.clock), {
    name: "OperatorError",
    message: /A witness has cosigned 3 entries of the log, but only 2 are here/,
  });
  assert.equal(size(old!), 2);
  // Without its witnesses it goes on, and another batch 1 is signed: the fork is there, and found at the next start.
  const alone = await startTrialServer(t, { dataDirectory: fork! }, region.clock);
  assert.ok(await alone.publish());
  await alone.close();
  await assert.rejects(startTrialServer(t, { ...options, dataDirectory: fork! }, region.clock), {
    name: "OperatorError",
    message: /A witness has cosigned another log of 3 entries under this key/,
  });
  const third = await startTrialServer(t, { ...options, dataDirectory: region.dataDirectory }, region.clock);
  await publishNext({ ...region, ...third });
  await until("it is cosigned", () => cosignedSizes({ ...region, ...third }).includes("4"));
});

test("a server that began while its witness was away is told when the witness has seen more, and gets no cosignature", async (t) => {
  const region = await watchedRegion(t, { witnesses: 1, quorum: 1 });
  await served(region, 2);
  await region.close();
  const copy = join(temporaryDirectory(t), "old");
  cpSync(region.dataDirectory, copy, { recursive: true });
  const options = { witnesses: region.witnesses };
  const second = await startTrialServer(t, { ...options, dataDirectory: region.dataDirectory }, region.clock);
  const running = { ...region, ...second };
  await publishNext(running);
  await publishNext(running);
  await until("it is cosigned", () => cosignedSizes(running).includes("4"));
  await second.close();
  await region.witnesses[0]!.stop();
  const old = await startTrialServer(t, { ...options, dataDirectory: copy }, region.clock);
  assert.ok(await old.publish());
  const told = (what: string) => () => old.logLines.some((line) => line.includes(what));
  await until("it is told that nobody answers", told("has not cosigned"));
  await region.witnesses[0]!.start();
  await until("it is told that the witness has seen more", told("was an old copy of the data put back?"));
  region.clock.forward(2 * periodSeconds);
  assert.ok(await old.publish());
  region.clock.forward(periodSeconds);
  assert.ok(await old.publish());
  await until("it is told that its log is another", told("status 422"));
  const note = (await ask(old.url, "GET /v1/log/checkpoint")).body.toString();
  assert.match(note, /\n2\n/, "what is served is still what was cosigned");
});

test("a witness that answers with another's signature, with none, with too much or with nonsense is not believed", async (t) => {
  const key = generateCosignerKey("witness.example");
  const stranger = cosignerOf(generateCosignerKey("witness.example").skey);
  const cosigner = cosignerOf(key.skey);
  const answers = [
    () => stranger.cosign("something\n", 1_700_000_000),
    (signed: string) => stranger.cosign(signed, 1_700_000_000),
    () => cosigner.cosign("something else\n", 1_700_000_000),
    (signed: string) => cosigner.cosign(signed, 4_000_000_000),
    () => "",
    () => "\n\n\n",
    () => "x".repeat(100_000),
  ];
  for (const [index, answer] of answers.entries()) {
    const http = createServer((request, response) => {
      text(request)
        .then((body) => {
          const checkpoint = body.slice(body.indexOf("\n\n") + 2);
          return response.end(answer(checkpoint.slice(0, checkpoint.indexOf("\n\n") + 1)));
        })
        .catch((error: unknown) => response.destroy(error as Error));
    });
    http.listen(0, "localhost");
    await new Promise((resolve) => http.once("listening", resolve));
    const url = `http://localhost:${(http.address() as AddressInfo).port}`;
    const server = await startTrialServer(t, {
      region: { witnesses: [key.vkey], quorum: 1 },
      witnesses: [{ vkey: key.vkey, url }],
    });
    await until("it is told", () => server.logLines.some((line) => line.includes("has not cosigned")));
    assert.equal((await ask(server.url, "GET /v1/log/checkpoint")).status, 503, `answer ${index}`);
    await server.close();
    http.closeAllConnections();
    http.close();
  }
});

test("without a quorum the newest checkpoint is served at once, with the cosignatures that come", async (t) => {
  const region = await watchedRegion(t, { witnesses: 1, quorum: 0 });
  await publishNext(region);
  assert.equal((await region.checkpoint())!.size, 3);
  await until("it is cosigned", async () => (await region.checkpoint())!.cosignedBy.length === 1);
});

test("a manifest that demands more witnesses than the server knows is said at start", async (t) => {
  const { vkey } = generateCosignerKey("witness.example");
  const server = await startTrialServer(t, { region: { witnesses: [vkey], quorum: 1 } });
  assert.ok(server.logLines.some((line) => line.includes("The manifest demands 1 cosignatures")));
});

/** The sizes of which there is a cosignature in the server's store. */
function cosignedSizes(region: Pick<WatchedRegion, "dataDirectory">): string[] {
  const database = new DatabaseSync(join(region.dataDirectory, "celadon.sqlite"), { readOnly: true });
  try {
    return database
      .prepare("SELECT DISTINCT size FROM log_cosignature")
      .all()
      .map((row) => String(row["size"]));
  } finally {
    database.close();
  }
}
