import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { decodeHandedVisit, encodeHandedVisit, type HandedVisit } from "../../protocol/index.ts";
import { assertHostileInputIsRefused } from "./hostile.ts";
import { readVectors } from "./vectors.ts";

interface VisitVector {
  form: "ended" | "open";
  kind: number;
  regionId: string;
  recordedIn: number;
  arrival: number;
  leaving: number;
  start: number;
  length: number;
  name: string;
  seed?: string;
  first?: number;
  count?: number;
  nodes?: string[];
}

const kinds = ["display", "printed", "gathering"] as const;
const vectors = readVectors<{ handedVisit: { visit: VisitVector; bytes: string }[] }>("transfer").handedVisit;

function visitOf(vector: VisitVector): HandedVisit {
  const { recordedIn, arrival, leaving, name, start, length } = vector;
  const base = {
    kind: kinds[vector.kind - 1]!,
    regionId: hexToBytes(vector.regionId),
    name,
    recordedIn,
    arrival,
    leaving,
  };
  const range = { start, end: start + length };
  if (vector.form === "open") {
    return { ...base, form: "open", pass: { ...range, nodes: vector.nodes!.map(hexToBytes) } };
  }
  const tokens = Array.from({ length: vector.count! }, (_, at) => ({
    interval: vector.first! + at,
    token: sha256(utf8ToBytes(`${vector.seed} ${vector.first! + at}`)).slice(0, 16),
  }));
  return { ...base, form: "ended", pass: range, tokens };
}

test("visits handed over by an independent implementation are read and written byte for byte", () => {
  for (const { visit, bytes } of vectors) {
    assert.deepEqual(decodeHandedVisit(hexToBytes(bytes)), visitOf(visit));
    assert.equal(bytesToHex(encodeHandedVisit(visitOf(visit))), bytes);
  }
});

test("a visit is refused when anything about it was changed", () => {
  for (const { bytes } of vectors) {
    assertHostileInputIsRefused(hexToBytes(bytes), decodeHandedVisit, { flips: "refused" });
  }
});

test("what does not fit is not written", () => {
  const visit = visitOf(vectors[0]!.visit);
  const wrong: readonly Partial<HandedVisit>[] = [
    { leaving: visit.arrival - 1 },
    { name: "n".repeat(256) },
    { regionId: new Uint8Array(9) },
  ];
  for (const change of wrong) {
    assert.throws(() => encodeHandedVisit({ ...visit, ...change } as HandedVisit), RangeError);
  }
});
