import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openExistingData } from "../../server/data-directory.ts";
import { appendToLog } from "../../server/log.ts";
import { publishSome } from "../monitor/watched-site.ts";
import { rowsOf } from "../server/database-file.ts";
import { answerText, ask, sentenceOf } from "../server/http-text.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { mirroredAt, peerNamed, saidOf, startTwoRegions, treeOf } from "./two-regions.ts";

const day = 86_400;

const tables = ["mirror_head", "mirror_manifest", "mirror_batch", "mirror_entry", "mirror_node"];

test("every public object of a peer is served at home, byte for byte, with the same headers", async (t) => {
  const { home, peer, mirrored } = await startTwoRegions(t);
  const before = await mirrored("root");
  assert.equal(before.status, 503);
  assert.match(sentenceOf(before), /not|Nothing of this region is mirrored here yet/);
  await home.mirrorPeers();
  for (let round = 0; round < 3; round++) {
    for (const path of await treeOf(peer)) {
      const [here, there] = [await mirrored(path), await ask(peer.url, `GET /v1/${path}`)];
      assert.equal(answerText(here), answerText(there), path);
      assert.ok(here.body.equals(there.body), path);
    }
    if (round === 1) await peer.renewManifest({ policy: { yellow: 20 } });
    await publishSome(peer, 2);
    await home.mirrorPeers();
  }
});

test("a log of more than one tile is mirrored whole, and goes on in the middle of a tile", async (t) => {
  const { home, peer, mirrored } = await startTwoRegions(t);
  await home.mirrorPeers();
  await appendEntries(peer, 270);
  await home.mirrorPeers();
  await publishSome(peer, 10);
  await home.mirrorPeers();
  const width = Number((await mirrored("log/checkpoint")).body.toString().split("\n")[1]) - 256;
  assert.ok(width > 20);
  for (const path of [
    "log/tile/0/000",
    `log/tile/0/001.p/${width}`,
    "log/tile/1/000.p/1",
    "log/tile/entries/000",
    `log/tile/entries/001.p/${width}`,
    "log/tile/entries/001.p/3",
    "batch/12",
  ]) {
    const there = await ask(peer.url, `GET /v1/${path}`);
    assert.equal(there.status, 200, path);
    assert.ok((await mirrored(path)).body.equals(there.body), path);
  }
});

/** Let the log grow, without batches. */
async function appendEntries({ dataDirectory }: TrialServer, count: number): Promise<void> {
  const { store, keys } = await openExistingData(dataDirectory);
  const entries = Array.from({ length: count }, () => ({ kind: "resume" }) as const);
  await store.transaction(async () => appendToLog(store.log, keys.log(), entries));
  await store.close();
}

test("only peers have a mirror, under their id as it is written, and only for reading", async (t) => {
  const { home, named } = await startTwoRegions(t);
  await home.mirrorPeers();
  const id = named.root.slice(0, 16);
  for (const path of [
    `${"0".repeat(16)}/root`,
    `${id.toUpperCase()}/root`,
    `${named.root}/root`,
    `${id}/`,
    id,
    `${id}/tickets`,
  ]) {
    assert.equal((await ask(home.url, `GET /v1/peer/${path}`)).status, 404, path);
  }
  assert.equal((await ask(home.url, `POST /v1/peer/${id}/root`)).status, 405);
  assert.equal((await ask(home.url, `HEAD /v1/peer/${id}/root`)).status, 200);
});

test("two regions that mirror each other do not grow by it", async (t) => {
  const { home, peer, clock, named } = await startTwoRegions(t);
  const back = await peerNamed(home, "Home");
  await peer.close();
  const again = await startTrialServer(
    t,
    { dataDirectory: peer.dataDirectory, peers: [{ root: back.root, url: home.url }] },
    clock,
  );
  await again.renewManifest({ peers: [back] });
  // The peer has another port now, of which only a new start can tell.
  const port = Number(new URL(home.url).port);
  await home.close();
  const homeAgain = await startTrialServer(
    t,
    { dataDirectory: home.dataDirectory, port, peers: [{ root: named.root, url: again.url }] },
    clock,
  );
  const sizes = async (): Promise<string[]> => {
    const answers = await Promise.all([
      ask(homeAgain.url, "GET /v1/log/checkpoint"),
      ask(again.url, "GET /v1/log/checkpoint"),
      mirroredAt(homeAgain, named, "log/checkpoint"),
      mirroredAt(again, back, "log/checkpoint"),
    ]);
    return answers.map(({ body }) => body.toString());
  };
  const rows = (): number[] =>
    [homeAgain, again].flatMap(({ dataDirectory }) =>
      tables.map((table) => rowsOf(join(dataDirectory, "celadon.sqlite"), table).length),
    );
  await homeAgain.mirrorPeers();
  await again.mirrorPeers();
  const [first, rowsThen] = [await sizes(), rows()];
  for (let round = 0; round < 5; round++) {
    await homeAgain.mirrorPeers();
    await again.mirrorPeers();
  }
  assert.deepEqual(await sizes(), first);
  assert.deepEqual(rows(), rowsThen);
  assert.equal(first[0], first[3]);
  assert.equal(first[1], first[2]);
});

test("batches go with the peer's retention, also while it is down; its newest stays", async (t) => {
  const { home, peer, clock, mirrored, tamper } = await startTwoRegions(t);
  await home.mirrorPeers();
  for (let each = 0; each < 16; each++) {
    clock.forward(day);
    await peer.publish();
    await home.publish();
    if (each === 8) tamper(() => ({ status: 503 }));
    if (each === 15) tamper(() => ({}));
    if (each !== 9) continue;
    assert.equal((await mirrored("batch/0")).status, 200);
  }
  await home.mirrorPeers();
  for (const path of await treeOf(peer)) {
    assert.equal((await mirrored(path)).status, (await ask(peer.url, `GET /v1/${path}`)).status, path);
  }
  assert.equal((await mirrored("batch/0")).status, 404);
});

test("past the peer's sunset its batches are gone here too, and what shows that it ended stays", async (t) => {
  const { home, peer, clock, mirrored } = await startTwoRegions(t, { home: { region: { days: 60 } } });
  await home.mirrorPeers();
  clock.forward(26 * day);
  assert.equal((await mirrored("batch/1")).status, 410);
  assert.equal(sentenceOf(await mirrored("batch/1")), sentenceOf(await ask(peer.url, "GET /v1/batch/1")));
  await peer.publish();
  await home.mirrorPeers();
  assert.deepEqual(rowsOf(join(home.dataDirectory, "celadon.sqlite"), "mirror_batch"), []);
  for (const path of ["root", "manifest", "manifest/1", "log/checkpoint", "log/tile/entries/000.p/5"]) {
    const there = await ask(peer.url, `GET /v1/${path}`);
    assert.equal(there.status, 200, path);
    assert.ok((await mirrored(path)).body.equals(there.body), path);
  }
});

test("past the home region's own sunset nothing of a peer is served or kept", async (t) => {
  const { home, clock, mirrored } = await startTwoRegions(t, { peer: { region: { days: 60 } } });
  await home.mirrorPeers();
  clock.forward(26 * day);
  for (const path of ["root", "manifest", "batch/1", "log/checkpoint", "log/tile/0/000.p/1"]) {
    assert.equal((await mirrored(path)).status, 410, path);
  }
  await home.publish();
  for (const table of tables) {
    assert.deepEqual(rowsOf(join(home.dataDirectory, "celadon.sqlite"), table), [], table);
  }
});

test("a peer that leaves the manifest is deleted, and a new one is mirrored", async (t) => {
  const { home, named, mirrored } = await startTwoRegions(t);
  await home.mirrorPeers();
  assert.equal((await mirrored("root")).status, 200);
  await home.renewManifest({ peers: [] });
  assert.equal((await mirrored("root")).status, 404);
  await home.mirrorPeers();
  for (const table of tables) {
    assert.deepEqual(rowsOf(join(home.dataDirectory, "celadon.sqlite"), table), [], table);
  }
  await home.renewManifest({ peers: [named] });
  await home.mirrorPeers();
  assert.equal((await mirrored("batch/1")).status, 200);
});

test("what is mirrored is there after a restart, before the peer is asked", async (t) => {
  const { home, peer, clock, named } = await startTwoRegions(t);
  await home.mirrorPeers();
  await home.close();
  const again = await startTrialServer(t, { dataDirectory: home.dataDirectory }, clock);
  for (const path of await treeOf(peer)) {
    const there = await ask(peer.url, `GET /v1/${path}`);
    assert.ok((await mirroredAt(again, named, path)).body.equals(there.body), path);
  }
});

test("by itself a server mirrors at its start and goes on", async (t) => {
  const { home, mirrored, peer, clock } = await startTwoRegions(t, {
    home: { publishByItself: true, periodSeconds: 1 },
  });
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await holds()); tries++) {
      assert.ok(tries < 400, saidOf(home).join("\n"));
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  await until(async () => (await mirrored("batch/3")).status === 200);
  clock.forward(3600);
  await peer.publish();
  clock.forward(2);
  await until(async () => (await mirrored("batch/4")).status === 200);
  assert.match(saidOf(home)[0]!, /^Peer "Kowloon" \([0-9a-f]{16}\) is mirrored up to entry 5\.$/);
});
