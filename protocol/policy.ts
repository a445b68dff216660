import { ProtocolError } from "./errors.ts";
import { integerIn, numberIn, objectWith, oneOf } from "./json-fields.ts";

/** The strongest colour that an evidence can cause. */
export type Ceiling = "yellow" | "red";

/**
 * A region's rules, public and the same for everyone. There is no field for anything else: no score, no movement,
 * no occupation.
 *
 * @see SPEC.md §4.7 for the bounds, §4.8 for what the numbers do
 */
export interface Policy {
  /** How long visits are kept and batches served, in days: 1 to 30. */
  readonly retentionDays: number;
  /** For how many intervals after leaving a visit still counts (the air stays): 0 to 6. */
  readonly lingerIntervals: number;
  /** Weighted minutes from which the colour is yellow: 11 to 240. */
  readonly yellow: number;
  /** Weighted minutes from which the colour is red: `yellow` to 1,440. */
  readonly red: number;
  /** For how many days after an exposure it counts: 1 to 21. */
  readonly quarantineDays: number;
  /** For how many days one's own positive report makes red: 1 to 21. */
  readonly isolationDays: number;
  /** From which age of the newest batch, in hours, green turns grey: 6 to 72. */
  readonly staleHours: number;
  /** Over how many minutes a case's requests are spread: 1 to 1,440. */
  readonly reportMinutes: number;
  /** Over how many batches after the current one reports are spread: 0 to 24. */
  readonly mixPeriods: number;
  /** What a minute of each evidence counts: 0 to 3, in steps of a hundredth. */
  readonly weight: { readonly reported: number; readonly confirmed: number };
  /** The strongest colour each evidence can cause. */
  readonly ceiling: { readonly reported: Ceiling; readonly confirmed: Ceiling };
}

/** Most intervals after leaving that a visit can still count. */
export const lingerIntervalsMax = 6;

/** The policy that a region starts from. @see SPEC.md §4.7 */
export const defaultPolicy: Policy = {
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
};

/**
 * Check a policy against the bounds, which hold whoever signed. (Every reader of a manifest; the server before it
 * signs one.)
 *
 * @param value - Untrusted; from `JSON.parse`.
 * @returns A fresh policy with its fields in the order above.
 * @throws {@link ProtocolError} `out-of-bounds` when a number is outside its bounds; `malformed` when a field is
 *   missing, unknown or of another type.
 * @see SPEC.md §4.7
 */
export function checkPolicy(value: unknown): Policy {
  const at = "policy";
  const fields = objectWith(value, Object.keys(defaultPolicy) as (keyof Policy)[], at);
  const whole = (name: keyof Policy, min: number, max: number): number =>
    integerIn(fields[name], min, max, `${at}.${name}`);
  const yellow = whole("yellow", 11, 240);
  const weight = objectWith(fields.weight, ["reported", "confirmed"], `${at}.weight`);
  const ceiling = objectWith(fields.ceiling, ["reported", "confirmed"], `${at}.ceiling`);
  return {
    retentionDays: whole("retentionDays", 1, 30),
    lingerIntervals: whole("lingerIntervals", 0, lingerIntervalsMax),
    yellow,
    red: whole("red", yellow, 1440),
    quarantineDays: whole("quarantineDays", 1, 21),
    isolationDays: whole("isolationDays", 1, 21),
    staleHours: whole("staleHours", 6, 72),
    reportMinutes: whole("reportMinutes", 1, 1440),
    mixPeriods: whole("mixPeriods", 0, 24),
    weight: {
      reported: weightOf(weight.reported, `${at}.weight.reported`),
      confirmed: weightOf(weight.confirmed, `${at}.weight.confirmed`),
    },
    ceiling: {
      reported: oneOf(ceiling.reported, ["yellow", "red"], `${at}.ceiling.reported`),
      confirmed: oneOf(ceiling.confirmed, ["yellow", "red"], `${at}.ceiling.confirmed`),
    },
  };
}

/** Whether two policies say the same. */
export function samePolicy(one: Policy, other: Policy): boolean {
  return JSON.stringify(checkPolicy(one)) === JSON.stringify(checkPolicy(other));
}

function weightOf(value: unknown, at: string): number {
  const weight = numberIn(value, 0, 3, at);
  if (Math.round(weight * 100) / 100 !== weight) {
    throw new ProtocolError("out-of-bounds", `${at} is ${weight}, allowed are steps of 0.01`);
  }
  return weight;
}
