import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acceptCheckInCode,
  encodeCheckInCode,
  formatClaimCode,
  generateClaimCode,
  generatePlaceKey,
  intervalOf,
  type PlaceKind,
  passFromPlaceKey,
  decodeCheckInCode,
  ProtocolError,
} from "../../protocol/index.ts";
import { claimCodeInLink, claimDraft, looksLikeClaim, readClaim } from "../../web/parts/claim-words.ts";
import { codeProblem } from "../../web/citizen/words/code-problem.ts";
import { placeName } from "../../web/citizen/words/place-name.ts";
import { reportsNeeded } from "../../web/citizen/words/report-words.ts";
import { arrivalChoices, stayChoices } from "../../web/citizen/words/stay-choices.ts";
import {
  ago,
  clockTime,
  dayPhrase,
  dayWord,
  longDuration,
  shortDuration,
} from "../../web/parts/time-words.ts";
import { day, hour, now, reader } from "./fixture.ts";

function code(kind: PlaceKind, start: number, end: number): string {
  const pass = passFromPlaceKey(generatePlaceKey(), intervalOf(start), intervalOf(end));
  return encodeCheckInCode({ kind, regionId: new Uint8Array(8), name: "Lan Fong Yuen", pass });
}

/** What the page says of a code at a moment, as a device that knows its region would refuse it. */
function said(text: string, at: number): string {
  try {
    acceptCheckInCode(decodeCheckInCode(text), {
      knownRegion: () => true,
      now: at,
      newestClosed: null,
      sunset: null,
    });
  } catch (error) {
    assert.ok(error instanceof ProtocolError);
    const { what, todo } = codeProblem(error.code, text, at, reader);
    return `${what} ${todo}`;
  }
  return "";
}

test("a display's code that is past says how old it is", () => {
  const text = code("display", now, now + 2 * hour);
  assert.equal(said(text, now + 15 * 60), "");
  assert.equal(said(text, now + 35 * 60), "This code is 25 minutes old. Scan the one on the display now.");
});

test("a host's code that is past points to the host", () => {
  assert.match(
    said(code("gathering", now, now + 2 * hour), now + 45 * 60),
    /Scan the one on the host's phone now\.$/,
  );
});

test("a printed pass says when it begins and when it ended", () => {
  const text = code("printed", now + 13 * hour, now + 20 * hour);
  assert.match(said(text, now), /^This code is for Sunday 22 November, from 08:00\./);
  assert.match(said(text, now + 21 * hour), /^This code ended this afternoon at 15:00\./);
});

test("what is no code is told kindly", () => {
  assert.equal(
    said("https://example.org/menu", now),
    "This is not a Celadon code. Look for the code with the place's name beside it.",
  );
  assert.match(said("CELADON:12x", now), /^This code is cut off/);
  const text = code("display", now, now + hour);
  assert.match(said(text.slice(0, -1) + (text.endsWith("7") ? "3" : "7"), now), /damaged|cut off/);
});

test("no two refusals of a check-in code share a sentence by accident", () => {
  const codes = [
    "not-a-code",
    "not-digits",
    "wrong-check",
    "unsupported-version",
    "unknown-kind",
    "wrong-length",
  ] as const;
  const sentences = codes.map((each) => codeProblem(each, "", now, reader).what);
  assert.equal(new Set(sentences).size, codes.length);
});

test("a claim code is grouped while it is typed, and a link is cut down to it", () => {
  assert.equal(claimDraft("abcd ef"), "ABCD-EF");
  const claim = formatClaimCode(generateClaimCode());
  assert.equal(claimDraft(`https://celadon.example/#report-${claim}`), claim);
  assert.equal(claimCodeInLink("https://celadon.example/#elsewhere"), null);
  assert.equal(claimCodeInLink(`#report-${claim}`), claim);
});

test("a claim code is told apart from a place's code, also as a link", () => {
  const claim = generateClaimCode();
  assert.equal(looksLikeClaim(claim.toLowerCase()), true);
  assert.equal(looksLikeClaim(`https://celadon.example/#report-${formatClaimCode(claim)}`), true);
  assert.equal(looksLikeClaim(code("display", now, now + hour)), false);
});

test("each mistake in a claim code has its own sentence", () => {
  const problem = (draft: string) => {
    const reading = readClaim(draft);
    return reading.kind === "problem" ? reading.problem : "";
  };
  assert.equal(problem(" - "), "Type the claim code you were given.");
  assert.equal(problem("0000-0000-0000"), "This is not a claim code that anyone was given.");
  assert.match(problem("ABCU-EFGH-JKMN"), /There is no “U”/);
  assert.equal(problem("ABCD-EFGH-JK"), "A claim code has 12 characters; this has 10.");
  const claim = generateClaimCode();
  const swapped = claim.startsWith("7") ? `8${claim.slice(1)}` : `7${claim.slice(1)}`;
  assert.match(problem(swapped), /^One character is wrong/);
});

test("a stay can be chosen as far as the pass reaches, and the place's own choice is among them", () => {
  const minutes = (latest: number, ownChoice: number) =>
    stayChoices(now, latest, ownChoice, reader).map((choice) => choice.minutes);
  assert.deepEqual(minutes(now + 5 * hour, 120), [30, 60, 120, 240, 300]);
  assert.deepEqual(minutes(now + 5 * hour, 90), [30, 60, 90, 120, 240, 300]);
  assert.deepEqual(minutes(now + 25 * 60, 25), [25]);
  assert.deepEqual(minutes(now + 3 * day, 120), [30, 60, 120, 240, 480, 720]);
  assert.equal(stayChoices(now, now + hour, 60, reader).at(-1)?.label, "Until I leave, at most 20:00");
});

test("who came earlier can say so back to the pass's start, and nobody else is asked", () => {
  assert.deepEqual(arrivalChoices(now, now, reader), []);
  assert.deepEqual(
    arrivalChoices(now, now - 100 * 60, reader).map(({ label }) => label),
    ["Just now", "30 minutes ago", "1 hour ago", "When it opened, 17:20"],
  );
});

test("a report of 16 intervals is one message, of 17 two, and what was reported counts no more", () => {
  assert.equal(reportsNeeded([{ tokens: 16, reported: 0 }]), 1);
  assert.equal(reportsNeeded([{ tokens: 17, reported: 0 }]), 2);
  assert.equal(
    reportsNeeded([
      { tokens: 17, reported: 1 },
      { tokens: 1, reported: 0 },
    ]),
    2,
  );
});

test("days are told in words, times in the reader's own clock", () => {
  assert.equal(dayWord(now, now, reader), "Today");
  assert.equal(dayWord(now - day, now, reader), "Yesterday");
  assert.equal(dayWord(now - 4 * day, now, reader), "Tuesday");
  assert.equal(dayWord(now - 9 * day, now, reader), "Thursday 12 November");
  assert.equal(dayPhrase(now - 4 * day, now, reader), "on Tuesday evening");
  assert.equal(dayPhrase(now - 10 * hour, now, reader), "this morning");
  assert.equal(clockTime(now, reader), "19:00");
  assert.equal(clockTime(now, { ...reader, region: "en-US" }), "7:00 pm");
  assert.equal(shortDuration(4080), "1 h 08 min");
  assert.equal(longDuration(4800), "1 hour 20 minutes");
  assert.equal(ago(now - 240, now, reader), "4 minutes ago");
});

test("a day begins at the reader's own midnight", () => {
  const auckland = { ...reader, timeZone: "Pacific/Auckland" };
  // 19:00 UTC is 08:00 of the next day in Auckland.
  assert.equal(dayWord(now - 10 * hour, now, auckland), "Yesterday");
  assert.equal(dayWord(now - 10 * hour, now, reader), "Today");
});

test("a place's name cannot turn a sentence around", () => {
  assert.equal(placeName("Café Zoë ☕"), "Café Zoë ☕");
  assert.equal(placeName(" \n "), "A place without a name");
  assert.equal(placeName("Bar\u202egnp.exe\u2069"), "Bar gnp.exe");
  assert.equal(placeName("مكتبة"), "\u2068مكتبة\u2069");
});

test("a phone that travels while its page is open says the time by the clock of where it is", (t) => {
  const home = process.env["TZ"];
  t.after(() => {
    if (home === undefined) delete process.env["TZ"];
    else process.env["TZ"] = home;
  });
  const noon = Date.UTC(2026, 10, 22, 12) / 1000;
  const times = ["Asia/Hong_Kong", "America/Lima", "Asia/Hong_Kong"].map((zone) => {
    process.env["TZ"] = zone;
    return clockTime(noon, { language: "en", region: "en-GB" });
  });
  assert.deepEqual(times, ["20:00", "07:00", "20:00"]);
});
