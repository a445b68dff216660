import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultPolicy, encodeFrames } from "../../protocol/index.ts";
import type { Act } from "../../web/citizen/act.ts";
import { shown } from "../../web/citizen/running.ts";
import { moveLines, transferTrouble } from "../../web/citizen/transfer/transfer-words.ts";
import { slipRanges, slipRule } from "../../web/citizen/transfer/slip-words.ts";
import { after, day, deviceState, now, reader, visit } from "./fixture.ts";

const scan: Act = { do: "open", screen: { at: "scan", way: "camera", problem: null, trouble: null } };
const texts = encodeFrames("move", new Uint8Array(1_000).fill(7));
const seen = (text: string): Act => ({ do: "frame-seen", text });

function collected(...acts: readonly Act[]): number | null {
  const screen = shown(after(deviceState(), ...acts));
  return screen.at === "receive" ? (screen.collection?.chunks.size ?? 0) : null;
}

test("the first frame that the scanner sees leads to where they are collected, and back leads home", () => {
  assert.equal(collected(scan, seen(texts[1]!)), 1);
  const back = after(deviceState(), scan, seen(texts[1]!), { do: "back" });
  assert.equal(shown(back).at, "home");
});

test("frames are collected in any order, what is none is passed over, and another transfer begins anew", () => {
  const [first, second, third] = texts.map(seen) as [Act, Act, Act];
  assert.equal(collected(scan, third, first, first), 2);
  assert.equal(collected(scan, third, seen("https://example.org"), seen(`${texts[0]!}1`), second), 2);
  const [other] = encodeFrames("move", new Uint8Array(1_000).fill(8));
  assert.equal(collected(scan, first, second, seen(other!)), 1);
});

test("a frame that comes when nothing is being scanned changes nothing", () => {
  assert.equal(shown(after(deviceState(), seen(texts[0]!))).at, "home");
});

test("nothing is chosen beforehand for the health worker, and no words go along", () => {
  const more: Act = {
    do: "open",
    screen: { at: "handover-visits", chosen: [], withWords: false, problem: null },
  };
  const device = deviceState({ diary: [visit("a"), visit("b")] });
  const chosen: Act = { do: "choose-handover", chosen: ["b"], withWords: false };
  const screen = shown(after(device, more, chosen, { do: "handover-packed", bytes: Uint8Array.of(1) }));
  assert.deepEqual(screen, { at: "handover", bytes: Uint8Array.of(1), visits: 1, withWords: false });
});

test("a refusal is shown where it happened, and the wait is over", () => {
  const begun: Act = { do: "passphrase-made", passphrase: "abc" };
  const state = after(deviceState(), begun, { do: "pack-move" }, { do: "transfer-refused", problem: "No." });
  const screen = shown(state);
  assert.deepEqual(screen.at === "move-out" && [screen.problem, screen.share, state.busy], [
    "No.",
    null,
    false,
  ]);
});

test("what a move brings is said in days, warnings and reports", () => {
  const opened = {
    content: null as never,
    made: now,
    visits: 23,
    from: now - 14 * day,
    to: now,
    newVisits: 20,
    openVisit: { name: "Ann's party", kind: "gathering" },
    ends: false,
    warnings: 1,
    reports: 2,
  } as const;
  assert.deepEqual(moveLines(opened, reader), [
    "23 visits, from Saturday 7 November to Saturday 21 November",
    "20 of them are new to this phone",
    "1 warning",
    "2 reports that were sent",
    "The visit at Ann's party, which goes on here",
  ]);
  const nothing = {
    ...opened,
    visits: 0,
    from: null,
    to: null,
    newVisits: 0,
    openVisit: null,
    warnings: 0,
    reports: 0,
  };
  assert.deepEqual(moveLines(nothing, reader), ["No visits"]);
});

test("each refusal of what another phone brings has its own sentence, and says that nothing was changed", () => {
  const codes = ["damaged", "newer-version", "wrong-passphrase", "other-region", "too-old"] as const;
  const sentences = codes.map(transferTrouble);
  assert.equal(new Set(sentences).size, codes.length);
  for (const sentence of sentences) assert.match(sentence, /Nothing was changed\./);
});

test("a slip's minutes are told in one piece where they follow each other, with the rule that they count by", () => {
  const found = [10, 11, 12, 20].map((interval) => ({ interval, confirmed: interval === 12 }));
  assert.deepEqual(slipRanges(found), [
    { first: 10, last: 11, confirmed: false },
    { first: 12, last: 12, confirmed: true },
    { first: 20, last: 20, confirmed: false },
  ]);
  assert.match(slipRule(defaultPolicy), /counts from 15 minutes on/);
});
