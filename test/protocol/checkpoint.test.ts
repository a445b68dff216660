import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  appendLeaf,
  cosignatureVerifier,
  cosignerOf,
  emptyFrontier,
  encodeCheckpoint,
  generateCosignerKey,
  generateNoteKey,
  leafHash,
  noteSigner,
  noteVerifier,
  openCheckpoint,
  signNote,
  treeRoot,
} from "../../protocol/index.ts";
import { noteKeyFromSeed } from "../../protocol/note-signer.ts";
import { assertHostileTextIsRefused, variations } from "./hostile-text.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const tooFewSignatures = { name: "ProtocolError", code: "too-few-signatures" };

const origin = "example.org/log";
const logKey = noteKeyFromSeed(origin, new Uint8Array(32).fill(1));
const log = noteVerifier(logKey.vkey);
const sign = (text: string) => signNote(text, [noteSigner(logKey.skey)]);

/** The body that C2SP tlog-checkpoint shows. */
const published = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

test("The text that C2SP tlog-checkpoint shows is read and written byte for byte", () => {
  const key = generateNoteKey("example.com/behind-the-sofa");
  const { size, root } = openCheckpoint(signNote(published, [noteSigner(key.skey)]), noteVerifier(key.vkey));
  assert.equal(size, 20_852_163);
  assert.equal(Buffer.from(root).toString("base64"), "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
  assert.equal(encodeCheckpoint({ origin: key.vkey.split("+")[0]!, size, root }), published);
});

test("The heads of the empty log and of a log of one entry are what Go's tlog makes of them", () => {
  assert.equal(
    encodeCheckpoint({ origin, size: 0, root: treeRoot(emptyFrontier) }),
    `${origin}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`,
  );
  // "hello world" and its hash stand in the tests of golang.org/x/mod/sumdb/tlog.
  assert.equal(
    encodeCheckpoint({ origin, size: 1, root: treeRoot(appendLeaf(emptyFrontier, leafHash("hello world"))) }),
    `${origin}\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n`,
  );
});

test("Any checkpoint comes back as it was signed", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (size, root) => {
      const opened = openCheckpoint(sign(encodeCheckpoint({ origin, size, root })), log);
      assert.deepEqual(opened, { origin, size, root, cosignedBy: [] });
    }),
    { numRuns: 30 },
  );
});

test("Lines that a later version adds are passed over, empty ones are refused", () => {
  const text = encodeCheckpoint({ origin, size: 7, root: new Uint8Array(32) });
  assert.equal(openCheckpoint(sign(`${text}later\nstill later\n`), log).size, 7);
  assert.throws(() => openCheckpoint(sign(`${text}later\n\nstill later\n`), log), malformed);
  assert.throws(() => openCheckpoint(sign(`${text}\n`), log), malformed);
});

test("A checkpoint under the name of another log is refused, though this log signed it", () => {
  const text = encodeCheckpoint({ origin: "example.org/other", size: 7, root: new Uint8Array(32) });
  assert.throws(() => openCheckpoint(sign(text), log), malformed);
});

test("What is signed and no checkpoint is refused", () => {
  const root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  for (const text of [
    "\n",
    `${origin}\n`,
    `${origin}\n7\n`,
    `${origin}\n\n${root}\n`,
    `${origin}\n7\n\n${root}\n`,
    `\n7\n${root}\n`,
    `${origin}\n07\n${root}\n`,
    `${origin}\n-7\n${root}\n`,
    `${origin}\n+7\n${root}\n`,
    `${origin}\n7.0\n${root}\n`,
    `${origin}\n7 \n${root}\n`,
    `${origin}\n0x7\n${root}\n`,
    `${origin}\n9007199254740992\n${root}\n`,
    `${origin}\n7\n${root.slice(4)}\n`,
    `${origin}\n7\nAAAA${root}\n`,
    `${origin}\n7\n${root.replace("AA=", "AB=")}\n`,
    `${origin}\n7\n${root} \n`,
    `${origin} \n7\n${root}\n`,
  ]) {
    assert.throws(() => openCheckpoint(sign(text), log), malformed, JSON.stringify(text));
  }
});

test("Every damage to a checkpoint is refused", () => {
  const note = sign(encodeCheckpoint({ origin, size: 7, root: new Uint8Array(32).fill(9) }));
  assertHostileTextIsRefused(note, (input) => openCheckpoint(input, log), undefined, ["0", "\n"]);
});

test("Every damage to the text that the log itself signed is refused or is another checkpoint, written as it is", () => {
  const text = encodeCheckpoint({ origin, size: 7, root: new Uint8Array(32).fill(9) });
  for (const variation of variations(text, ["0", "\n"])) {
    let note: string;
    try {
      note = sign(variation);
    } catch {
      continue;
    }
    try {
      const rewritten = encodeCheckpoint(openCheckpoint(note, log));
      assert.ok(variation.startsWith(rewritten), JSON.stringify(variation));
    } catch (error) {
      assert.equal((error as Error).name, "ProtocolError", String(error));
    }
  }
});

test("Cosigners are named with their time, strangers are passed over, and the log itself must have signed", () => {
  const [witness, other] = ["witness.example", "other.example"].map(generateCosignerKey);
  const stranger = generateNoteKey("stranger.example");
  const text = encodeCheckpoint({ origin, size: 7, root: new Uint8Array(32) });
  const byWitness = cosignerOf(witness!.skey).cosign(text, 1_800_000_000);
  const byOther = cosignerOf(other!.skey).cosign(text, 1_800_000_001);
  const byStranger = noteSigner(stranger.skey).sign(text);
  const cosigner = cosignatureVerifier(witness!.vkey);
  const note = `${text}\n${byStranger}${byWitness}${byOther}${noteSigner(logKey.skey).sign(text)}`;
  assert.deepEqual(openCheckpoint(note, log, [cosigner]).cosignedBy, [
    { cosigner, timestamp: 1_800_000_000 },
  ]);
  assert.deepEqual(openCheckpoint(note, log).cosignedBy, []);
  const unsigned = `${text}\n${byStranger}${byWitness}${byOther}`;
  assert.throws(() => openCheckpoint(unsigned, log, [cosigner]), tooFewSignatures);
  assert.throws(() => openCheckpoint(unsigned, log), tooFewSignatures);
});

test("A checkpoint that could not be read back is not written", () => {
  const root = new Uint8Array(32);
  for (const wrong of ["", "a b", "a\nb", "a+b"]) {
    assert.throws(() => encodeCheckpoint({ origin: wrong, size: 7, root }), RangeError);
  }
  for (const size of [-1, 1.5, NaN, 2 ** 53])
    assert.throws(() => encodeCheckpoint({ origin, size, root }), RangeError);
  assert.throws(() => encodeCheckpoint({ origin, size: 7, root: root.slice(1) }), RangeError);
});
