import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultPolicy, type LogEntry, type Manifest, parseLogEntry } from "../../protocol/index.ts";
import { openChecks, verdictOf } from "../../web/log/checks.ts";
import { eventsIn } from "../../web/log/events.ts";
import { announcements, rulesHistory } from "../../web/log/rules-history.ts";
import { type Rules, rulesInForce } from "../../web/log/rules-reader.ts";
import { firstFailure } from "../../web/log/words/check-words.ts";
import { entryWords } from "../../web/log/words/entry-words.ts";
import { countdown, sizeWords } from "../../web/log/words/number-words.ts";
import { ruleSentences } from "../../web/log/words/rule-words.ts";
import { at, base, issued } from "../protocol/manifest-example.ts";

const reader = { language: "en", region: "en-GB", timeZone: "UTC" };
const hash = "ab".repeat(32);
const day = 86_400;

test("the rules are sentences", () => {
  assert.deepEqual(ruleSentences(defaultPolicy), [
    "Yellow: from 15 minutes in the same place and time as reported or confirmed infections, added up over the last 10 days.",
    "Red: from 1 hour near confirmed infections; reported ones alone never make red.",
    "Your own positive report makes your phone red for 10 days.",
    "A stay counts 10 minutes longer than you stayed, because the air stays.",
    "Visits and lists are kept for 14 days, then deleted.",
    "Green turns grey, “not known”, when the newest list is older than 24 hours.",
    "A report leaves the phone over 5 minutes, and its visits come out in the next 2 lists, at random.",
  ]);
  const other = ruleSentences({
    ...defaultPolicy,
    weight: { reported: 0.5, confirmed: 2 },
    ceiling: { reported: "red", confirmed: "red" },
    lingerIntervals: 0,
    mixPeriods: 0,
  });
  assert.ok(other.includes("A minute near a reported infection counts 0.5, near a confirmed one 2."));
  assert.ok(other.includes("A stay counts until you leave."));
  assert.ok(other.includes("A report leaves the phone over 5 minutes and comes out in the next list."));
});

test("every line of the record is a sentence", () => {
  const said = (text: string): string => entryWords(parseLogEntry(text), reader);
  assert.equal(said(`batch 1234 5382 ${hash}`), "List 1,234 was published, 5.4 kB.");
  assert.equal(said(`manifest 2 ${hash}`), "Rules no. 2 were signed and published.");
  assert.equal(said(`release 0.1.0 ${hash}`), "Version 0.1.0 of these pages was released.");
  assert.equal(
    said("claims 2026-11-20 report 12 confirm <10 retract <10"),
    "Claim codes given out on Fri 20 Nov: 12 to report a positive test, fewer than 10 to confirm a place, fewer than 10 to take a mistake back.",
  );
  assert.equal(said("pause a broken disk"), "Publishing was paused: “a broken disk”");
  assert.equal(
    said("pause a fault is being looked into"),
    "Publishing was paused. A fault is being looked into.",
  );
  assert.equal(said("resume"), "Publishing went on.");
  assert.match(said("weather rain"), /does not know/);
});

test("pauses end with the line that resumes, releases and claims stand newest first", () => {
  const lines = [
    "pause one",
    "resume",
    `release 0.1.0 ${hash}`,
    "claims 2026-11-19 report <10 confirm <10 retract <10",
    `release 0.2.0 ${hash}`,
    "claims 2026-11-20 report 10 confirm <10 retract <10",
    "pause two",
  ].map((text, index) => ({ index, text, entry: parseLogEntry(text) as LogEntry }));
  const { pauses, releases, claims } = eventsIn(lines);
  assert.deepEqual(pauses, [
    { reason: "two", line: 6, resumed: null },
    { reason: "one", line: 0, resumed: 1 },
  ]);
  assert.deepEqual(
    releases.map(({ version }) => version),
    ["0.2.0", "0.1.0"],
  );
  assert.deepEqual(
    claims.map(({ date }) => date),
    ["2026-11-20", "2026-11-19"],
  );
});

test("changes of the rules are said, announced, and in force when their time comes", () => {
  const rules = (manifest: Manifest): Rules => ({ manifest, signedBy: ["one.example"], line: 0 });
  const changed: Manifest = {
    ...base,
    sequence: 2,
    issued: at(day),
    effective: at(3 * day),
    policy: { ...defaultPolicy, yellow: 30 },
  };
  const repeated: Manifest = { ...changed, sequence: 3, issued: at(2 * day) };
  const all = [rules(base), rules(changed), rules(repeated)];
  const [newest, middle, first] = rulesHistory(all);
  assert.deepEqual(newest?.changes, []);
  assert.deepEqual(newest?.technical.length, 2);
  assert.ok(middle?.changes.includes("Yellow from 15 to 30 minutes."));
  assert.deepEqual([first?.isFirst, first?.changes], [true, []]);
  const sequenceAt = (now: number): number | undefined => rulesInForce(all, now)?.manifest.sequence;
  assert.deepEqual(
    [sequenceAt(issued), sequenceAt(issued + 3 * day - 1), sequenceAt(issued + 3 * day)],
    [1, 1, 3],
  );
  // Repeated by a renewal, it is announced once.
  assert.deepEqual(announcements(all, issued + 2 * day), [
    { sequence: 2, effective: issued + 3 * day, changes: ["Yellow from 15 to 30 minutes."] },
  ]);
  assert.deepEqual(announcements(all, issued + 3 * day), []);
});

test("the days to the sunset are counted down", () => {
  const words = (left: number): string => countdown(issued, issued - left, reader).words;
  assert.deepEqual(
    [words(90 * day), words(90 * day - 1), words(day), words(day - 1), words(1), words(0), words(-day)],
    ["90 days", "89 days", "1 day", "Less than a day", "Less than a day", "Over", "Over"],
  );
  assert.match(countdown(issued, issued, reader).sentence, /ended on Saturday 21 November 2026/);
});

test("sizes are said in the unit that fits", () => {
  assert.deepEqual(
    [1, 999, 5382, 129_000, 1_940_000].map((bytes) => sizeWords(bytes, reader)),
    ["1 byte", "999 bytes", "5.4 kB", "129 kB", "1.9 MB"],
  );
});

test("the checks say together whether the record holds, and which failed first", () => {
  const passed = { state: "passed" } as const;
  const failed = { state: "failed", reason: "altered", detail: "at 5" } as const;
  const whole = {
    root: passed,
    checkpoint: passed,
    entries: passed,
    continued: { state: "nothing" },
    rules: passed,
    lists: passed,
  } as const;
  assert.equal(verdictOf(openChecks), "waiting");
  assert.equal(verdictOf(whole), "holds");
  assert.equal(verdictOf({ ...openChecks, entries: failed }), "broken");
  assert.equal(firstFailure(whole), null);
  assert.equal(
    firstFailure({ ...whole, entries: failed, lists: failed })?.subject,
    "The lines of the record",
  );
});
