import assert from "node:assert/strict";
import { test } from "node:test";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  decodeHandover,
  encodeHandover,
  handoverProblems,
  type HandoverVisit,
  ProtocolError,
} from "../../protocol/index.ts";
import { assertHostileInputIsRefused } from "./hostile.ts";
import { readVectors } from "./vectors.ts";

interface TransferVectors {
  handover: {
    visits: {
      regionId: string;
      arrivalMinute: number;
      leavingMinute: number;
      recordedIn: number;
      seed: string;
      first: number;
      count: number;
      name: string;
      note: string;
    }[];
    bytes: string;
  }[];
}

const regionId = hexToBytes("b7477ebeb19cef38");
const vectors = readVectors<TransferVectors>("transfer").handover.map(({ visits, bytes }) => ({
  bytes: hexToBytes(bytes),
  visits: visits.map(({ seed, first, count, ...visit }): HandoverVisit => ({
    ...visit,
    regionId: hexToBytes(visit.regionId),
    tokens: Array.from({ length: count }, (_, at) => ({
      interval: first + at,
      token: sha256(utf8ToBytes(`${seed} ${first + at}`)).slice(0, 16),
    })),
  })),
}));

test("handovers of an independent implementation are read and written byte for byte", () => {
  for (const { visits, bytes } of vectors) {
    assert.deepEqual(decodeHandover(bytes), visits);
    assert.equal(bytesToHex(encodeHandover(visits)), bytesToHex(bytes));
  }
});

test("a handover is refused when anything about it was changed", () => {
  assertHostileInputIsRefused(vectors[0]!.bytes, decodeHandover, { flips: "refused" });
});

test("visits are handed over by arrival, whatever order they were chosen in", () => {
  const { visits, bytes } = vectors[1]!;
  assert.deepEqual(encodeHandover(visits.toReversed()), bytes);
});

test("what does not fit is not written", () => {
  const visit = vectors[0]!.visits[0]!;
  const wrong: readonly Partial<HandoverVisit>[] = [
    { tokens: [] },
    { tokens: [visit.tokens[0]!, visit.tokens[2]!] },
    { leavingMinute: visit.arrivalMinute - 1 },
    { name: "n".repeat(256) },
    { note: "n".repeat(8_001) },
    { regionId: new Uint8Array(7) },
  ];
  for (const change of wrong) assert.throws(() => encodeHandover([{ ...visit, ...change }]), RangeError);
  assert.throws(() => encodeHandover([]), RangeError);
  assert.throws(() => encodeHandover(Array.from({ length: 256 }, () => visit)), RangeError);
});

test("another version is named as such", () => {
  const newer = vectors[0]!.bytes.slice();
  newer[4] = 2;
  assert.throws(
    () => decodeHandover(newer),
    (error) => error instanceof ProtocolError && error.code === "unsupported-version",
  );
});

test("each implausible visit has its own problem, at the very minute", () => {
  const visit = vectors[0]!.visits[0]!;
  const now = visit.leavingMinute * 60 + 3_600;
  const context = { regionId, now, retentionDays: 14 };
  const problems = (change: Partial<HandoverVisit>, at = now) =>
    handoverProblems({ ...visit, ...change }, { ...context, now: at });
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({ regionId: new Uint8Array(8) }), ["other-region"]);

  const nowMinute = Math.floor(now / 600) * 10;
  const shifted = (leavingMinute: number) => ({
    arrivalMinute: leavingMinute - 1,
    leavingMinute,
    tokens: [{ interval: Math.floor((leavingMinute - 1) / 10), token: new Uint8Array(16) }],
  });
  assert.deepEqual(problems(shifted(nowMinute + 19)), []);
  assert.deepEqual(problems(shifted(nowMinute + 20)), ["future"]);
  assert.deepEqual(problems({ recordedIn: Math.floor(now / 600) + 1 }), []);
  assert.deepEqual(problems({ recordedIn: Math.floor(now / 600) + 2 }), ["future"]);

  const dayAfterLast = (Math.floor((visit.arrivalMinute * 60) / 86_400) + 15) * 86_400;
  assert.deepEqual(problems({}, dayAfterLast - 1), []);
  assert.deepEqual(problems({}, dayAfterLast), ["too-old"]);

  const later = now + 2 * 86_400;
  assert.deepEqual(problems({ leavingMinute: visit.arrivalMinute + 1_440 }, later), []);
  assert.deepEqual(problems({ leavingMinute: visit.arrivalMinute + 1_441 }, later), ["longer-than-a-day"]);

  const move = (by: number) => visit.tokens.map((each) => ({ ...each, interval: each.interval + by }));
  assert.deepEqual(problems({ tokens: move(-1) }), ["tokens-elsewhere"]);
  assert.deepEqual(problems({ tokens: move(5) }), []);
  assert.deepEqual(problems({ tokens: move(6) }), ["tokens-elsewhere"]);
});
