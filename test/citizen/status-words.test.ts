import assert from "node:assert/strict";
import { test } from "node:test";
import { intervalOf } from "../../protocol/index.ts";
import { countedVisits, statusWords } from "../../web/citizen/words/status-words.ts";
import { day, deviceState, exposuresOf, hour, now, reader, visit } from "./fixture.ts";

const lan = visit("lan", { name: "Lan Fong Yuen" });
const tram = visit("tram", { name: "Tram stop market", arrival: now - 2 * day });

test("green says what was compared and how fresh it is", () => {
  const words = statusWords(deviceState({ diary: [lan] }), now, reader);
  assert.equal(words.colour, "green");
  assert.equal(words.why, "None of your visits of the last 10 days is in the public list.");
  assert.equal(words.until, "Checked 4 minutes ago");
});

test("a match below the rule is not hidden behind green", () => {
  const exposures = exposuresOf(tram, 2, { coveredSeconds: 300 });
  const words = statusWords(deviceState({ diary: [tram], exposures }), now, reader);
  assert.equal(words.colour, "green");
  assert.match(
    words.why,
    /^10 minutes at Tram stop market on Thursday evening is in the public list: less than the 15/,
  );
});

test("yellow names place, day and minutes, what to do and until when", () => {
  const words = statusWords(deviceState({ diary: [lan], exposures: exposuresOf(lan, 5) }), now, reader);
  assert.equal(words.word, "You may have been exposed");
  assert.equal(
    words.why,
    "50 minutes at Lan Fong Yuen on Tuesday evening, with someone who has reported a positive test.",
  );
  assert.equal(words.todo, "Take a test.");
  assert.equal(words.until, "Until Friday 27 November");
});

test("red by confirmed infections says so, and counts the other visits", () => {
  const exposures = [...exposuresOf(lan, 6, { evidence: 2 }), ...exposuresOf(tram, 2, { evidence: 2 })];
  const words = statusWords(deviceState({ diary: [tram, lan], exposures }), now, reader);
  assert.equal(words.word, "You were exposed");
  assert.match(
    words.why,
    /^1 hour at Lan Fong Yuen on Tuesday evening, where an infection was confirmed, and one other visit\.$/,
  );
});

test("red by one's own report needs no visit", () => {
  const words = statusWords(deviceState({ diary: [lan], colour: { ownPositive: now - day } }), now, reader);
  assert.equal(words.word, "You reported a positive test");
  assert.equal(words.todo, "Stay at home.");
});

test("every grey explains itself, and offers what mends it", () => {
  const never = statusWords(
    deviceState({ diary: [lan], colour: { newestClosed: null }, sync: { last: null } }),
    now,
    reader,
  );
  assert.deepEqual([never.colour, never.word, never.mend], ["grey", "Not known yet", "check"]);
  const stale = statusWords(
    deviceState({ diary: [lan], colour: { newestClosed: intervalOf(now - 30 * hour) } }),
    now,
    reader,
  );
  assert.deepEqual([stale.colour, stale.mend], ["grey", "check"]);
  assert.match(stale.why, /What you see is from Friday 20 November, 13:00\.$/);
  const failed = statusWords(deviceState({ diary: [lan], colour: { selfCheck: "failed" } }), now, reader);
  assert.match(failed.why, /test warning/);
  const broken = statusWords(deviceState({ diary: [lan], colour: { trouble: ["broken-log"] } }), now, reader);
  assert.match(broken.why, /does not believe it/);
  const lost = statusWords(deviceState({ diary: [lan], colour: { trouble: ["lost-storage"] } }), now, reader);
  assert.match(lost.why, /is gone/);
  const empty = statusWords(deviceState(), now, reader);
  assert.deepEqual([empty.word, empty.mend], ["Nothing to compare yet", "scan"]);
});

test("a warning stays when the lists are old, and is marked", () => {
  const device = deviceState({
    diary: [lan],
    exposures: exposuresOf(lan, 5),
    colour: { newestClosed: intervalOf(now - 30 * hour) },
  });
  const words = statusWords(device, now, reader);
  assert.equal(words.colour, "yellow");
  assert.equal(
    words.outOfDate,
    "This may be out of date: the list on this phone is from Friday 20 November, 13:00.",
  );
  assert.equal(words.mend, "check");
});

test("a settled warning is told as settled", () => {
  const device = deviceState({ diary: [lan], exposures: exposuresOf(lan, 5, { settled: true }) });
  assert.equal(countedVisits(device)[0]?.settled, true);
  assert.match(statusWords(device, now, reader).why, /You marked the warning about Lan Fong Yuen as settled/);
});
