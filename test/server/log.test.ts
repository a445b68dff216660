import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import {
  appendLeaf,
  decodeEntryBundle,
  emptyFrontier,
  encodeLogEntry,
  entryBundlePath,
  type Frontier,
  generateNoteKey,
  leafHash,
  noteSigner,
  noteVerifier,
  openCheckpoint,
  parseTilePath,
  tilePath,
  treeRoot,
} from "../../protocol/index.ts";
import { appendToLog, readTile } from "../../server/log.ts";
import { Store } from "../../server/store/store.ts";
import { ask } from "./http-text.ts";
import { fetchLog, fetchManifest } from "./reporter.ts";
import { periodSeconds, startTrialServer, temporaryDirectory } from "./trial-server.ts";

/** The tree over some leaves, grown one by one. */
function grown(leaves: readonly Uint8Array[]): Frontier {
  return leaves.reduce(appendLeaf, emptyFrontier);
}

test("the log begins with the manifest and has every batch, each with its hash", async (t) => {
  const { url, clock, publish } = await startTrialServer(t);
  clock.forward(periodSeconds);
  await publish();
  const entries = await fetchLog(url);
  const sha256 = async (path: string): Promise<string> =>
    createHash("sha256")
      .update((await ask(url, `GET ${path}`)).body)
      .digest("hex");
  const bytes = async (number: number): Promise<number> =>
    (await ask(url, `GET /v1/batch/${number}`)).body.length;
  assert.deepEqual(entries, [
    { kind: "manifest", sequence: 1, sha256: await sha256("/v1/manifest/1") },
    { kind: "batch", number: 0, bytes: await bytes(0), sha256: await sha256("/v1/batch/0") },
    { kind: "batch", number: 1, bytes: await bytes(1), sha256: await sha256("/v1/batch/1") },
  ]);
});

test("the checkpoint's root is that of the entries, and it grows with each batch", async (t) => {
  const { url, clock, publish } = await startTrialServer(t);
  const { logKey } = await fetchManifest(url);
  for (const size of [2, 3, 4]) {
    const note = (await ask(url, "GET /v1/log/checkpoint")).body.toString();
    const checkpoint = openCheckpoint(note, noteVerifier(logKey));
    assert.equal(checkpoint.size, size);
    const leaves = (await fetchLog(url)).map((entry) => leafHash(encodeLogEntry(entry)));
    assert.deepEqual(checkpoint.root, treeRoot(grown(leaves)));
    const tile = await ask(url, `GET /v1/log/${tilePath(0, 0, size)}`);
    assert.deepEqual(new Uint8Array(tile.body), new Uint8Array(Buffer.concat(leaves)));
    clock.forward(periodSeconds);
    await publish();
  }
});

test("tiles are those of the tree, at any width that is complete", async (t) => {
  const store = await Store.open(join(temporaryDirectory(t), "celadon.sqlite"));
  t.after(async () => store.close());
  const signer = noteSigner(generateNoteKey("example.org/log").skey);
  const texts = Array.from({ length: 2 * 256 + 44 }, (_, position) => `pause ${position}`);
  await store.transaction(async () => {
    // In two goes, so that the tree is taken up from what is stored.
    const entries = texts.map((text) => ({ kind: "pause", reason: text.slice(6) }) as const);
    await appendToLog(store.log, signer, entries.slice(0, 300));
    await appendToLog(store.log, signer, entries.slice(300));
  });
  const tile = async (path: string): Promise<Uint8Array | null> => readTile(store.log, parseTilePath(path)!);
  const leaves = texts.map(leafHash);
  const roots = [0, 1].map((index) => treeRoot(grown(leaves.slice(index * 256, (index + 1) * 256))));
  const joined = (hashes: readonly Uint8Array[]): Buffer => Buffer.concat(hashes);
  assert.deepEqual(await tile("tile/0/001"), joined(leaves.slice(256, 512)));
  assert.deepEqual(await tile("tile/0/001.p/1"), joined(leaves.slice(256, 257)));
  assert.deepEqual(await tile("tile/0/002.p/44"), joined(leaves.slice(512)));
  assert.deepEqual(await tile("tile/1/000.p/1"), joined(roots.slice(0, 1)));
  assert.deepEqual(await tile("tile/1/000.p/2"), joined(roots));
  for (const beyond of [
    "tile/0/002.p/45",
    "tile/0/002",
    "tile/0/003.p/1",
    "tile/1/000.p/3",
    "tile/2/000.p/1",
  ]) {
    assert.equal(await tile(beyond), null, beyond);
  }
  assert.deepEqual(decodeEntryBundle((await tile(entryBundlePath(1, 256)))!, 256), texts.slice(256, 512));
  assert.deepEqual(decodeEntryBundle((await tile(entryBundlePath(2, 44)))!, 44), texts.slice(512));
  const checkpoint = openCheckpoint((await store.log.head())!.checkpoint, noteVerifier(signer.vkey));
  assert.deepEqual(checkpoint.root, treeRoot(grown(leaves)));
});

test("bundles of entries go out compressed to whoever takes that, and are the same bytes; tiles of hashes do not", async (t) => {
  const { url, clock, publish } = await startTrialServer(t);
  for (let batch = 0; batch < 20; batch++) {
    clock.forward(periodSeconds);
    await publish();
  }
  const size = (await fetchLog(url)).length;
  const bundle = `GET /v1/log/${entryBundlePath(0, size)}`;
  const plain = await ask(url, bundle);
  assert.equal(plain.headers["content-encoding"], undefined);
  for (const accepted of ["gzip", "br;q=1.0, GZIP;q=0.5", "gzip, deflate, br"]) {
    const answer = await ask(url, bundle, { headers: { "accept-encoding": accepted } });
    assert.deepEqual(
      [answer.headers["content-encoding"], answer.headers["vary"]],
      ["gzip", "accept-encoding"],
    );
    assert.ok(gunzipSync(answer.body).equals(plain.body));
    assert.ok(answer.body.length < 0.7 * plain.body.length, `${answer.body.length} of ${plain.body.length}`);
  }
  for (const accepted of ["br", "gzip;q=0", "identity"]) {
    const answer = await ask(url, bundle, { headers: { "accept-encoding": accepted } });
    assert.ok(answer.body.equals(plain.body), accepted);
  }
  const tile = await ask(url, `GET /v1/log/${tilePath(0, 0, size)}`, {
    headers: { "accept-encoding": "gzip" },
  });
  assert.equal(tile.headers["content-encoding"], undefined);
});
