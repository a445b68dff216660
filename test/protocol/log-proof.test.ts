import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import {
  appendLeafNodes,
  emptyFrontier,
  leafHash,
  proveConsistency,
  proveInclusion,
  type SubtreeHashes,
  subtreesOfTiles,
  treeRoot,
  treeRootAt,
  verifyConsistency,
  verifyInclusion,
} from "../../protocol/index.ts";

const wrongProof = { name: "ProtocolError", code: "wrong-proof" };

/** A log with all its complete subtrees, and its root at every size. */
interface Tree {
  readonly leaves: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  readonly hashes: SubtreeHashes;
}

function treeOf(leaves: readonly Uint8Array[]): Tree {
  const nodes = new Map<string, Uint8Array>();
  let frontier = emptyFrontier;
  const roots = [treeRoot(frontier)];
  for (const leaf of leaves) {
    const step = appendLeafNodes(frontier, leaf);
    frontier = step.frontier;
    for (const { level, index, hash } of step.completed) nodes.set(`${level} ${index}`, hash);
    roots.push(treeRoot(frontier));
  }
  const hashes: SubtreeHashes = (level, index) => {
    const hash = nodes.get(`${level} ${index}`);
    assert.ok(hash, `subtree ${level} ${index} is not complete, and was asked for`);
    return hash;
  };
  return { leaves, roots, hashes };
}

const entries = Array.from({ length: 70 }, (_, index) => `pause ${index}`);
const tree = treeOf(entries.map(leafHash));

/** The proof with one hash changed, left out, doubled, or one too many. */
function* damaged(proof: readonly Uint8Array[]): Generator<Uint8Array[]> {
  for (const [at, hash] of proof.entries()) {
    const flipped = hash.slice();
    flipped[at % 32]! ^= 1 << (at % 8);
    yield proof.with(at, flipped);
    yield proof.toSpliced(at, 1);
    yield proof.toSpliced(at, 0, hash);
  }
  yield [...proof, new Uint8Array(32)];
  yield [new Uint8Array(32), ...proof];
}

// The inputs of the Certificate Transparency reference tests, and the proofs over their eight leaves (RFC 6962's first C++
// and today's transparency-dev/merkle have the same).
const reference = treeOf(
  ["", "\u0000", "\u0010", " !", "01", "@ABC", "PQRSTUVW", "`abcdefghijklmno"].map(leafHash),
);
const inclusionVectors: [index: number, size: number, proof: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  ],
  [
    5,
    8,
    [
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
  ],
  [2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]],
  [
    1,
    5,
    [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
  ],
];
const consistencyVectors: [oldSize: number, size: number, proof: string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
  ],
  [
    6,
    8,
    [
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
  ],
  [
    2,
    5,
    [
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
  ],
];

test("The proofs of the Certificate Transparency reference tests come out, and verify", async () => {
  for (const [index, size, wanted] of inclusionVectors) {
    const proof = await proveInclusion(index, size, reference.hashes);
    assert.deepEqual(proof.map(bytesToHex), wanted, `entry ${index} of ${size}`);
    const [leaf, root] = [reference.leaves[index]!, reference.roots[size]!];
    verifyInclusion({ index, size, leaf, root, proof: wanted.map(hexToBytes) });
  }
  for (const [oldSize, size, wanted] of consistencyVectors) {
    const proof = await proveConsistency(oldSize, size, reference.hashes);
    assert.deepEqual(proof.map(bytesToHex), wanted, `from ${oldSize} to ${size}`);
    const [oldRoot, root] = [reference.roots[oldSize]!, reference.roots[size]!];
    verifyConsistency({ oldSize, oldRoot, size, root, proof: wanted.map(hexToBytes) });
  }
});

test("Every entry of every tree up to 70 is proved, for itself and for no other place", async () => {
  for (let size = 1; size <= entries.length; size++) {
    for (let index = 0; index < size; index++) {
      const proof = await proveInclusion(index, size, tree.hashes);
      const claim = { index, size, leaf: tree.leaves[index]!, root: tree.roots[size]!, proof };
      verifyInclusion(claim);
      const elsewhere = (index + 1) % size;
      if (size > 1) assert.throws(() => verifyInclusion({ ...claim, index: elsewhere }), wrongProof);
      assert.throws(() => verifyInclusion({ ...claim, leaf: leafHash("resume") }), wrongProof);
      assert.throws(() => verifyInclusion({ ...claim, root: tree.roots[size - 1]! }), wrongProof);
    }
  }
});

test("The root of every earlier size is had from the later tree", async () => {
  for (const [size, root] of tree.roots.entries())
    assert.deepEqual(await treeRootAt(size, tree.hashes), root);
  await assert.rejects(treeRootAt(-1, tree.hashes), RangeError);
});

test("Every pair of sizes up to 70 is proved to be one log, and nothing else is", async () => {
  for (let size = 0; size <= entries.length; size++) {
    for (let oldSize = 0; oldSize <= size; oldSize++) {
      const proof = await proveConsistency(oldSize, size, tree.hashes);
      const claim = { oldSize, oldRoot: tree.roots[oldSize]!, size, root: tree.roots[size]!, proof };
      verifyConsistency(claim);
      const other = new Uint8Array(32).fill(7);
      // What begins with nothing may go on as anything.
      if (oldSize > 0) assert.throws(() => verifyConsistency({ ...claim, root: other }), wrongProof);
      assert.throws(() => verifyConsistency({ ...claim, oldRoot: other }), wrongProof);
      if (oldSize < size) {
        assert.throws(
          () =>
            verifyConsistency({
              ...claim,
              oldSize: size,
              oldRoot: claim.root,
              size: oldSize,
              root: claim.oldRoot,
            }),
          wrongProof,
        );
      }
    }
  }
});

test("Every altered, missing or added hash is refused", async () => {
  for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 31, 33, 64, 65, 70]) {
    for (let index = 0; index < size; index++) {
      const proof = await proveInclusion(index, size, tree.hashes);
      const claim = { index, size, leaf: tree.leaves[index]!, root: tree.roots[size]! };
      for (const bad of damaged(proof)) {
        assert.throws(() => verifyInclusion({ ...claim, proof: bad }), wrongProof);
      }
    }
    for (let oldSize = 0; oldSize <= size; oldSize++) {
      const proof = await proveConsistency(oldSize, size, tree.hashes);
      const claim = { oldSize, oldRoot: tree.roots[oldSize]!, size, root: tree.roots[size]! };
      for (const bad of damaged(proof)) {
        assert.throws(() => verifyConsistency({ ...claim, proof: bad }), wrongProof);
      }
    }
  }
});

test("A log in which one entry was changed, left out or put in is no continuation", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(39),
      fc.constantFrom("changed", "left out", "put in"),
      async (oldSize, more, at, how) => {
        const position = at % oldSize;
        const texts = entries.slice(0, oldSize + more);
        if (how === "changed") texts[position] = "resume";
        else if (how === "left out") texts.splice(position, 1);
        else texts.splice(position, 0, "resume");
        const forged = treeOf(texts.map(leafHash));
        const size = texts.length;
        if (oldSize > size) return;
        const proof = await proveConsistency(oldSize, size, forged.hashes);
        const claim = { oldSize, oldRoot: tree.roots[oldSize]!, size, root: forged.roots[size]!, proof };
        assert.throws(() => verifyConsistency(claim), wrongProof);
      },
    ),
    { numRuns: 100 },
  );
});

test("Tiles, which keep every eighth level, give the same proofs", async () => {
  const large = treeOf(Array.from({ length: 1_100 }, (_, index) => leafHash(`pause ${index}`)));
  const asked: number[] = [];
  const tiles = subtreesOfTiles(async (tileLevel, from, count) => {
    assert.ok(Math.floor(from / 256) === Math.floor((from + count - 1) / 256), "within one tile");
    asked.push(tileLevel);
    const hashes: Uint8Array[] = [];
    for (let at = from; at < from + count; at++) hashes.push(await large.hashes(tileLevel * 8, at));
    return hashes;
  });
  for (const [index, size] of [
    [0, 1_100],
    [511, 512],
    [512, 1_025],
    [1_099, 1_100],
  ] as const) {
    const proof = await proveInclusion(index, size, tiles);
    assert.deepEqual(proof, await proveInclusion(index, size, large.hashes));
    verifyInclusion({ index, size, leaf: large.leaves[index]!, root: large.roots[size]!, proof });
    assert.deepEqual(
      await proveConsistency(index, size, tiles),
      await proveConsistency(index, size, large.hashes),
    );
  }
  assert.deepEqual([...new Set(asked)].toSorted(), [0, 1]);
  await assert.rejects(async () => subtreesOfTiles(() => [])(0, 0), RangeError);
});

test("Trees of 2^53 entries are walked without cutting their sizes to 32 bits", async () => {
  // In a log whose every entry is the same, the hash of a subtree depends on its level alone.
  const levels = [leafHash("resume")];
  for (let level = 1; level < 53; level++) {
    const step = appendLeafNodes({ size: 1, nodes: [levels.at(-1)!] }, levels.at(-1)!);
    levels.push(step.frontier.nodes[0]!);
  }
  const same: SubtreeHashes = (level) => levels[level]!;
  const rootOf = (size: number): Uint8Array => {
    const nodes = levels.filter((_, level) => Math.floor(size / 2 ** level) % 2 === 1).toReversed();
    return treeRoot({ size, nodes });
  };
  const size = Number.MAX_SAFE_INTEGER;
  for (const index of [0, 2 ** 31, 2 ** 32 + 1, 2 ** 52, size - 1]) {
    const inclusion = await proveInclusion(index, size, same);
    verifyInclusion({ index, size, leaf: levels[0]!, root: rootOf(size), proof: inclusion });
    const oldSize = index + 1;
    const proof = await proveConsistency(oldSize, size, same);
    verifyConsistency({ oldSize, oldRoot: rootOf(oldSize), size, root: rootOf(size), proof });
  }
});

test("What is no claim at all is refused, and what cannot be proved is not", async () => {
  const [leaf, root] = [tree.leaves[0]!, tree.roots[1]!];
  for (const [index, size] of [
    [1, 1],
    [0, 0],
    [-1, 1],
    [0.5, 1],
    [0, NaN],
    [0, 2 ** 53],
  ] as const) {
    assert.throws(() => verifyInclusion({ index, size, leaf, root, proof: [] }), wrongProof);
    await assert.rejects(proveInclusion(index, size, tree.hashes), RangeError);
  }
  const short = root.slice(1);
  assert.throws(() => verifyInclusion({ index: 0, size: 1, leaf: short, root, proof: [] }), wrongProof);
  assert.throws(() => verifyInclusion({ index: 0, size: 2, leaf, root, proof: [short] }), wrongProof);
  const claim = { oldSize: 1, oldRoot: root, size: 1, root, proof: [] };
  verifyConsistency(claim);
  for (const oldSize of [2, -1, 0.5, NaN, 2 ** 53]) {
    assert.throws(() => verifyConsistency({ ...claim, oldSize }), wrongProof);
    await assert.rejects(proveConsistency(oldSize, 1, tree.hashes), RangeError);
  }
  assert.throws(() => verifyConsistency({ ...claim, oldSize: 0 }), wrongProof, "an empty log has one root");
  const flood = Array.from({ length: 100_000 }, () => root);
  assert.throws(() => verifyInclusion({ index: 0, size: 2 ** 50, leaf, root, proof: flood }), wrongProof);
  assert.throws(() => verifyConsistency({ ...claim, size: 2 ** 50, proof: flood }), wrongProof);
  await assert.rejects(
    proveInclusion(0, 2, () => short),
    RangeError,
  );
});
