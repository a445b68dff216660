import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  type NoteSigner,
  noteSigner,
  openRegionRoot,
  parseRegionRoot,
  regionRootText,
  signNote,
} from "../../protocol/index.ts";
import { noteKeyFromSeed } from "../../protocol/note-signer.ts";
import { encodeVerifierKey, parseVerifierKey, signatureType } from "../../protocol/verifier-key.ts";
import { assertHostileTextIsRefused } from "./hostile-text.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const tooFewSignatures = { name: "ProtocolError", code: "too-few-signatures" };

const keys = Array.from({ length: 17 }, (_, index) =>
  noteKeyFromSeed(`steward${index}.example`, new Uint8Array(32).fill(index)),
);
const vkeys = keys.map(({ vkey }) => vkey);
const signers: NoteSigner[] = keys.map(({ skey }) => noteSigner(skey));

/** Written out by hand: the form that must not drift. */
const example = `celadon/region/v1
name Bay of Plenty
threshold 2
steward ${vkeys[0]}
steward ${vkeys[1]}
steward ${vkeys[2]}
`;

function withStewards(...list: string[]): string {
  return `celadon/region/v1\nname N\nthreshold 1\n${list.map((vkey) => `steward ${vkey}\n`).join("")}`;
}

test("A root is five kinds of line, and its id is the beginning of its hash", () => {
  assert.equal(regionRootText("Bay of Plenty", 2, vkeys.slice(0, 3)), example);
  const root = parseRegionRoot(example);
  assert.deepEqual([root.text, root.name, root.threshold], [example, "Bay of Plenty", 2]);
  assert.deepEqual(
    root.stewards.map(({ vkey }) => vkey),
    vkeys.slice(0, 3),
  );
  assert.equal(Buffer.from(root.hash).toString("hex"), createHash("sha256").update(example).digest("hex"));
  assert.deepEqual(root.id, root.hash.slice(0, 8));
});

test("Any root that is written is read back the same", () => {
  const name = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
    .filter((text) => text.trim() === text && !/\p{Cc}/u.test(text) && text.length <= 100);
  const stewards = fc.shuffledSubarray(vkeys.slice(0, 5), { minLength: 1 });
  fc.assert(
    fc.property(name, stewards, fc.nat(), (words, list, number) => {
      const threshold = 1 + (number % list.length);
      const root = parseRegionRoot(regionRootText(words, threshold, list));
      assert.deepEqual(
        [root.name, root.threshold, root.stewards.map(({ vkey }) => vkey)],
        [words, threshold, list],
      );
    }),
    { numRuns: 40 },
  );
});

test("A root is opened when as many of its stewards signed as it asks for", () => {
  for (const [signedBy, enough] of [
    [[0, 1], true],
    [[2, 0], true],
    [[0, 1, 2], true],
    [[5, 1, 7, 2], true],
    [[1], false],
    [[1, 5, 7], false],
    [[5, 7], false],
  ] as const) {
    const note = signNote(
      example,
      signedBy.map((index) => signers[index]!),
    );
    if (enough) assert.equal(openRegionRoot(note).text, example);
    else assert.throws(() => openRegionRoot(note), tooFewSignatures);
  }
  const line = signers[0]!.sign(example);
  assert.throws(() => openRegionRoot(`${example}\n${line}${line}`), tooFewSignatures);
});

test("A root with a wrong signature by one of its stewards is refused", () => {
  const other = regionRootText("Bay of Empty", 2, vkeys.slice(0, 3));
  const note = signNote(example, signers.slice(0, 2)) + signers[2]!.sign(other);
  assert.throws(() => openRegionRoot(note), { name: "ProtocolError", code: "bad-signature" });
});

test("What is not exactly a root is refused", () => {
  const weak = encodeVerifierKey(
    "weak.example",
    signatureType.ed25519,
    Uint8Array.of(1, ...new Uint8Array(31)),
  );
  const sameKey = encodeVerifierKey(
    "again.example",
    signatureType.ed25519,
    parseVerifierKey(vkeys[0]!).publicKey,
  );
  const sameName = noteKeyFromSeed("steward0.example", new Uint8Array(32).fill(99)).vkey;
  const witness = encodeVerifierKey(
    "w.example",
    signatureType.cosignature,
    parseVerifierKey(vkeys[9]!).publicKey,
  );
  assert.equal(parseRegionRoot(withStewards(...vkeys.slice(0, 16))).stewards.length, 16);
  for (const text of [
    "",
    "\n",
    example.slice(0, -1),
    `${example}\n`,
    `${example}steward\n`,
    `${example}note me\n`,
    `\n${example}`,
    ` ${example}`,
    `\ufeff${example}`,
    example.replaceAll("\n", "\r\n"),
    example.replace("name Bay of Plenty\n", ""),
    example.replace("threshold 2\n", ""),
    example.replace("name Bay of Plenty\nthreshold 2\n", "threshold 2\nname Bay of Plenty\n"),
    example.replace("threshold 2\n", "threshold 2\nthreshold 2\n"),
    example.replace("name Bay", "name  Bay"),
    example.replace("Plenty", "Plenty "),
    example.replace("Plenty", "Plenty\u2028"),
    example.replace("Plenty", "Plenty\u0000"),
    example.replace("Bay of Plenty", ""),
    example.replace("Bay of Plenty", "B".repeat(101)),
    ...["0", "4", "02", "+2", "2.0", " 2", "two", ""].map((k) =>
      example.replace("threshold 2", `threshold ${k}`),
    ),
    withStewards(),
    withStewards(...vkeys),
    withStewards(vkeys[0]!, vkeys[0]!),
    withStewards(vkeys[0]!, sameKey),
    withStewards(vkeys[0]!, sameName),
    withStewards(weak),
    withStewards(witness),
    withStewards(`${vkeys[0]} `),
    withStewards("x".repeat(9000)),
  ]) {
    assert.throws(() => parseRegionRoot(text), malformed, JSON.stringify(text.slice(0, 300)));
  }
});

test("A root of a later version is told apart from a broken one", () => {
  const later = example.replace("region/v1", "region/v2");
  assert.throws(() => parseRegionRoot(later), { name: "ProtocolError", code: "unsupported-version" });
});

test("A damaged root is refused or is another region, never this one", () => {
  assertHostileTextIsRefused(example, parseRegionRoot, (root) => {
    assert.notDeepEqual(root.hash, parseRegionRoot(example).hash);
    return regionRootText(
      root.name,
      root.threshold,
      root.stewards.map(({ vkey }) => vkey),
    );
  });
});

test("Every damage to a root's note is refused", () => {
  const note = signNote(regionRootText("N", 1, vkeys.slice(0, 1)), signers.slice(0, 1));
  assertHostileTextIsRefused(note, openRegionRoot, undefined, ["0", "\n"]);
});

test("A root that could not be read back is not written", () => {
  assert.throws(() => regionRootText("", 1, vkeys.slice(0, 1)), RangeError);
  assert.throws(() => regionRootText("a\nthreshold 1", 1, vkeys.slice(0, 1)), RangeError);
  assert.throws(() => regionRootText("N", 2, vkeys.slice(0, 1)), RangeError);
  assert.throws(() => regionRootText("N", 1, []), RangeError);
  assert.throws(() => regionRootText("N", 1.5, vkeys.slice(0, 2)), RangeError);
});
