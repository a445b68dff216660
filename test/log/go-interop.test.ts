import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { hexToBytes } from "@noble/hashes/utils.js";
import {
  appendLeafNodes,
  cosignatureVerifier,
  cosignerOf,
  decodeBase64,
  emptyFrontier,
  encodeBase64,
  encodeCheckpoint,
  leafHash,
  type LogEntry,
  noteSigner,
  noteVerifier,
  openCheckpoint,
  proveConsistency,
  proveInclusion,
  signNote,
  type SubtreeHashes,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "../../protocol/index.ts";
import { cosignerKeyFromSeed } from "../../protocol/cosignature.ts";
import { appendToLog } from "../../server/log.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { Store } from "../../server/store/store.ts";
import { readVectors } from "../protocol/vectors.ts";
import { periodSeconds, temporaryDirectory } from "../server/trial-server.ts";
import { until, watchedRegion } from "../witness/watched-region.ts";
import { buildGoProgram, hasGo } from "./go-tools.ts";

interface GoProof {
  /** The entry's position, or the size that the proof starts from. */
  readonly index: number;
  readonly size: number;
  readonly hashes: string[];
}

interface GoVectors {
  logSkey: string;
  logVkey: string;
  witnessSeed: string;
  witnessVkey: string;
  time: number;
  entries: string[];
  /** From size 1 on: of an empty tree older versions of Go made another. */
  roots: string[];
  inclusions: GoProof[];
  consistencies: GoProof[];
  notes: string[];
}

interface GoFindings {
  origin: string;
  size: number;
  root: string;
  cosigned: string[];
  entries: string[];
  inclusions: GoProof[];
  consistencies: GoProof[];
}

/** The tree over entries as this project makes it. */
function treeOf(entries: readonly string[]): { roots: Uint8Array[]; hashes: SubtreeHashes } {
  const nodes = new Map<string, Uint8Array>();
  let frontier = emptyFrontier;
  const roots = [treeRoot(frontier)];
  for (const entry of entries) {
    const step = appendLeafNodes(frontier, leafHash(entry));
    frontier = step.frontier;
    for (const { level, index, hash } of step.completed) nodes.set(`${level} ${index}`, hash);
    roots.push(treeRoot(frontier));
  }
  return { roots, hashes: (level, index) => nodes.get(`${level} ${index}`)! };
}

/** That Go's proofs are this project's, hash by hash, and that they are accepted here. */
async function assertSameProofs(
  entries: readonly string[],
  inclusions: readonly GoProof[],
  consistencies: readonly GoProof[],
): Promise<void> {
  const { roots, hashes } = treeOf(entries);
  for (const { index, size, hashes: wanted } of inclusions) {
    const own = await proveInclusion(index, size, hashes);
    assert.deepEqual(own.map(encodeBase64), wanted, `entry ${index} of ${size}`);
    const proof = wanted.map((text) => decodeBase64(text, "Go's proof"));
    verifyInclusion({ index, size, leaf: leafHash(entries[index]!), root: roots[size]!, proof });
  }
  for (const { index: oldSize, size, hashes: wanted } of consistencies) {
    const own = await proveConsistency(oldSize, size, hashes);
    assert.deepEqual(own.map(encodeBase64), wanted, `from ${oldSize} to ${size}`);
    const proof = wanted.map((text) => decodeBase64(text, "Go's proof"));
    verifyConsistency({ oldSize, oldRoot: roots[oldSize]!, size, root: roots[size]!, proof });
  }
}

const vectors = readVectors<GoVectors>("go-tlog");

test("the roots, proofs, notes and cosignatures that Go made come out here, byte for byte", async () => {
  const { entries, roots, inclusions, consistencies, notes } = vectors;
  assert.deepEqual(treeOf(entries).roots.slice(1).map(encodeBase64), roots);
  assert.equal(inclusions.length + consistencies.length, 2 * (1 + 2 + 3 + 5 + 7 + 8 + 13 + 16 + 31 + 40));
  await assertSameProofs(entries, inclusions, consistencies);
  const witnessKey = cosignerKeyFromSeed("witness.example/w1", hexToBytes(vectors.witnessSeed));
  assert.equal(witnessKey.vkey, vectors.witnessVkey);
  const [log, witness] = [noteVerifier(vectors.logVkey), cosignatureVerifier(vectors.witnessVkey)];
  for (const note of notes) {
    const { origin, size, root, cosignedBy } = openCheckpoint(note, log, [witness]);
    assert.equal(encodeBase64(root), roots[size - 1]);
    assert.deepEqual(cosignedBy, [{ cosigner: witness, timestamp: vectors.time }]);
    const text = encodeCheckpoint({ origin, size, root });
    const own = signNote(text, [noteSigner(vectors.logSkey)]);
    assert.equal(own + cosignerOf(witnessKey.skey).cosign(text, vectors.time), note);
  }
});

if (hasGo()) {
  const run = promisify(execFile);
  /** Sizes at which the running region was read; it begins with two entries. */
  const sizes = [2];

  test("Go's sumdb/note and sumdb/tlog verify note, checkpoint, tiles, entries, every inclusion and every consistency of a running region", async (t) => {
    const program = buildGoProgram(temporaryDirectory(t));
    const region = await watchedRegion(t, { witnesses: 2, quorum: 2 });
    const witnessKeys = region.witnesses.map(({ vkey }) => vkey);
    const grow = async (count: number): Promise<void> => {
      // As another process over the same store: past the first tile, in one transaction.
      const store = await Store.open(join(region.dataDirectory, "celadon.sqlite"));
      const signer = new KeyDirectory(join(region.dataDirectory, "keys")).log();
      // The last is a resume: a region whose log ends with a pause closes no batch.
      const entries = Array.from({ length: count }, (_, index): LogEntry =>
        index % 2 === count % 2 ? { kind: "pause", reason: `${index}` } : { kind: "resume" },
      );
      await store.transaction(async () => appendToLog(store.log, signer, entries));
      await store.close();
    };
    for (const more of [0, 252, 40]) {
      if (more > 0) await grow(more);
      region.clock.forward(periodSeconds);
      await region.publish();
      await until("all have cosigned", async () => {
        const checkpoint = await region.checkpoint();
        return checkpoint?.size === sizes.at(-1)! + more + 1 && checkpoint.cosignedBy.length === 2;
      });
      const { stdout } = await run(program, ["verify", region.url, region.logKey, ...witnessKeys], {
        maxBuffer: 2 ** 26,
      });
      const found = JSON.parse(stdout) as GoFindings;
      const { origin, size, root } = (await region.checkpoint())!;
      assert.deepEqual([found.origin, found.size, found.root], [origin, size, encodeBase64(root)]);
      assert.deepEqual(found.cosigned.toSorted(), ["witness0.example", "witness1.example"]);
      assert.equal(found.entries.length, size);
      await assertSameProofs(found.entries, found.inclusions, found.consistencies);
      sizes.push(size);
    }
    assert.deepEqual(sizes, [2, 3, 256, 297]);
  });

  test("Go refuses what does not fit: another log's key, and a witness who has not signed is not counted", async (t) => {
    const program = buildGoProgram(temporaryDirectory(t));
    const region = await watchedRegion(t, { witnesses: 1, quorum: 0, running: 0 });
    await assert.rejects(
      run(program, ["verify", region.url, vectors.logVkey]),
      /note has no verifiable signatures/,
    );
    const { stdout } = await run(program, ["verify", region.url, region.logKey, region.witnesses[0]!.vkey]);
    assert.deepEqual((JSON.parse(stdout) as GoFindings).cosigned, []);
  });

  test("the vectors are what the Go program makes today", async (t) => {
    const { stdout } = await run(buildGoProgram(temporaryDirectory(t)), ["vectors"], { maxBuffer: 2 ** 26 });
    assert.deepEqual(JSON.parse(stdout), vectors);
  });
} else {
  test("Go and golang.org/x/mod are not installed here: what they recorded is accepted, in place of a running region", async () => {
    const [log, witness] = [noteVerifier(vectors.logVkey), cosignatureVerifier(vectors.witnessVkey)];
    assert.equal(vectors.notes.length, 10);
    for (const note of vectors.notes) assert.equal(openCheckpoint(note, log, [witness]).cosignedBy.length, 1);
    await assertSameProofs(vectors.entries, vectors.inclusions, vectors.consistencies);
  });
}
