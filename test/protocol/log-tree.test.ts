import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  appendLeaf,
  appendLeafNodes,
  type CompletedNode,
  emptyFrontier,
  type Frontier,
  leafHash,
  treeRoot,
} from "../../protocol/index.ts";
import { readVectors } from "./vectors.ts";

interface LogVectors {
  logs: { size: number; entries: string[]; leafHashes: string[]; root: string }[];
}

/** The inputs of the Certificate Transparency reference tests, all of which happen to be ASCII. */
const referenceInputs = ["", "\u0000", "\u0010", " !", "01", "@ABC", "PQRSTUVW", "`abcdefghijklmno"];

/** Their complete subtrees by level, and the roots by size, from transparency-dev/merkle. */
const referenceNodes = [
  [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
    "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
  ],
  [
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  ],
  [
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  ],
  ["5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
];
const referenceRoots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

function frontierOf(entries: readonly string[]): Frontier {
  return entries.reduce((frontier, entry) => appendLeaf(frontier, leafHash(entry)), emptyFrontier);
}

function sha256(...parts: (string | Buffer)[]): Buffer {
  return parts.reduce((sum, part) => sum.update(part), createHash("sha256")).digest();
}

/** RFC 6962 §2.1 as it is written there, top down, with another SHA-256. */
function referenceHash(entries: readonly string[]): Buffer {
  if (entries.length === 0) return sha256("");
  if (entries.length === 1) return sha256("\u0000", entries[0]!);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return sha256("\u0001", referenceHash(entries.slice(0, split)), referenceHash(entries.slice(split)));
}

test("The leaf hashes and roots of the independent implementation come out, for every size it gives", () => {
  for (const { size, entries, leafHashes, root } of readVectors<LogVectors>("log").logs) {
    assert.deepEqual(
      entries.slice(0, leafHashes.length).map((entry) => bytesToHex(leafHash(entry))),
      leafHashes,
    );
    const frontier = frontierOf(entries);
    assert.equal(frontier.size, size);
    assert.equal(bytesToHex(treeRoot(frontier)), root);
  }
});

test("The roots and subtrees of the Certificate Transparency reference tests come out", () => {
  const completed: CompletedNode[] = [];
  let frontier = emptyFrontier;
  assert.equal(bytesToHex(treeRoot(frontier)), referenceRoots[0]);
  for (const [index, input] of referenceInputs.entries()) {
    const step = appendLeafNodes(frontier, leafHash(input));
    frontier = step.frontier;
    completed.push(...step.completed);
    assert.equal(bytesToHex(treeRoot(frontier)), referenceRoots[index + 1]);
  }
  assert.equal(completed.length, referenceNodes.flat().length);
  for (const { level, index, hash } of completed) {
    assert.equal(bytesToHex(hash), referenceNodes[level]?.[index], `level ${level}, index ${index}`);
  }
});

test("The root of a frontier is the hash of RFC 6962 over the same entries", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" }), { maxLength: 70 }), (entries) => {
      assert.equal(bytesToHex(treeRoot(frontierOf(entries))), referenceHash(entries).toString("hex"));
    }),
    { numRuns: 60 },
  );
});

test("Every complete subtree is named exactly once, with the hash of its entries", () => {
  const entries = Array.from({ length: 300 }, (_, index) => `pause ${index}`);
  const nodes = new Map<string, string>();
  let frontier = emptyFrontier;
  for (const entry of entries) {
    const step = appendLeafNodes(frontier, leafHash(entry));
    frontier = step.frontier;
    for (const { level, index, hash } of step.completed) {
      assert.ok(!nodes.has(`${level} ${index}`));
      nodes.set(`${level} ${index}`, bytesToHex(hash));
    }
  }
  let count = 0;
  for (let level = 0; 2 ** level <= entries.length; level++) {
    for (let index = 0; (index + 1) * 2 ** level <= entries.length; index++, count++) {
      const covered = entries.slice(index * 2 ** level, (index + 1) * 2 ** level);
      assert.equal(nodes.get(`${level} ${index}`), referenceHash(covered).toString("hex"));
    }
  }
  assert.equal(nodes.size, count);
});

test("Appending leaves the frontier before as it was, and a stored copy goes on the same", () => {
  const before = frontierOf(["a", "b", "c"]);
  const root = bytesToHex(treeRoot(before));
  const after = appendLeaf(before, leafHash("d"));
  assert.equal(before.size, 3);
  assert.equal(bytesToHex(treeRoot(before)), root);
  assert.deepEqual(appendLeaf(structuredClone(before), leafHash("d")), after);
  assert.equal(after.nodes.length, 1);
});

test("No entry is worth the same as an inner node: the two kinds of hash begin differently", () => {
  const [left, right] = [leafHash("a"), leafHash("b")];
  const root = treeRoot(frontierOf(["a", "b"]));
  const forged = String.fromCharCode(...left, ...right);
  assert.notDeepEqual(leafHash(forged), root);
});

test("A leaf is taken from inside a larger buffer and from a Node Buffer, and copied", () => {
  const leaf = leafHash("a");
  const larger = new Uint8Array(80).fill(7);
  larger.set(leaf, 11);
  const view = larger.subarray(11, 43);
  const frontier = appendLeaf(emptyFrontier, view);
  assert.deepEqual(frontier, appendLeaf(emptyFrontier, leaf));
  assert.deepEqual(appendLeaf(emptyFrontier, Buffer.from(leaf)), frontier);
  larger.fill(0);
  assert.deepEqual(frontier.nodes[0], leaf);
});

test("A frontier that is none, a hash of another length and a full log are refused", () => {
  const leaf = leafHash("a");
  for (const size of [-1, 0.5, NaN, 2 ** 53, Infinity]) {
    assert.throws(() => treeRoot({ size, nodes: [] }), RangeError);
  }
  assert.throws(() => treeRoot({ size: 3, nodes: [leaf] }), RangeError);
  assert.throws(() => treeRoot({ size: 0, nodes: [leaf] }), RangeError);
  assert.throws(() => treeRoot({ size: 1, nodes: [leaf.slice(1)] }), RangeError);
  assert.throws(() => appendLeaf(emptyFrontier, leaf.slice(1)), RangeError);
  assert.throws(() => appendLeaf(emptyFrontier, Uint8Array.of(...leaf, 0)), RangeError);
  const full = { size: Number.MAX_SAFE_INTEGER, nodes: Array.from({ length: 53 }, () => leaf) };
  assert.throws(() => appendLeaf(full, leaf), RangeError);
});
