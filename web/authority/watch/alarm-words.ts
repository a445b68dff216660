import { msg, str } from "@lit/localize";
import { textFor } from "../../../protocol/index.ts";
import { plural } from "../../parts/plural.ts";
import { listed, sentences } from "../../parts/sentences.ts";
import { clockRange, fullDate, fullMoment, pageReader, readerLanguages } from "../../parts/time-words.ts";
import type { Alarm, WatchState } from "./watch-state.ts";

const hourSeconds = 3600;

/** An alarm as people read it: what is wrong, what it means, what to do. */
export interface AlarmWords {
  readonly title: string;
  readonly what: string;
  readonly todo: string;
}

/** An alarm in words. @param state - What it was raised in. */
export function alarmWords(alarm: Alarm, { list, sunset }: WatchState): AlarmWords {
  const reader = pageReader();
  switch (alarm.kind) {
    case "claims":
      return {
        title: claimsTitle(alarm.purpose),
        what: sentences(
          msg(str`More than ${number(alarm.limit)} in an hour: ${hoursWords(alarm.hours)}.`),
          alarm.usual === null
            ? msg("There are too few days yet to say what is usual.")
            : msg(str`Usual at that time of the day: ${number(alarm.usual)}.`),
        ),
        todo: msg(
          "Ask your colleagues who gave out so many. If nobody did, codes are in wrong hands: revoke those that are unused, and pause the list.",
        ),
      };
    case "guessing":
      return {
        title: msg("Somebody is trying claim codes"),
        what: msg(str`${number(alarm.from)} wrong codes or more in an hour: ${hoursWords(alarm.hours)}.`),
        todo: msg(
          "Guessing finds nothing, and nobody is held up by it. Tell whoever runs the server, who can see where it comes from.",
        ),
      };
    case "late":
      return {
        title: msg("The list is late"),
        what: msg(
          str`No list was published when it was time. Phones show grey instead of green from ${fullMoment(list.staleAt, reader)} on.`,
        ),
        todo: msg("Tell whoever runs the server."),
      };
    case "not-cosigned":
      return {
        title: msg("Phones do not see the newest list"),
        what: msg("Too few witnesses have signed it. Until they do, phones keep to the one before."),
        todo: msg("Tell whoever runs the server, so that the witnesses are telephoned."),
      };
    case "peer":
      return {
        title: msg(str`Nothing new comes from ${textFor(alarm.name, readerLanguages())}`),
        what: msg("Whoever was there is not warned of what happened since."),
        todo: msg("Tell whoever runs the server."),
      };
    case "sunset":
      return {
        title: msg("The programme ends soon"),
        what: msg(str`On ${fullDate(sunset, reader)} everything stops by itself.`),
        todo: msg("If it should go on, the stewards must meet and sign before that day."),
      };
  }
}

/** How many alarms there are, in one sentence. */
export function alarmsSentence(count: number): string {
  return count === 0
    ? msg("All is as it should be.")
    : plural(count, msg("one: One thing needs a look. | other: # things need a look."));
}

function claimsTitle(purpose: number): string {
  if (purpose === 1) return msg("Unusually many codes to report a positive test are used");
  if (purpose === 2) return msg("Unusually many codes to confirm a warning are used");
  return msg("Unusually many codes to take a warning back are used");
}

/** "14:00–15:00, 15:00–16:00": the latest few. */
function hoursWords(hours: readonly number[]): string {
  const reader = pageReader();
  return listed(
    hours.slice(-3).map((hour) => clockRange(hour * hourSeconds, (hour + 1) * hourSeconds, reader)),
  );
}

function number(value: number): string {
  return new Intl.NumberFormat(pageReader().language).format(value);
}
