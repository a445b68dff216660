import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeLogEntry, type LogEntry, parseLogEntry } from "../../protocol/index.ts";
import type { ClaimCount } from "../../protocol/log-entry.ts";
import { assertHostileTextIsRefused } from "./hostile-text.ts";
import { readVectors } from "./vectors.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const sha256 = "9f72968b219a359ef5b0cf403633580f06c1afc07fb481c35516db8134ad88f6";

const examples: [string, LogEntry][] = [
  [`batch 0 5000 ${sha256}`, { kind: "batch", number: 0, bytes: 5000, sha256 }],
  [`batch 4294967295 0 ${sha256}`, { kind: "batch", number: 4_294_967_295, bytes: 0, sha256 }],
  [`manifest 1 ${sha256}`, { kind: "manifest", sequence: 1, sha256 }],
  [`release 0.1.0-rc.1+7 ${sha256}`, { kind: "release", version: "0.1.0-rc.1+7", sha256 }],
  [
    "claims 2028-02-29 report 12 confirm <10 retract 10",
    { kind: "claims", date: "2028-02-29", report: 12, confirm: "<10", retract: 10 },
  ],
  ["pause the laboratory is closed", { kind: "pause", reason: "the laboratory is closed" }],
  ["resume", { kind: "resume" }],
  ["weather 3 windy  spells", { kind: "unknown", text: "weather 3 windy  spells" }],
];

const hex = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));
const claimCount: fc.Arbitrary<ClaimCount> = fc.oneof(
  fc.constant("<10" as const),
  fc.nat().map((count) => count + 10),
);
const words = fc
  .array(fc.stringMatching(/^[a-zé,.!0-9]{1,12}$/), { minLength: 1, maxLength: 12 })
  .map((list) => list.join(" "));
const entries: fc.Arbitrary<LogEntry> = fc.oneof(
  fc.record({
    kind: fc.constant("batch" as const),
    number: fc.nat(2 ** 32 - 1),
    bytes: fc.maxSafeNat(),
    sha256: hex,
  }),
  fc.record({
    kind: fc.constant("manifest" as const),
    sequence: fc.maxSafeNat().map((n) => Math.max(1, n)),
    sha256: hex,
  }),
  fc.record({
    kind: fc.constant("release" as const),
    version: fc.stringMatching(/^[0-9a-z][0-9a-z.+-]{0,63}$/),
    sha256: hex,
  }),
  fc.record({
    kind: fc.constant("claims" as const),
    date: fc
      .date({ min: new Date("2000-01-01"), max: new Date("2200-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    report: claimCount,
    confirm: claimCount,
    retract: claimCount,
  }),
  fc.record({ kind: fc.constant("pause" as const), reason: words }),
  fc.constant({ kind: "resume" as const }),
  fc.record({ kind: fc.constant("unknown" as const), text: words.map((text) => `later-${text}`) }),
);

test("Every entry of the independent implementation's logs is read and written as it stands", () => {
  for (const { entries: texts } of readVectors<{ logs: { entries: string[] }[] }>("log").logs) {
    for (const text of texts) {
      const entry = parseLogEntry(text);
      assert.notEqual(entry.kind, "unknown", text);
      assert.equal(encodeLogEntry(entry), text);
    }
  }
});

test("Each kind of entry has one text", () => {
  for (const [text, entry] of examples) {
    assert.deepEqual(parseLogEntry(text), entry);
    assert.equal(encodeLogEntry(entry), text);
  }
});

test("Any entry that is written is read back the same", () => {
  fc.assert(
    fc.property(entries, (entry) => assert.deepEqual(parseLogEntry(encodeLogEntry(entry)), { ...entry })),
  );
});

test("A kind of a later version is handed on, however it goes on", () => {
  for (const text of ["batches 1", "Batch 0 1", "resume-all", "x", " batch", "batch\u00a00 5000", "ü ü"]) {
    assert.deepEqual(parseLogEntry(text), { kind: "unknown", text });
  }
});

test("A known kind that is not exactly right is refused", () => {
  const upper = sha256.toUpperCase();
  for (const text of [
    "",
    "batch",
    `batch 0 5000 ${sha256} `,
    `batch 0 5000  ${sha256}`,
    `batch  0 5000 ${sha256}`,
    `batch 0 5000 ${sha256} 1`,
    `batch 0 ${sha256}`,
    `batch 00 5000 ${sha256}`,
    `batch +1 5000 ${sha256}`,
    `batch -1 5000 ${sha256}`,
    `batch 1e3 5000 ${sha256}`,
    `batch 0x1 5000 ${sha256}`,
    `batch 4294967296 5000 ${sha256}`,
    `batch 0 9007199254740992 ${sha256}`,
    `batch ٣ 5000 ${sha256}`,
    `batch 0 5000 ${upper}`,
    `batch 0 5000 ${sha256.slice(1)}`,
    `batch 0 5000 ${sha256}0`,
    `batch 0 5000 ${sha256}\n`,
    `manifest 0 ${sha256}`,
    `manifest ${sha256}`,
    `release ${sha256}`,
    `release  ${sha256}`,
    `release .1 ${sha256}`,
    `release ${"1".repeat(65)} ${sha256}`,
    "claims 2026-11-21 report 9 confirm <10 retract <10",
    "claims 2026-11-21 report 0 confirm <10 retract <10",
    "claims 2026-11-21 report <9 confirm <10 retract <10",
    "claims 2026-02-30 report <10 confirm <10 retract <10",
    "claims 2026-11-21 confirm <10 report <10 retract <10",
    "claims 2026-11-21 report <10 confirm <10",
    "claims 21.11.2026 report <10 confirm <10 retract <10",
    "pause",
    "pause ",
    "pause  storm",
    "pause storm ",
    "pause a  b",
    `pause ${"x".repeat(201)}`,
    "resume ",
    "resume now",
    "later\u0000",
    "later\n",
    "later\u2028",
    "later\u0085",
    "later\ud800",
  ]) {
    assert.throws(() => parseLogEntry(text), malformed, JSON.stringify(text));
  }
});

test("No damage to an entry makes another entry than the one its text says", () => {
  for (const [text] of examples) assertHostileTextIsRefused(text, parseLogEntry, encodeLogEntry);
});

test("An entry that could not be read back is not written", () => {
  const refused: LogEntry[] = [
    { kind: "batch", number: -1, bytes: 1, sha256 },
    { kind: "batch", number: 2 ** 32, bytes: 1, sha256 },
    { kind: "batch", number: 1, bytes: 1.5, sha256 },
    { kind: "batch", number: 1, bytes: 1, sha256: sha256.toUpperCase() },
    { kind: "manifest", sequence: 0, sha256 },
    { kind: "release", version: "1 0", sha256 },
    { kind: "claims", date: "2026-13-01", report: "<10", confirm: "<10", retract: "<10" },
    { kind: "claims", date: "2026-11-21", report: 9, confirm: "<10", retract: "<10" },
    { kind: "pause", reason: "" },
    { kind: "pause", reason: "a\nresume" },
    { kind: "unknown", text: "resume" },
    { kind: "unknown", text: "" },
  ];
  for (const entry of refused) assert.throws(() => encodeLogEntry(entry), RangeError);
});
