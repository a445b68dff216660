import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkPolicy, defaultPolicy, type Policy, samePolicy } from "../../protocol/index.ts";

const malformed = { name: "ProtocolError", code: "malformed" };
const outOfBounds = { name: "ProtocolError", code: "out-of-bounds" };

/** The bounds of SPEC §4.7, copied from there and from nowhere else. */
const bounds = {
  retentionDays: [1, 30],
  lingerIntervals: [0, 6],
  yellow: [11, 240],
  red: [15, 1440],
  quarantineDays: [1, 21],
  isolationDays: [1, 21],
  staleHours: [6, 72],
  reportMinutes: [1, 1440],
  mixPeriods: [0, 24],
} as const;

const weight = fc.integer({ min: 0, max: 300 }).map((hundredths) => hundredths / 100);
const ceiling = fc.constantFrom("yellow" as const, "red" as const);
const policies: fc.Arbitrary<Policy> = fc
  .record({
    retentionDays: fc.integer({ min: 1, max: 30 }),
    lingerIntervals: fc.integer({ min: 0, max: 6 }),
    yellow: fc.integer({ min: 11, max: 240 }),
    red: fc.integer({ min: 0, max: 1200 }),
    quarantineDays: fc.integer({ min: 1, max: 21 }),
    isolationDays: fc.integer({ min: 1, max: 21 }),
    staleHours: fc.integer({ min: 6, max: 72 }),
    reportMinutes: fc.integer({ min: 1, max: 1440 }),
    mixPeriods: fc.integer({ min: 0, max: 24 }),
    weight: fc.record({ reported: weight, confirmed: weight }),
    ceiling: fc.record({ reported: ceiling, confirmed: ceiling }),
  })
  .map((policy) => ({ ...policy, red: policy.yellow + policy.red }));

test("The default policy is the one of DESIGN and within the bounds", () => {
  assert.deepEqual(checkPolicy(defaultPolicy), {
    retentionDays: 14,
    lingerIntervals: 1,
    yellow: 15,
    red: 60,
    quarantineDays: 10,
    isolationDays: 10,
    staleHours: 24,
    reportMinutes: 5,
    mixPeriods: 1,
    weight: { reported: 1, confirmed: 1 },
    ceiling: { reported: "yellow", confirmed: "red" },
  });
});

test("Every policy within the bounds is taken as it is, whatever the order of its fields", () => {
  fc.assert(
    fc.property(policies, (policy) => {
      const json = JSON.stringify(policy);
      assert.equal(JSON.stringify(checkPolicy(JSON.parse(json))), json);
      const reversed = Object.fromEntries(Object.entries(policy).toReversed());
      assert.equal(JSON.stringify(checkPolicy(reversed)), json);
      assert.ok(samePolicy(policy, reversed as unknown as Policy));
    }),
  );
});

test("Each number is taken at its bounds and refused beyond them", () => {
  for (const [name, [min, max]] of Object.entries(bounds)) {
    for (const value of [min, max]) {
      const red = name === "yellow" ? 1440 : defaultPolicy.red;
      assert.doesNotThrow(() => checkPolicy({ ...defaultPolicy, red, [name]: value }), `${name} ${value}`);
    }
    for (const value of [min - 1, max + 1, -1, 1e9, Infinity, NaN]) {
      const red = name === "yellow" ? 1440 : defaultPolicy.red;
      assert.throws(
        () => checkPolicy({ ...defaultPolicy, red, [name]: value }),
        outOfBounds,
        `${name} ${value}`,
      );
    }
  }
});

test("Red never comes before yellow", () => {
  assert.doesNotThrow(() => checkPolicy({ ...defaultPolicy, yellow: 60, red: 60 }));
  assert.throws(() => checkPolicy({ ...defaultPolicy, yellow: 61, red: 60 }), outOfBounds);
});

test("Weights are 0 to 3 in steps of a hundredth", () => {
  for (const value of [0, 0.01, 0.29, 1.5, 3]) {
    assert.doesNotThrow(() =>
      checkPolicy({ ...defaultPolicy, weight: { reported: value, confirmed: value } }),
    );
  }
  for (const value of [-0.01, 3.01, 0.001, 1 / 3, NaN]) {
    assert.throws(
      () => checkPolicy({ ...defaultPolicy, weight: { reported: value, confirmed: 1 } }),
      outOfBounds,
    );
    assert.throws(
      () => checkPolicy({ ...defaultPolicy, weight: { reported: 1, confirmed: value } }),
      outOfBounds,
    );
  }
});

test("There is no field for anything else, and none may be missing", () => {
  for (const extra of ["score", "movement", "lifestyle", "occupation", "__proto__"]) {
    const text = JSON.stringify(defaultPolicy).replace("{", `{"${extra}":1,`);
    assert.throws(() => checkPolicy(JSON.parse(text)), malformed, extra);
  }
  for (const extra of [
    { weight: { ...defaultPolicy.weight, age: 1 } },
    { ceiling: { ...defaultPolicy.ceiling, age: "red" } },
  ]) {
    assert.throws(() => checkPolicy({ ...defaultPolicy, ...extra }), malformed);
  }
  for (const name of Object.keys(defaultPolicy)) {
    const rest = Object.fromEntries(Object.entries(defaultPolicy).filter(([key]) => key !== name));
    assert.throws(() => checkPolicy(rest), malformed, name);
  }
  assert.throws(() => checkPolicy({ ...defaultPolicy, weight: { reported: 1 } }), malformed);
});

test("A field of another type is refused, also where it could be read as a number", () => {
  for (const name of Object.keys(defaultPolicy)) {
    for (const value of ["15", null, true, [15], {}, [], undefined, "red"]) {
      assert.throws(
        () => checkPolicy({ ...defaultPolicy, [name]: value }),
        malformed,
        `${name} ${String(value)}`,
      );
    }
  }
  for (const name of Object.keys(bounds)) {
    assert.throws(() => checkPolicy({ ...defaultPolicy, [name]: 15.5 }), { name: "ProtocolError" }, name);
  }
  for (const value of ["green", "grey", "Red", "", null, 1]) {
    assert.throws(
      () => checkPolicy({ ...defaultPolicy, ceiling: { reported: value, confirmed: "red" } }),
      malformed,
    );
  }
  for (const value of [null, undefined, 1, "policy", [], [defaultPolicy]]) {
    assert.throws(() => checkPolicy(value), malformed);
  }
});

test("Two policies are the same only when every rule is", () => {
  assert.ok(samePolicy(defaultPolicy, structuredClone(defaultPolicy)));
  for (const change of [
    { staleHours: 25 },
    { weight: { reported: 1, confirmed: 2 } },
    { ceiling: { reported: "red", confirmed: "red" } },
  ] as Partial<Policy>[]) {
    assert.ok(!samePolicy(defaultPolicy, { ...defaultPolicy, ...change }));
  }
});
