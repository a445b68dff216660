import type { Policy } from "../../../protocol/index.ts";
import { longDuration } from "../../parts/time-words.ts";

const minutesPerInterval = 10;

/** What a region's rules do, one sentence each, for those who have never read any. @see SPEC.md §4.7, §4.8 */
export function ruleSentences(policy: Policy): readonly string[] {
  const minutes = (value: number): string => longDuration(value * 60);
  const { weight, ceiling, lingerIntervals, mixPeriods } = policy;
  return [
    `Yellow: from ${minutes(policy.yellow)} in the same place and time as reported or confirmed infections, added up over the last ${days(policy.quarantineDays)}.`,
    `Red: from ${minutes(policy.red)} ${redFrom(ceiling)}.`,
    ...(weight.reported === 1 && weight.confirmed === 1
      ? []
      : [
          `A minute near a reported infection counts ${weight.reported}, near a confirmed one ${weight.confirmed}.`,
        ]),
    `Your own positive report makes your phone red for ${days(policy.isolationDays)}.`,
    lingerIntervals === 0
      ? "A stay counts until you leave."
      : `A stay counts ${minutes(lingerIntervals * minutesPerInterval)} longer than you stayed, because the air stays.`,
    `Visits and lists are kept for ${days(policy.retentionDays)}, then deleted.`,
    `Green turns grey, “not known”, when the newest list is older than ${longDuration(policy.staleHours * 3600)}.`,
    `A report leaves the phone over ${minutes(policy.reportMinutes)}${mixPeriods === 0 ? " and comes out in the next list" : `, and its visits come out in the next ${mixPeriods + 1} lists, at random`}.`,
  ];
}

function redFrom(ceiling: Policy["ceiling"]): string {
  if (ceiling.reported === "red" && ceiling.confirmed === "red") return "of the same";
  if (ceiling.confirmed === "red") return "near confirmed infections; reported ones alone never make red";
  if (ceiling.reported === "red") return "near reported infections; confirmed ones alone never make red";
  return "would be reached, but neither kind of infection makes red here";
}

function days(count: number): string {
  return count === 1 ? "day" : `${count} days`;
}
