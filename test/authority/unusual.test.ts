import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { unusualHours } from "../../server/authority/unusual.ts";
import type { HourlyCount } from "../../server/store/hourly-count-table.ts";

const now = 500_000;

/** Claims of purpose 1 in this hour and, in the same hour, on the days before it: yesterday first. */
function claims(today: number, ...before: number[]): HourlyCount[] {
  return [today, ...before].map((count, days) => ({
    hour: now - days * 24,
    event: "claimed",
    purpose: 1,
    count,
  }));
}

const limitOf = (...before: number[]): number =>
  unusualHours(claims(Number.MAX_SAFE_INTEGER, ...before), now, now)[0]!.limit;

describe("an hour stands out", () => {
  for (const [what, today, before, expected] of [
    ["when it has more than thrice the median of the same hour", 31, [10, 10, 10, 10], true],
    ["not when it has just thrice", 30, [10, 10, 10, 10], false],
    ["not when there are few, however unusual", 20, [0, 0, 0, 0], false],
    ["when there are many on the first day, with nothing to compare", 21, [], true],
    ["not on a wave's way up that doubles each day", 160, [80, 70, 60, 55], false],
    ["when three quarters of the days had nothing", 21, [100, 0, 0, 0], true],
    ["the day after a leak too, which is no new usual", 400, [400, 12, 10, 11, 9, 12, 10], true],
  ] as const) {
    test(what, () => {
      assert.equal(unusualHours(claims(today, ...before), now, now).length === 1, expected);
    });
  }

  test("with what it was compared with", () => {
    assert.deepEqual(unusualHours(claims(70, 20, 10, 30, 20), now, now), [
      { purpose: 1, hour: now, usual: 20, limit: 60 },
    ]);
    assert.deepEqual(unusualHours(claims(21, 20), now, now), [
      { purpose: 1, hour: now, usual: null, limit: 20 },
    ]);
  });

  test("by itself for each purpose, and only by what was used", () => {
    const counts: HourlyCount[] = [
      { hour: now, event: "claimed", purpose: 1, count: 15 },
      { hour: now, event: "claimed", purpose: 2, count: 15 },
      { hour: now, event: "claimed", purpose: 3, count: 25 },
      { hour: now, event: "issued", purpose: 1, count: 10_000 },
      { hour: now, event: "expired", purpose: 1, count: 10_000 },
      { hour: now, event: "wrong", purpose: 0, count: 10_000 },
    ];
    assert.deepEqual(
      unusualHours(counts, now - 1, now).map(({ purpose }) => purpose),
      [3],
    );
  });

  test("only within the hours that are asked for", () => {
    const counts = [now - 25, now - 24, now, now + 1].map((hour): HourlyCount => ({
      hour,
      event: "claimed",
      purpose: 1,
      count: 1000,
    }));
    assert.deepEqual(
      unusualHours(counts, now - 24, now).map(({ hour }) => hour - now),
      [-24, 0],
    );
  });
});

describe("whatever happened before", () => {
  const count = fc.nat(100_000);
  const days = fc.array(count, { maxLength: 14 });

  test("twenty claims never stand out, and more claims never stand out less", () => {
    fc.assert(
      fc.property(count, count, days, (one, other, before) => {
        const stands = (today: number): boolean =>
          unusualHours(claims(today, ...before), now, now).length === 1;
        assert.ok(!stands(20));
        if (stands(Math.min(one, other))) assert.ok(stands(Math.max(one, other)));
      }),
    );
  });

  test("fewer than half of the days, made up as one likes, cannot lift the limit above what the others allow", () => {
    fc.assert(
      fc.property(
        fc.array(count, { minLength: 3, maxLength: 14 }),
        fc.array(count, { maxLength: 14 }),
        (honest, forged) => {
          const some = forged.slice(0, Math.min(honest.length - 1, 14 - honest.length));
          const limit = limitOf(...honest, ...some);
          assert.ok(limit <= Math.max(20, 3 * Math.max(...honest)));
        },
      ),
    );
  });

  test("the order of the days does not matter", () => {
    fc.assert(
      fc.property(fc.array(count, { minLength: 1, maxLength: 14 }), (before) => {
        assert.equal(limitOf(...before), limitOf(...before.toReversed()));
      }),
    );
  });

  test("what is older than fourteen days, or at another time of the day, changes nothing", () => {
    fc.assert(
      fc.property(fc.array(count, { minLength: 14, maxLength: 14 }), count, (before, other) => {
        const elsewhere: HourlyCount[] = [
          { hour: now - 15 * 24, event: "claimed", purpose: 1, count: other },
          { hour: now - 24 - 1, event: "claimed", purpose: 1, count: other },
          { hour: now - 24, event: "claimed", purpose: 2, count: other },
        ];
        const [one] = unusualHours([...claims(1_000_000, ...before), ...elsewhere], now, now);
        assert.equal(one!.limit, limitOf(...before));
      }),
    );
  });
});
