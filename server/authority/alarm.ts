import { type LocalisedText, ticketPurpose, type TicketPurpose } from "../../protocol/index.ts";
import { hourOf, secondsPerDay, secondsPerHour } from "../clock.ts";
import { guessingFrom } from "../intake/wrong-code-counts.ts";
import type { HourlyCount } from "../store/hourly-count-table.ts";
import { unusualHours } from "./unusual.ts";
import type { Watch } from "./watch.ts";

/** Somebody should look, and may have to do something. What stands out in an hour is told for a day. */
export type Alarm =
  /** More claim codes of a purpose were used than usual. `limit`: more than so many in the latest of these hours. */
  | {
      readonly kind: "claims";
      readonly purpose: TicketPurpose;
      readonly hours: readonly number[];
      readonly usual: number | null;
      readonly limit: number;
    }
  /** Somebody is trying claim codes: so many wrong ones in each of these hours, or more. */
  | { readonly kind: "guessing"; readonly hours: readonly number[]; readonly from: number }
  /** No list was published when it was time. */
  | { readonly kind: "late" }
  /** Phones do not see the newest entries of the log: too few witnesses have cosigned. */
  | { readonly kind: "not-cosigned" }
  /** Of a neighbouring region there is nothing new, or nothing at all. */
  | { readonly kind: "peer"; readonly name: LocalisedText }
  /** The region ends within three weeks. */
  | { readonly kind: "sunset" };

/** What stands out in an hour is told for so long. */
const toldHours = 24;

/** A list, witnesses and neighbours may take so long. */
const listPeriods = 2;
const cosigningSeconds = secondsPerHour / 2;
const peerSeconds = 6 * secondsPerHour;

/** The stewards need this time to meet. */
const sunsetSeconds = 21 * secondsPerDay;

/** What is not as it should be. The hour under way counts, too: an alarm does not wait for its end. */
export function alarmsOf(
  { now, list, record, sunset, peers }: Pick<Watch, "now" | "list" | "record" | "sunset" | "peers">,
  counted: readonly HourlyCount[],
): Alarm[] {
  const hour = hourOf(now);
  const since = hour - toldHours;
  const guessing = counted.filter((each) => {
    return each.event === "wrong" && each.hour >= since && each.hour <= hour && each.count >= guessingFrom;
  });
  const age = now - list.newestPeriod;
  const isLate = list.paused === null && age > listPeriods * list.periodSeconds;
  const isUnseen = record.shown < record.entries && age > cosigningSeconds;
  return [
    ...claimAlarms(counted, since, hour),
    ...(guessing.length === 0
      ? []
      : [{ kind: "guessing" as const, hours: guessing.map((each) => each.hour), from: guessingFrom }]),
    ...(isLate ? [{ kind: "late" as const }] : []),
    ...(isUnseen ? [{ kind: "not-cosigned" as const }] : []),
    ...peers
      .filter(({ closed }) => closed === null || now - closed > peerSeconds)
      .map(({ name }) => ({ kind: "peer" as const, name })),
    ...(sunset - now < sunsetSeconds ? [{ kind: "sunset" as const }] : []),
  ];
}

/** One for each purpose, with all of its hours. */
function claimAlarms(counted: readonly HourlyCount[], since: number, hour: number): Alarm[] {
  const unusual = unusualHours(counted, since, hour);
  return Object.values(ticketPurpose).flatMap((purpose) => {
    const own = unusual.filter((each) => each.purpose === purpose);
    const latest = own.at(-1);
    if (latest === undefined) return [];
    const { usual, limit } = latest;
    return [{ kind: "claims", purpose, hours: own.map((each) => each.hour), usual, limit }];
  });
}
