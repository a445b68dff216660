import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex, numberToBytesLE } from "@noble/curves/utils.js";
import fc from "fast-check";
import {
  cosignatureVerifier,
  cosignerOf,
  encodeCheckpoint,
  generateCosignerKey,
  generateNoteKey,
  noteSigner,
  noteVerifier,
  openCheckpoint,
  ProtocolError,
  signNote,
  takeCosignature,
} from "../../protocol/index.ts";
import { cosignerKeyFromSeed } from "../../protocol/cosignature.ts";
import { noteKeyFromSeed } from "../../protocol/note-signer.ts";
import { splitNote } from "../../protocol/signed-note.ts";
import { encodeVerifierKey, signatureType } from "../../protocol/verifier-key.ts";
import { assertHostileTextIsRefused, variations } from "./hostile-text.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const badSignature = { name: "ProtocolError", code: "bad-signature" };

/** A checkpoint of a public log (Certificate Transparency, staging), as its witnesses cosigned it on 2026-05-23. */
const published = {
  note: `arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
`,
  log: "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f",
  witness: "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
};

const origin = "example.org/log";
const logKey = noteKeyFromSeed(origin, new Uint8Array(32).fill(1));
const log = noteVerifier(logKey.vkey);
const witnessKey = cosignerKeyFromSeed("witness.example/w1", new Uint8Array(32).fill(2));
const witness = cosignatureVerifier(witnessKey.vkey);
const cosigner = cosignerOf(witnessKey.skey);
const text = encodeCheckpoint({ origin, size: 7, root: new Uint8Array(32).fill(9) });
const note = signNote(text, [noteSigner(logKey.skey)]);
const time = 1_800_000_000;

/** A signature line's bytes after the key id. */
function signatureIn(line: string): Uint8Array {
  return splitNote(`x\n\n${line}`).signatures[0]!.signature;
}

test("A public witness's cosignature of a public log's checkpoint verifies, with its time", () => {
  const verifier = cosignatureVerifier(published.witness);
  assert.equal(bytesToHex(verifier.keyId), "da77ade7");
  const { size, cosignedBy } = openCheckpoint(published.note, noteVerifier(published.log), [verifier]);
  assert.equal(size, 1_432_088_532);
  assert.deepEqual(
    cosignedBy.map(({ cosigner: { name }, timestamp }) => [name, new Date(timestamp * 1000).toISOString()]),
    [["remora.n621.de", "2026-05-23T21:50:24.000Z"]],
  );
  const clobbered = published.note.replace("1432088532", "42");
  assert.throws(() => openCheckpoint(clobbered, noteVerifier(published.log), [verifier]), badSignature);
});

test("The message is that of C2SP tlog-cosignature, byte for byte", () => {
  const body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const signature = signatureIn(cosigner.cosign(body, 1_679_315_147));
  assert.equal(bytesToHex(signature.slice(0, 8)), "00000000641850cb");
  const message = new TextEncoder().encode(`cosignature/v1\ntime 1679315147\n${body}`);
  const publicKey = ed25519.getPublicKey(new Uint8Array(32).fill(2));
  assert.ok(ed25519.verify(signature.slice(8), message, publicKey));
});

test("Whatever a witness cosigns is opened, with its time, and counts for no other checkpoint, time or key", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 53 - 1 }), fc.nat(2 ** 40), (timestamp, size) => {
      const body = encodeCheckpoint({ origin, size, root: new Uint8Array(32).fill(size % 256) });
      const line = cosigner.cosign(body, timestamp);
      const signature = signatureIn(line);
      assert.ok(witness.verify(body, signature));
      assert.equal(witness.timestampOf(signature), timestamp);
      assert.equal(witness.verify(`${body}more\n`, signature), false);
      assert.equal(
        witness.verify(encodeCheckpoint({ origin, size: size + 1, root: new Uint8Array(32) }), signature),
        false,
      );
      const later = signature.slice();
      later[7]! ^= 1;
      assert.equal(witness.verify(body, later), false);
      const namesake = cosignatureVerifier(generateCosignerKey(witness.name).vkey);
      assert.equal(namesake.verify(body, signature), false);
    }),
    { numRuns: 20 },
  );
});

test("A witness that cosigned twice counts once, with the later time", () => {
  const twice = note + cosigner.cosign(text, time + 60) + cosigner.cosign(text, time);
  assert.deepEqual(openCheckpoint(twice, log, [witness, witness]).cosignedBy, [
    { cosigner: witness, timestamp: time + 60 },
  ]);
});

test("A plain signature by a witness's key is no cosignature, nor the other way round", () => {
  const seed = new Uint8Array(32).fill(2);
  const plain = noteKeyFromSeed(witness.name, seed);
  const asNote = noteSigner(plain.skey).sign(text);
  assert.deepEqual(openCheckpoint(note + asNote, log, [witness]).cosignedBy, [], "its key id is another");
  assert.equal(witness.verify(text, signatureIn(asNote)), false);
  assert.equal(noteVerifier(plain.vkey).verify(text, signatureIn(cosigner.cosign(text, time))), false);
  assert.throws(() => cosignatureVerifier(plain.vkey), malformed);
  assert.throws(() => noteVerifier(witnessKey.vkey), malformed);
  assert.throws(() => cosignerOf(plain.skey), malformed);
  assert.throws(() => noteSigner(witnessKey.skey), malformed);
});

test("Times that are none are neither signed nor taken", () => {
  for (const timestamp of [0, -1, 1.5, NaN, 2 ** 53])
    assert.throws(() => cosigner.cosign(text, timestamp), RangeError);
  const seed = new Uint8Array(32).fill(2);
  for (const timestamp of [0n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
    const message = new TextEncoder().encode(`cosignature/v1\ntime ${timestamp}\n${text}`);
    const time8 = numberToBytesLE(timestamp, 8).toReversed();
    const signature = Uint8Array.of(...time8, ...ed25519.sign(message, seed));
    assert.equal(witness.verify(text, signature), false, String(timestamp));
    assert.throws(() => witness.timestampOf(signature), RangeError);
  }
});

test("Every damage to a cosignature is refused", () => {
  // Damage to a name makes it another's signature, which is passed over: then the witness is missing.
  assertHostileTextIsRefused(
    cosigner.cosign(text, time),
    (line) => {
      const { cosignedBy } = openCheckpoint(note + line, log, [witness]);
      if (cosignedBy.length === 0) throw new ProtocolError("too-few-signatures", "the witness is missing");
    },
    undefined,
    ["0", "\n"],
  );
});

test("Every damage to a witness's keys is refused, and no message shows the secret one", () => {
  assertHostileTextIsRefused(witnessKey.vkey, cosignatureVerifier);
  for (const variation of variations(witnessKey.skey)) {
    assert.throws(
      () => cosignerOf(variation),
      (error) => error instanceof ProtocolError && !error.message.includes("AgICAgICAgICAgICAgIC"),
    );
  }
  const small = encodeVerifierKey("w.example", signatureType.cosignature, numberToBytesLE(1n, 32));
  assert.throws(() => cosignatureVerifier(small), malformed, "a key that anyone can sign for");
  assert.throws(() => generateCosignerKey("a b"), RangeError);
  assert.notEqual(generateCosignerKey("a").skey, generateCosignerKey("a").skey);
});

test("Of a witness's answer its own line is taken, and nothing else", () => {
  const line = cosigner.cosign(text, time);
  const stranger = cosignerOf(generateCosignerKey("stranger.example").skey).cosign(text, time);
  assert.deepEqual(takeCosignature(note, line, witness), { line, timestamp: time });
  assert.equal(takeCosignature(note, stranger + line + stranger, witness)?.line, line);
  assert.equal(takeCosignature(note, stranger, witness), null);
  assert.equal(
    takeCosignature(note + line, stranger, witness),
    null,
    "what was there before is not its answer",
  );
  const elsewhere = cosigner.cosign(encodeCheckpoint({ origin, size: 8, root: new Uint8Array(32) }), time);
  assert.throws(() => takeCosignature(note, elsewhere, witness), badSignature);
  assert.throws(() => takeCosignature(note, line + elsewhere, witness), badSignature);
  const ofLog = noteSigner(generateNoteKey(origin).skey).sign(text);
  for (const answer of [
    "x",
    "\n",
    `\n${line}`,
    `${line}\n${line}`,
    line.slice(0, -1),
    `\n${text}\n${line}`,
    `${ofLog}\n${ofLog}`,
  ]) {
    assert.throws(() => takeCosignature(note, answer, witness), malformed, JSON.stringify(answer));
  }
  for (const variation of variations(line, ["0", "\n"])) {
    try {
      assert.ok([undefined, line].includes(takeCosignature(note, variation, witness)?.line), variation);
    } catch (error) {
      assert.ok(error instanceof ProtocolError, String(error));
    }
  }
});
