import { counted } from "./plain-words.ts";
import type { Policy } from "./policy.ts";

/** One number, or word, of a policy, and how people say it. */
export interface PolicyField {
  /** As `--policy` takes it: `yellow`, `weight.reported`. */
  readonly key: string;
  readonly name: string;
  /** In the singular; empty when the value says all. */
  readonly unit: string;
  /** The value as it is said, in that unit. */
  readonly value: (policy: Policy) => number | string;
}

const minutesPerInterval = 10;

/** Every field of a policy, in its order. @see SPEC.md §4.7, §4.8 */
export const policyFields: readonly PolicyField[] = [
  field("retentionDays", "time for which visits and lists are kept", "day", (policy) => policy.retentionDays),
  field(
    "lingerIntervals",
    "time for which a visit goes on after leaving",
    "minute",
    (policy) => policy.lingerIntervals * minutesPerInterval,
  ),
  field("yellow", "yellow", "minute", (policy) => policy.yellow),
  field("red", "red", "minute", (policy) => policy.red),
  field("quarantineDays", "time for which an exposure counts", "day", (policy) => policy.quarantineDays),
  field(
    "isolationDays",
    "time for which one's own positive report makes red",
    "day",
    (policy) => policy.isolationDays,
  ),
  field(
    "staleHours",
    "age of the newest list at which green turns grey",
    "hour",
    (policy) => policy.staleHours,
  ),
  field("reportMinutes", "time over which a report is sent", "minute", (policy) => policy.reportMinutes),
  field(
    "mixPeriods",
    "number of later lists over which reports are spread",
    "list",
    (policy) => policy.mixPeriods,
  ),
  field("weight.reported", "weight of a minute near a reported case", "", (policy) => policy.weight.reported),
  field(
    "weight.confirmed",
    "weight of a minute near a confirmed case",
    "",
    (policy) => policy.weight.confirmed,
  ),
  field("ceiling.reported", "strongest colour from reported cases", "", (policy) => policy.ceiling.reported),
  field(
    "ceiling.confirmed",
    "strongest colour from confirmed cases",
    "",
    (policy) => policy.ceiling.confirmed,
  ),
];

/** `14 days`, `yellow`. */
export function policyValue({ unit, value }: PolicyField, policy: Policy): string {
  const said = value(policy);
  return unit === "" || typeof said === "string" ? String(said) : counted(said, unit);
}

function field(key: string, name: string, unit: string, value: PolicyField["value"]): PolicyField {
  return { key, name, unit, value };
}
