import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex, bytesToNumberLE, hexToBytes, numberToBytesLE } from "@noble/curves/utils.js";
import fc from "fast-check";
import {
  decodeBase64,
  encodeBase64,
  generateNoteKey,
  noteSigner,
  noteVerifier,
  openNote,
  ProtocolError,
  signNote,
} from "../../protocol/index.ts";
import { noteKeyFromSeed } from "../../protocol/note-signer.ts";
import { splitNote } from "../../protocol/signed-note.ts";
import { encodeVerifierKey, parseVerifierKey, signatureType } from "../../protocol/verifier-key.ts";
import { assertHostileTextIsRefused, variations } from "./hostile-text.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const badSignature = { name: "ProtocolError", code: "bad-signature" };
const tooFewSignatures = { name: "ProtocolError", code: "too-few-signatures" };

/** The example of C2SP signed-note. */
const published = {
  vkey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
  text: "This is an example message.\n",
  line: "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
};

/** The keys and notes of the tests of golang.org/x/mod/sumdb/note. */
const go = {
  peterSkey: "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
  peterVkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  enochVkey: "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  peterLine:
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
  enochLine:
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n",
};

const peter = noteVerifier(go.peterVkey);
const enoch = noteVerifier(go.enochVkey);
const peterNote = `${go.text}\n${go.peterLine}`;

test("The published example of C2SP signed-note is opened", () => {
  const verifier = noteVerifier(published.vkey);
  assert.equal(verifier.name, "example.com/foo");
  assert.equal(bytesToHex(verifier.keyId), "530d903a");
  const { text, verifiedBy } = openNote(`${published.text}\n${published.line}`, [verifier]);
  assert.equal(text, published.text);
  assert.deepEqual(verifiedBy, [verifier]);
});

test("Go's keys are read and its notes are written and opened byte for byte", () => {
  const signer = noteSigner(go.peterSkey);
  assert.deepEqual([signer.name, signer.vkey], ["PeterNeumann", go.peterVkey]);
  assert.equal(signNote(go.text, [signer]), peterNote);
  const enochKey = noteKeyFromSeed("EnochRoot", new Uint8Array(32));
  assert.equal(enochKey.vkey, go.enochVkey);
  const both = peterNote + go.enochLine;
  assert.equal(signNote(go.text, [signer, noteSigner(enochKey.skey)]), both);
  assert.deepEqual(openNote(both, [enoch, peter]).verifiedBy, [peter, enoch]);
});

test("The last empty line parts text from signatures, as in the poem that C2SP shows", () => {
  const poem =
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n" +
    "\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";
  const { text, signatures } = splitNote(poem);
  assert.ok(text.endsWith(":\n\ned è subito sera.\n"));
  assert.deepEqual(
    signatures.map(({ name, keyId, signature }) => [name, bytesToHex(keyId), signature.length]),
    [["quasimodo.example/salvatore", "367ba04b", 64]],
  );
});

test("A note signed by fresh keys names each of them once, whatever its text and order", () => {
  const keys = ["a", "b", "例え.example/ノート"].map(generateNoteKey);
  const [signers, verifiers] = [
    keys.map(({ skey }) => noteSigner(skey)),
    keys.map(({ vkey }) => noteVerifier(vkey)),
  ];
  const line = fc.string({ unit: "binary" }).map((text) => text.replaceAll(/\p{Cc}/gu, " "));
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.shuffledSubarray([0, 1, 2], { minLength: 1 }),
      (lines, order) => {
        const text = lines.map((each) => `${each}\n`).join("");
        const opened = openNote(
          signNote(
            text,
            order.map((index) => signers[index]!),
          ),
          [...verifiers, ...verifiers],
        );
        assert.equal(opened.text, text);
        assert.deepEqual(
          opened.verifiedBy,
          order.map((index) => verifiers[index]),
        );
      },
    ),
    { numRuns: 30 },
  );
});

test("A secret key and a vkey are read back and belong together", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
      const { skey, vkey } = noteKeyFromSeed("example.org/log", seed);
      assert.equal(noteSigner(skey).vkey, vkey);
      const key = parseVerifierKey(vkey);
      assert.deepEqual(key.publicKey, ed25519.getPublicKey(seed));
      assert.equal(encodeVerifierKey(key.name, key.type, key.publicKey), vkey);
      assert.equal(noteVerifier(vkey).vkey, vkey);
    }),
    { numRuns: 30 },
  );
  assert.notEqual(generateNoteKey("a").skey, generateNoteKey("a").skey);
});

test("A signature by an unknown key is passed over, even under a known name or with a known key id", () => {
  const namesake = noteSigner(generateNoteKey("PeterNeumann").skey);
  const sameId = `— Peter ${go.peterLine.split(" ")[2]}`;
  const note = signNote(go.text, [namesake]) + sameId + go.peterLine;
  assert.deepEqual(openNote(note, [peter]).verifiedBy, [peter]);
  assert.throws(() => openNote(signNote(go.text, [namesake]) + sameId, [peter]), tooFewSignatures);
});

test("A note that no known key signed is refused", () => {
  assert.throws(() => openNote(peterNote, [enoch]), tooFewSignatures);
  assert.throws(() => openNote(peterNote, []), tooFewSignatures);
});

test("A wrong signature by a known key is refused, also beside good ones", () => {
  const wrong = go.peterLine.replace("ZJku", "ZJkv");
  assert.throws(() => openNote(`${go.text}\n${wrong}`, [peter]), badSignature);
  assert.throws(() => openNote(`${go.text}\n${go.peterLine}${wrong}`, [peter]), badSignature);
  assert.throws(() => openNote(`${go.text}\n${go.enochLine}${wrong}`, [peter, enoch]), badSignature);
  assert.throws(() => openNote(`then ${go.text}\n${go.peterLine}`, [peter]), badSignature);
  const longer = `— PeterNeumann ${encodeBase64(Uint8Array.of(...decodeBase64(go.peterLine.trim().split(" ")[2]!, ""), 0))}\n`;
  assert.throws(() => openNote(`${go.text}\n${longer}`, [peter]), badSignature);
});

test("The same key twice counts once, on either side", () => {
  assert.deepEqual(openNote(peterNote + go.peterLine, [peter, noteVerifier(go.peterVkey)]).verifiedBy, [
    peter,
  ]);
});

test("Two different keys that cannot be told apart are refused before anything is read", () => {
  const twin = { ...enoch, name: peter.name, keyId: peter.keyId };
  assert.throws(() => openNote(peterNote, [peter, twin]), RangeError);
});

test("A note holds at most a hundred signatures", () => {
  const lines = (count: number) => Array.from({ length: count }, () => go.enochLine).join("");
  assert.deepEqual(openNote(`${go.text}\n${lines(99)}${go.peterLine}`, [peter]).verifiedBy, [peter]);
  assert.throws(() => openNote(`${go.text}\n${lines(100)}${go.peterLine}`, [peter]), malformed);
});

test("What is no note is refused, whoever signed", () => {
  for (const note of [
    "",
    "\n",
    "\n\n",
    go.text,
    `${go.text}\n`,
    `${go.text}\n\n`,
    go.text + go.peterLine,
    peterNote.slice(0, -1),
    `${peterNote}\n`,
    `${peterNote}Unexpected line.\n`,
    `\u0001${peterNote}`,
    `\t${peterNote}`,
    `${go.text}\r\n${go.peterLine}`,
    `\ud800${peterNote}`,
    `${go.text}\n— Bad Name ${go.peterLine.split(" ")[2]}`,
    `${go.text}\n— Bad+Name ${go.peterLine.split(" ")[2]}`,
    `${go.text}\n— Bad\u00a0Name ${go.peterLine.split(" ")[2]}`,
    `${go.text}\n—  ${go.peterLine.split(" ")[2]}`,
    `${go.text}\n- PeterNeumann ${go.peterLine.split(" ")[2]}`,
    `${go.text}\n— PeterNeumann\n`,
    `${go.text}\n— PeterNeumann x08gow==\n`,
    `${go.text}\n— PeterNeumann x08go/ZJ_-==\n`,
    `${peterNote}— Other x08go/Z=\n`,
  ]) {
    assert.throws(() => openNote(note, [peter]), malformed, JSON.stringify(note));
  }
});

test("Every damage to a note is refused", () => {
  const signer = noteSigner(go.peterSkey);
  const note = signNote("a\n\nb\n", [signer]);
  assertHostileTextIsRefused(note, (input) => openNote(input, [peter]));
});

test("A text that is none, no signers and one signer twice are not signed", () => {
  const signer = noteSigner(go.peterSkey);
  for (const text of ["", "abc", "a\tb\n", "a\r\n", "\ud800\n"]) {
    assert.throws(() => signNote(text, [signer]), RangeError, JSON.stringify(text));
  }
  assert.throws(() => signNote(go.text, []), RangeError);
  assert.throws(() => signNote(go.text, [signer, noteSigner(go.peterSkey)]), RangeError);
  const many = Array.from({ length: 101 }, (_, index) => noteSigner(generateNoteKey(`k${index}`).skey));
  assert.throws(() => signNote(go.text, many), RangeError);
});

test("Every damage to a vkey is refused: its key id holds name and key together", () => {
  assertHostileTextIsRefused(go.peterVkey, noteVerifier);
  for (const vkey of [
    // Both from Go's tests, with a key id that fits: a key of another length, and another algorithm.
    "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    go.peterVkey.replace("c74f20a3", "C74F20A3"),
  ]) {
    assert.throws(() => noteVerifier(vkey), malformed, vkey);
  }
});

test("Every damage to a secret key is refused, and no message shows it", () => {
  for (const variation of variations(go.peterSkey)) {
    assert.throws(
      () => noteSigner(variation),
      (error) => error instanceof ProtocolError && !error.message.includes("AYEKFALVFGyNhPJEMzD1"),
      variation,
    );
  }
});

test("A witness's key is a vkey, but does not sign notes", () => {
  const vkey = encodeVerifierKey(
    "witness.example",
    signatureType.cosignature,
    ed25519.getPublicKey(new Uint8Array(32)),
  );
  assert.equal(parseVerifierKey(vkey).type, 4);
  assert.throws(() => noteVerifier(vkey), malformed);
});

test("A name with spaces, plus or control characters names no key", () => {
  for (const name of ["", "a b", "a+b", "a\tb", "a\u00a0b", "a\u0085b", "a\u2028b", "\ud800", "a\u0000"]) {
    assert.throws(() => generateNoteKey(name), RangeError, JSON.stringify(name));
  }
});

test("A public key that anyone can sign for, or that is written in a second way, is refused", () => {
  const order = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;
  const fieldOrder = 2n ** 255n - 19n;
  const smallOrder = [
    numberToBytesLE(1n, 32),
    numberToBytesLE(0n, 32),
    numberToBytesLE(fieldOrder - 1n, 32),
    hexToBytes("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
  ];
  const otherForms = [
    numberToBytesLE(fieldOrder + 1n, 32),
    numberToBytesLE(fieldOrder + 3n, 32),
    new Uint8Array(32).fill(0xff),
  ];
  const noPoint = [numberToBytesLE(2n, 32)];
  for (const publicKey of [...smallOrder, ...otherForms, ...noPoint]) {
    const vkey = encodeVerifierKey("example.org", signatureType.ed25519, publicKey);
    assert.throws(() => noteVerifier(vkey), malformed, bytesToHex(publicKey));
  }

  // Nor is there a second signature: S and S + L sign the same, and only the smaller is taken.
  const signature = decodeBase64(go.peterLine.trim().split(" ")[2]!, "line").slice(4);
  assert.ok(peter.verify(go.text, signature));
  const second = Uint8Array.of(
    ...signature.slice(0, 32),
    ...numberToBytesLE(bytesToNumberLE(signature.slice(32)) + order, 32),
  );
  assert.equal(peter.verify(go.text, second), false);
  assert.equal(peter.verify(go.text, signature.slice(1)), false);
});
