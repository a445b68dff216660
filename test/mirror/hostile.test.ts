import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { encodeBatch, intervalOf, openRegionRoot } from "../../protocol/index.ts";
import { appendToLog, batchEntry } from "../../server/log.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { only, type Tampering, withFlippedBit } from "../monitor/tampering-proxy.ts";
import { publishSome, startTwin } from "../monitor/watched-site.ts";
import { type Answer, ask } from "../server/http-text.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { peerNamed, saidOf, startTwoRegions, treeOf, type TwoRegions } from "./two-regions.ts";

/** What is shown at home of a peer, whole. */
async function shown({ peer, mirrored }: TwoRegions, paths?: string[]): Promise<Map<string, string>> {
  const all = paths ?? (await treeOf(peer));
  return new Map(
    await Promise.all(all.map(async (path) => [path, summaryOf(await mirrored(path))] as const)),
  );
}

function summaryOf({ status, body }: Answer): string {
  return `${status} ${createHash("sha256").update(body).digest("hex")}`;
}

/** Let the peer lie: nothing of it is taken, the last good state stays, and the home server says why. */
async function assertRefused(regions: TwoRegions, tampering: Tampering, why: RegExp): Promise<void> {
  const { home, tamper } = regions;
  const paths = await treeOf(regions.peer);
  const before = await shown(regions, paths);
  tamper(tampering);
  await home.mirrorPeers();
  assert.deepEqual(await shown(regions, paths), before);
  assert.match(saidOf(home).at(-1)!, why);
  tamper(() => ({}));
}

/** The honest peer is mirrored again. */
async function assertMirrored({ home, peer, mirrored }: TwoRegions): Promise<void> {
  await home.mirrorPeers();
  for (const path of ["log/checkpoint", "manifest", "root"]) {
    assert.ok((await mirrored(path)).body.equals((await ask(peer.url, `GET /v1/${path}`)).body), path);
  }
}

async function bodyAt({ url }: TrialServer, path: string): Promise<Buffer> {
  return (await ask(url, `GET ${path}`)).body;
}

test("what does not verify is not taken, what was mirrored stays, and the log says why", async (t) => {
  const regions = await startTwoRegions(t);
  const { home, peer } = regions;
  await home.mirrorPeers();
  const checkpoint = "/v1/log/checkpoint";
  const earlier = await bodyAt(peer, checkpoint);
  const stranger = await startTrialServer(t, { region: { name: "Elsewhere" } });
  const strangersRoot = await bodyAt(stranger, "/v1/root");
  await publishSome(peer, 2);
  await home.mirrorPeers();
  await publishSome(peer, 3);
  const entriesPath = "/v1/log/tile/entries/000.p/9";

  const lies: [string, Tampering, RegExp][] = [
    [
      "a dropped batch",
      only("/v1/batch/8", () => ({ status: 404 })),
      /batch 8: it is missing, though it is the newest/,
    ],
    [
      "a batch with one bit turned",
      only("/v1/batch/8", ({ body }) => ({ body: withFlippedBit(body, 100) })),
      /batch 8: its SHA-256 is [0-9a-f]{64}, logged was [0-9a-f]{64}\./,
    ],
    [
      "another dropped batch",
      only("/v1/batch/7", () => ({ status: 404 })),
      /batch 7: it is missing, and the one after it closed only on/,
    ],
    [
      "the root of another region",
      only("/v1/root", () => ({ body: strangersRoot })),
      /root: the site shows another region than the one in our manifest: its root is [0-9a-f]{64}, not [0-9a-f]{64}\. What was mirrored before stays/,
    ],
    [
      "a root whose signature is wrong",
      only("/v1/root", ({ body }) => ({ body: withFlippedBit(body, body.length - 10) })),
      /root: /,
    ],
    [
      "a manifest whose text was changed",
      only("/v1/manifest", ({ body }) => ({ body: withFlippedBit(body, 200) })),
      /manifest: /,
    ],
    [
      "a checkpoint that was not signed",
      only(checkpoint, ({ body }) => ({ body: withFlippedBit(body, 20) })),
      /checkpoint: /,
    ],
    [
      "a log that was rolled back",
      only(checkpoint, () => ({ body: earlier })),
      /log: it has 5 entries, mirrored are 7\./,
    ],
    [
      "entries that were changed",
      only(entriesPath, ({ body }) => ({ body: withFlippedBit(body) })),
      /log: its checkpoint of 10 does not continue the 7 entries mirrored|entries\/000/,
    ],
    [
      "a batch in another's place",
      only("/v1/batch/7", () => ({ body: earlier })),
      /batch 7: it has \d+ bytes, logged were \d+\./,
    ],
    [
      "a batch that is larger than logged",
      only("/v1/batch/7", ({ body }) => ({ body: Buffer.concat([body, body]) })),
      /batch\/7: it has more than \d+ bytes\./,
    ],
    [
      "redirects",
      () => ({ status: 302, headers: { location: "http://localhost:1/" } }),
      /root: leads to http:\/\/localhost:1\/ \(status 302\), which was not followed/,
    ],
    [
      "a page of a hotel's network",
      () => ({ status: 200, body: Buffer.from("<h1>Welcome, \u001b[2Jguest</h1>") }),
      /root: /,
    ],
    ["nothing", () => ({ status: 404 }), /\/v1\/root: it is not there\./],
    ["trouble", () => ({ status: 500 }), /http:\/\/localhost:\d+\/v1\/root answers with status 500\. What/],
  ];
  for (const [name, tampering, why] of lies) {
    await t.test(name, async () => {
      // The size has grown by three batches since: entries are asked for by their exact width.
      const sized: Tampering = async (path, honest) =>
        tampering(path === "/v1/log/tile/entries/000.p/10" ? entriesPath : path, honest);
      await assertRefused(regions, sized, why);
    });
  }
  for (const line of saidOf(home)) assert.doesNotMatch(line, /\p{Cc}/u);
  await assertMirrored(regions);
});

test("nothing is shown of a peer that lies from the beginning", async (t) => {
  const regions = await startTwoRegions(t);
  const { home, mirrored, tamper } = regions;
  tamper(only("/v1/batch/0", ({ body }) => ({ body: withFlippedBit(body) })));
  await home.mirrorPeers();
  for (const path of ["root", "manifest", "batch/3", "log/checkpoint"]) {
    assert.equal((await mirrored(path)).status, 503, path);
  }
  tamper(() => ({}));
  await assertMirrored(regions);
});

test("a peer that forks its log is not followed, and both checkpoints are kept in the home server's log", async (t) => {
  const regions = await startTwoRegions(t);
  const { home, peer, tamper } = regions;
  await home.mirrorPeers();
  const twin = await startTwin(t, peer);
  await publishSome(peer, 1);
  await home.mirrorPeers();
  const held = await bodyAt(peer, "/v1/log/checkpoint");
  twin.clock.now = peer.clock.now;
  await twin.renewManifest();
  await publishSome(twin, 2);
  const fork: Tampering = async (path) => ask(twin.url, `GET ${path}`);
  await assertRefused(regions, fork, /log: its checkpoint of \d does not continue the 6 entries mirrored/);
  const forked = await bodyAt(twin, "/v1/log/checkpoint");
  const line = home.logLines.find((each) => each.includes("does not continue"))!;
  const { evidence } = JSON.parse(line) as { evidence: { text: string }[] };
  assert.deepEqual(
    evidence.map(({ text }) => text),
    [held.toString(), forked.toString()],
  );
  tamper(() => ({}));
  await assertMirrored(regions);
});

test("an honest log of a dishonest server is not enough: what it names is looked at", async (t) => {
  const regions = await startTwoRegions(t);
  const { home, peer, clock } = regions;
  await home.mirrorPeers();
  const regionId = openRegionRoot((await bodyAt(peer, "/v1/root")).toString()).id;
  const { store, keys } = await openExistingData(peer.dataDirectory);
  const closed = intervalOf(clock.now) - 100;
  const bytes = encodeBatch({ number: 4, closed, regionId, exposed: [] });
  await store.transaction(async () => {
    await store.batches.add({ number: 4, periodStart: clock.now + 1, closed }, bytes);
    await appendToLog(store.log, keys.log(), [batchEntry(4, bytes)]);
  });
  await store.close();
  await assertRefused(regions, () => ({}), /batch 4: it closed in interval \d+, one before it in \d+\./);
});

test("a manifest that may not follow is not mirrored, though it is signed and logged", async (t) => {
  const regions = await startTwoRegions(t);
  const { home, peer, clock } = regions;
  await home.mirrorPeers();
  clock.forward(7200);
  await peer.renewManifest();
  clock.forward(-7200);
  await assertRefused(regions, () => ({}), /manifest 2: .*over an hour ahead/);
});

/** A server that answers as it likes, instead of the peer; it is stopped after the test. */
async function homeOf(t: TestContext, listener: RequestListener): Promise<TrialServer> {
  const hostile = createServer(listener);
  await new Promise<void>((resolve) => {
    hostile.listen(0, "localhost", resolve);
  });
  t.after(() => {
    hostile.closeAllConnections();
    hostile.close();
  });
  const url = `http://localhost:${(hostile.address() as AddressInfo).port}`;
  const peer = await startTrialServer(t, { region: { name: "Kowloon" } });
  const named = await peerNamed(peer, "Kowloon");
  const region = { peers: [named] };
  return startTrialServer(t, { region, peers: [{ root: named.root, url }], patienceSeconds: 0.02 });
}

test("a body without end is not read on", async (t) => {
  let sent = 0;
  const home = await homeOf(t, (_, response) => {
    const chunk = Buffer.alloc(65_536);
    const go = (): void => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      if (!response.destroyed) response.once("drain", go);
    };
    go();
  });
  await home.mirrorPeers();
  assert.match(saidOf(home).at(-1)!, /\/v1\/root: it has more than 65536 bytes\./);
  await pause(50);
  assert.ok(sent < 2 ** 24, String(sent));
});

test("a peer that hangs keeps nobody waiting: home publishes, answers and stops as ever", async (t) => {
  const home = await homeOf(t, () => undefined);
  const asking = home.mirrorPeers();
  await publishSome(home, 2);
  assert.equal((await ask(home.url, "GET /v1/batch/2")).status, 200);
  const stopped = Date.now();
  await home.close();
  await asking;
  assert.ok(Date.now() - stopped < 5_000);
  assert.deepEqual(saidOf(home), []);
});

test("a peer that is down is asked again, and said to be down once", async (t) => {
  const regions = await startTwoRegions(t);
  const { home, peer } = regions;
  await home.mirrorPeers();
  await publishSome(peer, 1);
  for (let each = 0; each < 3; each++) await assertRefused(regions, () => ({ status: 503 }), /status 503/);
  assert.equal(saidOf(home).filter((line) => line.includes("status 503")).length, 1);
  await assertMirrored(regions);
  assert.match(saidOf(home).at(-1)!, /is mirrored up to entry 6/);
});
