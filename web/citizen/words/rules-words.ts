import { msg, str } from "@lit/localize";
import type { Policy } from "../../../protocol/index.ts";
import { plural } from "../../parts/plural.ts";
import type { Reader } from "../../parts/time-words.ts";

const minutesPerInterval = 10;

/** Every number of a policy in a sentence of its own, by the policy's field, in the order in which they matter to people. @see SPEC.md §4.7, §4.8 */
export function rulesTold(policy: Policy, { language }: Reader): ReadonlyMap<string, string> {
  const days = (count: number) => plural(count, msg("one: # day | other: # days"));
  const minutes = (count: number) => plural(count, msg("one: # minute | other: # minutes"));
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const yellow = minutes(policy.yellow);
  const red = minutes(policy.red);
  const exposure = days(policy.quarantineDays);
  const positive = days(policy.isolationDays);
  const kept = days(policy.retentionDays);
  const spread = minutes(policy.reportMinutes);
  return new Map([
    ["yellow", msg(str`Yellow from ${yellow} near cases.`)],
    ["red", msg(str`Red from ${red} near cases.`)],
    ["quarantineDays", msg(str`An exposure counts for ${exposure}.`)],
    ["isolationDays", msg(str`Your own positive test makes red for ${positive}.`)],
    ["ceiling.reported", ceiling(policy.ceiling.reported, "reported")],
    ["ceiling.confirmed", ceiling(policy.ceiling.confirmed, "confirmed")],
    ["weight.reported", weightReported(policy.weight.reported, number)],
    ["weight.confirmed", weightConfirmed(policy.weight.confirmed, number)],
    [
      "lingerIntervals",
      policy.lingerIntervals === 0
        ? msg("A visit ends when you leave.")
        : lingers(minutes(policy.lingerIntervals * minutesPerInterval)),
    ],
    ["retentionDays", msg(str`Visits and lists are kept for ${kept}.`)],
    [
      "staleHours",
      plural(
        policy.staleHours,
        msg(
          "one: Green turns grey when the newest list is over # hour old. | other: Green turns grey when the newest list is over # hours old.",
        ),
      ),
    ],
    ["reportMinutes", msg(str`A report is sent over ${spread}.`)],
    [
      "mixPeriods",
      policy.mixPeriods === 0
        ? msg("What was reported stands in the next list.")
        : plural(
            policy.mixPeriods,
            msg(
              "one: What was reported stands in the next list or the one after it, at random. | other: What was reported stands in the next list or one of the # after it, at random.",
            ),
          ),
    ],
  ]);
}

/** The fields in which two policies differ. */
export function rulesChanged(before: Policy, after: Policy, reader: Reader): ReadonlySet<string> {
  const [one, other] = [rulesTold(before, reader), rulesTold(after, reader)];
  return new Set([...one.keys()].filter((field) => one.get(field) !== other.get(field)));
}

function lingers(time: string): string {
  return msg(str`A visit counts for ${time} longer than you stay: the air stays, too.`);
}

function ceiling(strongest: "yellow" | "red", kind: "reported" | "confirmed"): string {
  if (kind === "reported") {
    return strongest === "red"
      ? msg("Cases that reported by phone can make yellow and red.")
      : msg("Cases that reported by phone can make yellow, never red.");
  }
  return strongest === "red"
    ? msg("Cases that a place or the health authority confirmed can make yellow and red.")
    : msg("Cases that a place or the health authority confirmed can make yellow, never red.");
}

function weightReported(weight: number, number: Intl.NumberFormat): string {
  if (weight === 1) return msg("A minute near a case that reported by phone counts in full.");
  const times = number.format(weight);
  return msg(str`A minute near a case that reported by phone counts ${times} times.`);
}

function weightConfirmed(weight: number, number: Intl.NumberFormat): string {
  if (weight === 1)
    return msg("A minute near a case that a place or the health authority confirmed counts in full.");
  const times = number.format(weight);
  return msg(str`A minute near a case that a place or the health authority confirmed counts ${times} times.`);
}
