import assert from "node:assert/strict";
import { test } from "node:test";
import { randomBytes } from "@noble/hashes/utils.js";
import { decoyReport, defaultPolicy, encodeReport } from "../../protocol/index.ts";
import type { LedgerEntry } from "../../web/device/device.ts";
import { ledgerFile } from "../../web/citizen/saved-file.ts";
import { bytesWords, contentTold, occasionsOf } from "../../web/citizen/words/ledger-words.ts";
import { rulesChanged, rulesTold } from "../../web/citizen/words/rules-words.ts";
import { databaseWords } from "../../web/citizen/words/stored-words.ts";
import { now, reader } from "./fixture.ts";

function entry(id: string, change: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    id,
    why: "lists",
    occasion: "one",
    at: now,
    method: "GET",
    path: "/v1/log/checkpoint",
    content: null,
    outcome: { kind: "answered", status: 200, bytes: 100 },
    ...change,
  };
}

test("requests of one occasion stand together in their order, the latest occasion first, with what came and went", () => {
  const message = { method: "POST", path: "/v1/reports", content: new Uint8Array(325) } as const;
  const entries = [
    entry("4", { ...message, why: "report", occasion: "r", outcome: { kind: "unanswered" } }),
    entry("3", { occasion: "two", path: "/v1/batch/7" }),
    entry("2", { occasion: "two" }),
    entry("1"),
  ];
  assert.deepEqual(
    occasionsOf(entries).map(({ why, entries: each, sent, received }) => [
      why,
      each.map(({ id }) => id).join(),
      sent,
      received,
    ]),
    [
      ["report", "4", 325, 0],
      ["lists", "2,3", 0, 200],
      ["lists", "1", 0, 100],
    ],
  );
});

test("the content of a message is told: tokens as bytes, a decoy as one, and the saved file has them too", () => {
  const tokens = [randomBytes(16), randomBytes(16)];
  const ticket = { purpose: 1, epoch: 2967, nonce: randomBytes(32), output: randomBytes(64) } as const;
  const sent = entry("1", { method: "POST", path: "/v1/reports", content: encodeReport(ticket, tokens) });
  const { parts } = contentTold(sent);
  assert.equal(parts.length, 3);
  assert.deepEqual(
    parts.slice(0, 2).map(({ hex }) => hex),
    tokens.map((token) => Buffer.from(token).toString("hex")),
  );
  const decoy = contentTold({ ...sent, content: decoyReport(2967) });
  assert.match(decoy.words, /^Nothing/);
  assert.equal(decoy.parts.length, 1, "no tokens");
  assert.match(ledgerFile([sent]).text, new RegExp(parts[0]!.hex));
  assert.match(contentTold(entry("2")).words, /^Nothing but this address/);
  assert.doesNotThrow(() => contentTold({ ...sent, content: randomBytes(7) }));
});

test("sizes are said as people read them", () => {
  assert.deepEqual(
    [0, 1, 325, 1092, 12_345, 3_050_000].map((bytes) => bytesWords(bytes, reader)),
    ["0 bytes", "1 byte", "325 bytes", "1.09 kB", "12.3 kB", "3.05 MB"],
  );
});

test("every number of the rules has a sentence, and a changed one is found", () => {
  const told = rulesTold(defaultPolicy, reader);
  const fields = Object.entries(defaultPolicy).flatMap(([field, value]) =>
    typeof value === "object" ? Object.keys(value).map((each) => `${field}.${each}`) : [field],
  );
  assert.deepEqual([...told.keys()].toSorted(), fields.toSorted());
  assert.equal(told.get("yellow"), "Yellow from 15 minutes near cases.");
  const stricter = { ...defaultPolicy, yellow: 20, weight: { reported: 0.5, confirmed: 1 } };
  assert.deepEqual(rulesChanged(defaultPolicy, stricter, reader), new Set(["yellow", "weight.reported"]));
});

test("every database is told, whatever it is called", () => {
  const names = ["celadon", "celadon-day-2026-11-21", "celadon-ledger-2026-11-21", "celadon-something-new"];
  const told = databaseWords(names);
  assert.deepEqual(told.flatMap((each) => each.names).toSorted(), names);
  assert.ok(told.every(({ words }) => words !== ""));
});
