import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { planDays } from "./calendar.ts";
import { type Plan, type PlannedReport, type PlannedVisit, replayPolicy } from "./plan.ts";
import { expectColour, expectReport, intervalsOf, presentSeconds, Truth, type TrueMatch } from "./truth.ts";

// Day 1 of the calendar is 1 September 2021; its batch is closed at the midnight that ends it.
const september = Date.UTC(2021, 8, 1) / 1000;
const firstInterval = september / 600;
const at = (day: number, hour: number, minute = 0, second = 0) =>
  september + (day - 1) * 86_400 + hour * 3600 + minute * 60 + second;
const days = planDays(at(1, 0, 1), at(25, 12));

let nextVisit = 0;
function stay(
  phone: number,
  arrival: number,
  leaving: number,
  change: Partial<PlannedVisit> = {},
): PlannedVisit {
  const code = { from: Math.floor(arrival / 600), to: Math.floor(arrival / 600) + 72 };
  return {
    id: nextVisit++,
    phone,
    place: 0,
    scanAt: arrival,
    arrival,
    leaving,
    leaveBy: "hand",
    code,
    ...change,
  };
}

function planOf(visits: PlannedVisit[], reports: PlannedReport[]): Plan {
  const renumbered = visits.map((visit, id) => ({ ...visit, id }));
  return { places: [], visits: renumbered, phones: [], reports, days, renewalDay: 99, visitsLeftOut: 0 };
}

/** Phone 0 is the case of visit 0, phone 1 the visitor of visit 1. */
function truthOf(
  theCase: PlannedVisit,
  visitor: PlannedVisit,
  o: { day?: number; purpose?: 1 | 2 } = {},
): Truth {
  const report = { phone: 0, day: o.day ?? 3, purpose: o.purpose ?? 1, visits: [0] } as const;
  return new Truth(planOf([theCase, visitor], [report]), replayPolicy);
}

function matchedIntervals(truth: Truth, day: number, phone = 1): number[] {
  return truth
    .expect(phone, days[day]!)
    .matches.map(({ interval }) => interval - firstInterval)
    .toSorted((one, other) => one - other);
}

test("the truth shares nothing with the product: it imports types of the plan only", () => {
  const source = readFileSync(new URL("./truth.ts", import.meta.url), "utf8");
  assert.deepEqual(source.match(/^import.*$/gm), [
    'import type { Plan, PlannedDay, PlannedReport, PlannedVisit, ReplayPolicy } from "./plan.ts";',
  ]);
  assert.doesNotMatch(source, /import\(|require\(/);
});

describe("intervals of a stay", () => {
  test("from the arrival's to the leaving's, and one more for the air", () => {
    const visit = stay(0, at(1, 10, 5), at(1, 10, 25));
    assert.deepEqual(intervalsOf(visit, at(1, 11), 1), {
      first: firstInterval + 60,
      last: firstInterval + 63,
    });
  });

  test("leaving on the stroke of an interval counts that interval and the next", () => {
    const visit = stay(0, at(1, 10), at(1, 10, 20));
    assert.deepEqual(intervalsOf(visit, at(1, 11), 1), {
      first: firstInterval + 60,
      last: firstInterval + 63,
    });
  });

  test("not beyond the code, and not beyond now while it lasts", () => {
    const short = stay(0, at(1, 10, 5), at(1, 10, 25), {
      code: { from: firstInterval + 60, to: firstInterval + 62 },
    });
    assert.equal(intervalsOf(short, at(1, 11), 1).last, firstInterval + 61);
    const open = stay(0, at(1, 10, 5), at(1, 12));
    assert.equal(intervalsOf(open, at(1, 10, 19, 59), 1).last, firstInterval + 61);
  });

  test("the part of an interval that somebody was there is counted in seconds", () => {
    const visit = stay(0, at(1, 10, 5), at(1, 10, 25));
    const seconds = [59, 60, 61, 62, 63].map((n) => presentSeconds(visit, firstInterval + n, at(1, 11)));
    assert.deepEqual(seconds, [0, 300, 600, 300, 0]);
    assert.equal(presentSeconds(visit, firstInterval + 61, at(1, 10, 12)), 120);
  });
});

describe("matches", () => {
  const theCase = stay(0, at(1, 10), at(1, 11)); // intervals 60 to 67

  test("are the intervals both stays have, linger of both included", () => {
    const truth = truthOf(theCase, stay(1, at(1, 9, 30), at(1, 10, 15)));
    assert.deepEqual(matchedIntervals(truth, 3), [60, 61, 62]);
    assert.equal(truth.expect(1, days[3]!).minutes, 15);
  });

  test("do not come before the batch", () => {
    assert.deepEqual(matchedIntervals(truthOf(theCase, stay(1, at(1, 10), at(1, 11))), 2), []);
  });

  test("leaving so that one's own air ends right before the case comes is a miss, ten minutes later is not", () => {
    assert.deepEqual(matchedIntervals(truthOf(theCase, stay(1, at(1, 9), at(1, 9, 49, 59))), 3), []);
    assert.deepEqual(matchedIntervals(truthOf(theCase, stay(1, at(1, 9), at(1, 9, 50))), 3), [60]);
  });

  test("coming when the case's air is gone is a miss, a second earlier is not", () => {
    assert.deepEqual(matchedIntervals(truthOf(theCase, stay(1, at(1, 11, 20), at(1, 12))), 3), []);
    const inTheAir = truthOf(theCase, stay(1, at(1, 11, 19, 59), at(1, 12)));
    assert.deepEqual(matchedIntervals(inTheAir, 3), [67]);
    assert.equal(inTheAir.expect(1, days[3]!).minutes, 1 / 60);
  });

  test("at another place there are none", () => {
    assert.deepEqual(matchedIntervals(truthOf(theCase, stay(1, at(1, 10), at(1, 11), { place: 1 })), 3), []);
  });

  test("grow while a visit lasts over the batch, and its air comes when it has ended", () => {
    const late = stay(0, at(3, 23), at(3, 23, 50)); // ends with interval 432 + 1, right after midnight
    const open = stay(1, at(3, 23, 30), at(4, 0, 30));
    const truth = truthOf(late, open);
    const evening = 2 * 144 + 141;
    assert.deepEqual(matchedIntervals(truth, 3), [evening, evening + 1, evening + 2, evening + 3]);
    assert.equal(truth.expect(1, days[3]!).minutes, 30 + 20 / 60);
    assert.equal(truth.expect(1, days[4]!).minutes, 40);
  });

  test("a visit recorded after the batch was closed has none with it", () => {
    const cameEarlier = stay(1, at(3, 23), at(4, 1), { scanAt: at(4, 0, 10) });
    const code = { from: firstInterval + 2 * 144, to: firstInterval + 4 * 144 };
    const truth = truthOf(stay(0, at(3, 23), at(3, 23, 50)), { ...cameEarlier, code });
    assert.deepEqual(matchedIntervals(truth, 4), []);
  });

  test("a phone's own report warns others, not its owner", () => {
    const truth = truthOf(theCase, stay(1, at(1, 10), at(1, 11)));
    assert.deepEqual(truth.expect(0, days[3]!), { colour: "red", matches: [], minutes: 0 });
  });

  test("what others report of the same place and time from one's own report on cannot be told from it; what came before stays", () => {
    const other = stay(1, at(1, 10, 30), at(1, 11, 30));
    const bothReport = (dayOfCase: number, dayOfOther: number) =>
      new Truth(
        planOf(
          [theCase, other],
          [
            { phone: 0, day: dayOfCase, purpose: 2, visits: [0] },
            { phone: 1, day: dayOfOther, purpose: 1, visits: [1] },
          ],
        ),
        replayPolicy,
      );
    const shared = [63, 64, 65, 66, 67];
    assert.deepEqual(matchedIntervals(bothReport(2, 3), 2, 1), shared);
    assert.deepEqual(matchedIntervals(bothReport(2, 3), 3, 1), shared);
    assert.deepEqual(matchedIntervals(bothReport(2, 3), 3, 0), []);
    assert.deepEqual(matchedIntervals(bothReport(3, 3), 3, 0), []);
    assert.deepEqual(matchedIntervals(bothReport(3, 3), 3, 1), []);
  });
});

describe("time", () => {
  const theCase = stay(0, at(1, 10), at(1, 12));
  const visitor = stay(1, at(1, 10), at(1, 12));

  test("an exposure counts for ten days, interval by interval, then there is nothing left to compare", () => {
    const confirmed = { purpose: 2 } as const;
    const colours = [3, 10, 11].map(
      (day) => truthOf(theCase, visitor, confirmed).expect(1, days[day]!).colour,
    );
    assert.deepEqual(colours, ["red", "red", "grey"]);
  });

  test("a stay over midnight falls out of the quarantine bit by bit", () => {
    const truth = truthOf(stay(0, at(1, 23), at(2, 2)), stay(1, at(1, 23), at(2, 0, 20)));
    assert.equal(truth.expect(1, days[10]!).minutes, 80);
    // The sync is 20 seconds after midnight: the interval that began at midnight is ten days old by then.
    assert.equal(truth.expect(1, days[11]!).minutes, 10);
  });

  test("what is published later than the quarantine changes nothing", () => {
    const truth = truthOf(theCase, visitor, { day: 12, purpose: 2 });
    assert.deepEqual(truth.expect(1, days[12]!), { colour: "grey", matches: [], minutes: 0 });
  });

  test("the diary keeps whole days: on the fourteenth day after, not on the fifteenth", () => {
    for (const [day, kept] of [
      [15, true],
      [16, false],
    ] as const) {
      const plan = planOf([theCase], [{ phone: 0, day, purpose: 1, visits: [0] }]);
      const expected = expectReport(plan, plan.reports[0]!, replayPolicy);
      assert.deepEqual(expected.visits, kept ? [0] : []);
      assert.deepEqual(expected.agedOut, kept ? [] : [0]);
      assert.equal(expected.tokens, kept ? 14 : 0);
    }
  });

  test("a long visit takes a report for every sixteen tokens", () => {
    const tokensFor = (minutes: number) => {
      const plan = planOf(
        [stay(0, at(1, 10), at(1, 10, minutes))],
        [{ phone: 0, day: 1, purpose: 1, visits: [0] }],
      );
      const { tokens, reports } = expectReport(plan, plan.reports[0]!, replayPolicy);
      return [tokens, reports];
    };
    assert.deepEqual(tokensFor(149), [16, 1]);
    assert.deepEqual(tokensFor(150), [17, 2]);
  });

  test("one's own report is red for ten days", () => {
    const truth = truthOf(theCase, visitor, { day: 3 });
    const colours = [2, 3, 12, 13].map((day) => truth.expect(0, days[day]!).colour);
    assert.deepEqual(colours, ["green", "red", "red", "grey"]);
  });
});

describe("colour", () => {
  const now = at(5, 0);
  const matches = (count: number, evidence: 1 | 2, seconds = 600, from = 0): TrueMatch[] =>
    Array.from({ length: count }, (_, index) => ({
      visit: 1,
      interval: firstInterval + from + index,
      evidence,
      seconds,
    }));
  const colourOf = (found: TrueMatch[], policy = replayPolicy) =>
    expectColour(now, policy, { matches: found, lastLeaving: at(4, 0), ownReport: null });

  test("yellow from 15 minutes, red from 60 confirmed ones", () => {
    assert.equal(colourOf(matches(2, 1, 449)).colour, "green");
    assert.equal(colourOf(matches(2, 1, 450)).colour, "yellow");
    assert.equal(colourOf(matches(5, 2)).colour, "yellow");
    assert.equal(colourOf(matches(6, 2)).colour, "red");
  });

  test("what is only reported never makes more than yellow", () => {
    assert.equal(colourOf(matches(50, 1)).colour, "yellow");
    assert.equal(colourOf([...matches(5, 2), ...matches(50, 1, 600, 5)]).colour, "yellow");
  });

  test("an interval counts once, by its strongest evidence and the longest part", () => {
    assert.equal(colourOf([...matches(3, 1), ...matches(3, 2)]).minutes, 30);
    assert.equal(colourOf([...matches(6, 1), ...matches(6, 2)]).colour, "red");
    assert.equal(colourOf([...matches(2, 1, 600), ...matches(2, 2, 60)]).minutes, 2);
    assert.equal(colourOf([...matches(2, 1, 60), ...matches(2, 1, 300), ...matches(2, 1, 120)]).minutes, 10);
  });

  test("a single interval changes nothing, whatever its weight", () => {
    const heavy = { ...replayPolicy, weight: { reported: 3, confirmed: 3 } };
    assert.equal(colourOf(matches(1, 2), heavy).minutes, 30);
    assert.equal(colourOf(matches(1, 2), heavy).colour, "green");
    assert.equal(colourOf(matches(2, 2, 300), heavy).colour, "yellow");
  });

  test("without a visit in the last ten days there is nothing to compare", () => {
    const state = { matches: [], ownReport: null };
    assert.equal(expectColour(now, replayPolicy, { ...state, lastLeaving: null }).colour, "grey");
    assert.equal(expectColour(now, replayPolicy, { ...state, lastLeaving: now - 864_000 }).colour, "grey");
    assert.equal(expectColour(now, replayPolicy, { ...state, lastLeaving: now - 863_999 }).colour, "green");
  });
});
