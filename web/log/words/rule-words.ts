import { msg, str } from "@lit/localize";
import type { Policy } from "../../../protocol/index.ts";
import { longDuration } from "../../parts/time-words.ts";
import { plural } from "../../parts/plural.ts";

const minutesPerInterval = 10;

/** What a region's rules do, one sentence each, for those who have never read any. @see SPEC.md §4.7, §4.8 */
export function ruleSentences(policy: Policy): readonly string[] {
  const minutes = (value: number): string => longDuration(value * 60);
  const { weight, ceiling, lingerIntervals, mixPeriods } = policy;
  return [
    plural(
      policy.quarantineDays,
      msg(
        "one: Yellow: from {minutes} in the same place and time as reported or confirmed infections, added up over the last day. | other: Yellow: from {minutes} in the same place and time as reported or confirmed infections, added up over the last # days.",
      ),
      { minutes: minutes(policy.yellow) },
    ),
    redSentence(ceiling, minutes(policy.red)),
    ...(weight.reported === 1 && weight.confirmed === 1
      ? []
      : [
          msg(
            str`A minute near a reported infection counts ${weight.reported}, near a confirmed one ${weight.confirmed}.`,
          ),
        ]),
    plural(
      policy.isolationDays,
      msg(
        "one: Your own positive report makes your phone red for # day. | other: Your own positive report makes your phone red for # days.",
      ),
    ),
    lingerIntervals === 0
      ? msg("A stay counts until you leave.")
      : msg(
          str`A stay counts ${minutes(lingerIntervals * minutesPerInterval)} longer than you stayed, because the air stays.`,
        ),
    plural(
      policy.retentionDays,
      msg(
        "one: Visits and lists are kept for # day, then deleted. | other: Visits and lists are kept for # days, then deleted.",
      ),
    ),
    msg(
      str`Green turns grey, “not known”, when the newest list is older than ${longDuration(policy.staleHours * 3600)}.`,
    ),
    mixPeriods === 0
      ? msg(
          str`A report leaves the phone over ${minutes(policy.reportMinutes)} and comes out in the next list.`,
        )
      : plural(
          mixPeriods + 1,
          msg(
            "one: A report leaves the phone over {minutes}, and its visits come out in the next list. | other: A report leaves the phone over {minutes}, and its visits come out in the next # lists, at random.",
          ),
          { minutes: minutes(policy.reportMinutes) },
        ),
  ];
}

function redSentence(ceiling: Policy["ceiling"], minutes: string): string {
  if (ceiling.reported === "red" && ceiling.confirmed === "red") {
    return msg(str`Red: from ${minutes} of the same.`);
  }
  if (ceiling.confirmed === "red") {
    return msg(str`Red: from ${minutes} near confirmed infections; reported ones alone never make red.`);
  }
  if (ceiling.reported === "red") {
    return msg(str`Red: from ${minutes} near reported infections; confirmed ones alone never make red.`);
  }
  return msg(str`Red: from ${minutes} would be reached, but neither kind of infection makes red here.`);
}
