import assert from "node:assert/strict";
import { test } from "node:test";
import type { BrokenLogReason, Evidence } from "../../web/device/device.ts";
import { intervalOf } from "../../protocol/index.ts";
import { checkpointFile, diaryFile, evidenceFile } from "../../web/citizen/saved-file.ts";
import { brokenWords, presentBreak } from "../../web/citizen/words/broken-words.ts";
import { statusWords } from "../../web/citizen/words/status-words.ts";
import { deviceState, now, reader, visit } from "./fixture.ts";

const held = "region/log\n7\nAAAA\n\n— region/log xyz=\n";
const served = "region/log\n7\nBBBB\n\n— region/log abc=\n";

function broken(reason: BrokenLogReason, change: Partial<Evidence> = {}): Evidence {
  const [first, last] = [now - 60, now];
  const [rootHash, manifestHash] = ["00".repeat(32), "11".repeat(32)];
  return {
    reason,
    detail: "x",
    first,
    last,
    mended: null,
    held,
    served,
    object: null,
    rootHash,
    manifestHash,
    ...change,
  };
}

const reasons = [
  "fork",
  "rollback",
  "gap",
  "missing-quorum",
  "unsigned",
  "altered",
  "missing",
  "unlogged",
  "forbidden",
  "clock",
] as const satisfies readonly BrokenLogReason[];

test("each way in which the record can break has words of its own", () => {
  const all = reasons.map((reason) => brokenWords(reason));
  assert.equal(new Set(all.map(({ what }) => what)).size, reasons.length);
  assert.equal(new Set(all.map(({ meaning }) => meaning)).size, reasons.length);
  assert.match(brokenWords("fork").todo, /does not mend by itself/);
});

test("the status says which break it is, the newest that has not mended", () => {
  const evidence = [broken("altered", { mended: now }), broken("fork"), broken("rollback")];
  const device = deviceState({ diary: [visit("a")], evidence, colour: { trouble: ["broken-log"] } });
  assert.equal(presentBreak(device)?.reason, "fork");
  assert.ok(statusWords(device, now, reader).why.startsWith(brokenWords("fork").what));
  assert.equal(presentBreak(deviceState({ evidence: [broken("fork", { mended: now })] })), null);
});

test("the evidence holds both notes verbatim, and a checkpoint's file is the note alone", () => {
  const file = evidenceFile(broken("fork"));
  const content = JSON.parse(file.text) as Record<string, unknown>;
  assert.equal(content["heldCheckpoint"], held);
  assert.equal(content["servedCheckpoint"], served);
  assert.deepEqual(
    [content["reason"], content["firstSeen"]],
    ["fork", new Date((now - 60) * 1000).toISOString()],
  );
  assert.deepEqual(checkpointFile(served), { name: "checkpoint.txt", type: "text/plain", text: served });
});

test("a saved diary has places, times and notes, and nothing that stands for a place", () => {
  const device = deviceState({ diary: [visit("a", { note: "with Ben" })] });
  const { visits } = JSON.parse(diaryFile(device).text) as { visits: Record<string, unknown>[] };
  assert.deepEqual(Object.keys(visits[0]!), [
    "place",
    "kind",
    "region",
    "arrival",
    "leaving",
    "note",
    "companions",
  ]);
});

test("a saved diary has what stands for a place when the person wants it, with the moment of each", () => {
  const stay = visit("a");
  const tokens = new Map([
    ["a", [{ interval: intervalOf(stay.arrival), token: new Uint8Array(16).fill(7) }]],
  ]);
  const { visits } = JSON.parse(diaryFile(deviceState({ diary: [stay] }), tokens).text) as {
    visits: { tokens: unknown }[];
  };
  const from = new Date(Math.floor(stay.arrival / 600) * 600_000).toISOString();
  assert.deepEqual(visits[0]!.tokens, [{ from, token: "07".repeat(16) }]);
});
