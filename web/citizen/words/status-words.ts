import { msg, str } from "@lit/localize";
import { type Colour, type GreyReason, textFor } from "../../../protocol/index.ts";
import type { DeviceState, PeerState } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";
import { sentences } from "../../parts/sentences.ts";
import {
  ago,
  clockTime,
  dayPhrase,
  fullDay,
  fullMoment,
  longDuration,
  type Reader,
  readerLanguages,
} from "../../parts/time-words.ts";
import { brokenWords, presentBreak } from "./broken-words.ts";
import { isHome, peerOf, regionName, rulingRegion } from "./region-words.ts";
import { placeNameWithin } from "./place-name.ts";

/** Everything the status card says. Colour is never the only sign: the word says it alone. */
export interface StatusWords {
  readonly colour: Colour;
  /** Two to five words, the largest thing on the screen. */
  readonly word: string;
  /** One sentence: why. */
  readonly why: string;
  /** What to do; `null` when there is nothing. */
  readonly todo: string | null;
  /** Until when, or how fresh; `null` when neither makes sense. */
  readonly until: string | null;
  /** A standing warning that cannot be kept up to date. */
  readonly outOfDate: string | null;
  /** What leads to the screen that explains it. */
  readonly link: string;
  /** What mends a grey status. */
  readonly mend: "check" | "scan" | "unlock" | null;
}

/** One visit that counts towards the colour. */
export interface CountedVisit {
  readonly visitId: string;
  readonly name: string;
  /** Beginning of its first counted interval, Unix seconds. */
  readonly from: number;
  /** Time shared, not weighted. */
  readonly seconds: number;
  /** The strongest evidence of its intervals. */
  readonly evidence: 1 | 2;
  readonly settled: boolean;
}

const intervalSeconds = 600;

/** The visits behind the colour, the longest first. */
export function countedVisits(device: DeviceState): readonly CountedVisit[] {
  const names = new Map(device.exposures.map((exposure) => [exposure.visitId, exposure.visitName]));
  const visits = new Map<string, CountedVisit>();
  for (const { exposure } of device.colour.intervals) {
    const known = visits.get(exposure.visitId);
    const from = exposure.interval * intervalSeconds;
    visits.set(exposure.visitId, {
      visitId: exposure.visitId,
      name: names.get(exposure.visitId) ?? "",
      from: Math.min(known?.from ?? from, from),
      seconds: (known?.seconds ?? 0) + exposure.coveredSeconds,
      evidence: exposure.evidence === 2 || known?.evidence === 2 ? 2 : 1,
      settled: exposure.settled && (known?.settled ?? true),
    });
  }
  return [...visits.values()].toSorted((one, other) => other.seconds - one.seconds);
}

/** The words of the status card, from what the device worked out. */
export function statusWords(device: DeviceState, now: number, reader: Reader): StatusWords {
  const { colour } = device;
  if (device.lock.is === "locked") return locked(device, now, reader);
  if (colour.colour === "green") return green(device, now, reader);
  if (colour.colour === "grey") return grey(device, now, reader);
  const { guidance } = rulingRegion(device) ?? {};
  const text = colour.colour === "red" ? guidance?.red : guidance?.yellow;
  return {
    colour: colour.colour,
    word: warningWord(device),
    why: warningReason(device, now, reader),
    todo: text === undefined ? null : textFor(text, readerLanguages()),
    until: colour.until === null ? null : msg(str`Until ${fullDay(colour.until, reader)}`),
    outOfDate: colour.outOfDate ? outOfDateSentence(device, now, reader) : null,
    link: msg("Why, and what to do"),
    mend: colour.outOfDate ? "check" : null,
  };
}

/** No calm and no warning: nothing can be said before the diary is unlocked. */
function locked(device: DeviceState, now: number, reader: Reader): StatusWords {
  return {
    colour: "grey",
    word: msg("Locked"),
    why: msg("Unlock to see your status. Until then nothing can be compared with your diary."),
    todo: null,
    until: device.sync.last === null ? null : msg(str`Lists fetched ${ago(device.sync.last, now, reader)}`),
    outOfDate: null,
    link: msg("What the lock means"),
    mend: "unlock",
  };
}

function warningWord({ colour }: DeviceState): string {
  if (colour.colour === "yellow") return msg("You may have been exposed");
  return colour.ownPositive ? msg("You reported a positive test") : msg("You were exposed");
}

function warningReason(device: DeviceState, now: number, reader: Reader): string {
  const visits = countedVisits(device).filter((visit) => !visit.settled);
  const [longest] = visits;
  if (device.colour.ownPositive || longest === undefined) {
    return msg("Until this ends, stay apart from others where you can.");
  }
  const others = visits.length - 1;
  const what = shared(longest, now, reader);
  const confirmed = longest.evidence === 2;
  if (others === 0) {
    return confirmed
      ? msg(str`${what}, where an infection was confirmed.`)
      : msg(str`${what}, with someone who has reported a positive test.`);
  }
  return confirmed
    ? plural(
        others,
        msg(
          "one: {what}, where an infection was confirmed, and one other visit. | other: {what}, where an infection was confirmed, and # other visits.",
        ),
        { what },
      )
    : plural(
        others,
        msg(
          "one: {what}, with someone who has reported a positive test, and one other visit. | other: {what}, with someone who has reported a positive test, and # other visits.",
        ),
        { what },
      );
}

function shared(visit: CountedVisit, now: number, reader: Reader): string {
  return msg(
    str`${longDuration(visit.seconds)} at ${placeNameWithin(visit.name)} ${dayPhrase(visit.from, now, reader)}`,
  );
}

function green(device: DeviceState, now: number, reader: Reader): StatusWords {
  const days = device.region?.policy.quarantineDays ?? 10;
  const [below] = countedVisits(device);
  const minutes = rulingRegion(device)?.policy.yellow ?? 15;
  const settled = below !== undefined && below.settled;
  return {
    colour: "green",
    word: msg("No known exposure"),
    why:
      below === undefined
        ? plural(
            days,
            msg(
              "one: None of your visits of the last day is in the public list. | other: None of your visits of the last # days is in the public list.",
            ),
          )
        : settled
          ? msg(
              str`You marked the warning about ${placeNameWithin(below.name)} as settled. Nothing else is in the public list.`,
            )
          : plural(
              minutes,
              msg(
                "one: {what} is in the public list: less than the # minute that counts as an exposure here. | other: {what} is in the public list: less than the # minutes that count as an exposure here.",
              ),
              { what: shared(below, now, reader) },
            ),
    todo: null,
    until: device.sync.last === null ? null : msg(str`Checked ${ago(device.sync.last, now, reader)}`),
    outOfDate: null,
    link: msg("How this is worked out"),
    mend: null,
  };
}

function grey(device: DeviceState, now: number, reader: Reader): StatusWords {
  const { word, why, mend } = greySentence(device.colour.reasons[0], device, now, reader);
  return {
    colour: "grey",
    word,
    why,
    todo: null,
    until: device.sync.last === null ? null : msg(str`Checked ${ago(device.sync.last, now, reader)}`),
    outOfDate: null,
    link: msg("How this is worked out"),
    mend,
  };
}

function greySentence(
  reason: GreyReason | undefined,
  device: DeviceState,
  now: number,
  reader: Reader,
): Pick<StatusWords, "word" | "why" | "mend"> {
  const [first] = device.colour.unjudged;
  if (first !== undefined && !isHome(device, first.regionId)) {
    return { word: msg("Not known"), ...greyElsewhere(reason, peerOf(device, first.regionId)) };
  }
  const newest = device.sync.newestClosed;
  const asOf =
    newest === null ? "" : msg(str`What you see is from ${fromWhen(newest * intervalSeconds, now, reader)}.`);
  switch (reason) {
    case "never-synced":
      return {
        word: msg("Not known yet"),
        why: msg("This phone has not fetched the public list yet. It needs the network once for that."),
        mend: "check",
      };
    case "locked":
      return {
        word: msg("Not known yet"),
        why: msg("What came while the diary was locked is being compared with it."),
        mend: null,
      };
    case "stale":
      return {
        word: msg("Not known"),
        why: sentences(msg("The list on this phone is too old to say that all is well."), asOf),
        mend: "check",
      };
    case "broken-log":
      return {
        word: msg("Not known"),
        why: sentences(
          brokenWords(presentBreak(device)?.reason ?? "altered").what,
          msg("This phone does not believe it."),
          asOf,
        ),
        mend: "check",
      };
    case "lost-storage":
      return {
        word: msg("Not known"),
        why: msg("A part of what was stored on this phone is gone, so some visits could not be compared."),
        mend: null,
      };
    case "self-check-failed":
      return {
        word: msg("Not known"),
        why: msg(
          "The test warning that every list carries was not found, so a real one might be missed too.",
        ),
        mend: "check",
      };
    default:
      return {
        word: msg("Nothing to compare yet"),
        why: device.diary.some(({ isByHand }) => isByHand)
          ? msg(
              "What you wrote down yourself cannot be compared. Scan the code at the next place you come to, and from then on this page can tell you something.",
            )
          : msg(
              "Your diary is empty. Scan the code at the next place you come to, and from then on this page can tell you something.",
            ),
        mend: "scan",
      };
  }
}

/** The home is well; of a region where the person was nothing can be said. @param peer - `null` for an unknown one. */
function greyElsewhere(
  reason: GreyReason | undefined,
  peer: PeerState | null,
): Pick<StatusWords, "why" | "mend"> {
  if (peer === null) {
    return {
      why: msg(
        "You have a visit in a region that this phone does not follow, so it could not be compared. Of your other visits nothing is in the lists.",
      ),
      mend: null,
    };
  }
  const name = regionName(peer);
  switch (reason) {
    case "not-followed":
      return {
        why:
          peer.standing === "ended"
            ? msg(
                str`You have a visit in ${name}, where the programme has ended: nobody warns of it any more.`,
              )
            : msg(
                str`You have a visit in ${name}, which this phone no longer follows, so it cannot be compared.`,
              ),
        mend: null,
      };
    case "never-synced":
      return {
        why: msg(str`You have a visit in ${name}, and its list has not reached this phone yet.`),
        mend: "check",
      };
    case "stale":
      return {
        why: msg(
          str`You have a visit in ${name}, and its list on this phone is too old to say that all is well.`,
        ),
        mend: "check",
      };
    case "broken-log":
      return {
        why: msg(
          str`You have a visit in ${name}, and its public record is broken. This phone does not believe it.`,
        ),
        mend: "check",
      };
    default:
      return {
        why: msg(str`You have a visit in ${name}, and this phone cannot rely on its list.`),
        mend: "check",
      };
  }
}

function outOfDateSentence(device: DeviceState, now: number, reader: Reader): string {
  const [reason] = device.colour.reasons;
  const newest = device.sync.newestClosed;
  const [first] = device.colour.unjudged;
  const isOwn = first !== undefined && isHome(device, first.regionId);
  return reason === "stale" && newest !== null && isOwn
    ? msg(
        str`This may be out of date: the list on this phone is from ${fromWhen(newest * intervalSeconds, now, reader)}.`,
      )
    : sentences(msg("This may be out of date."), greySentence(reason, device, now, reader).why);
}

function fromWhen(moment: number, now: number, reader: Reader): string {
  return now - moment < 20 * 3600 ? clockTime(moment, reader) : fullMoment(moment, reader);
}
