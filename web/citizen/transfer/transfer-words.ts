import { msg, str } from "@lit/localize";
import type { DeviceErrorCode, OpenedMove } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";
import { fullDay, type Reader } from "../../parts/time-words.ts";
import { placeNameWithin } from "../words/place-name.ts";
import { actTrouble } from "../words/trouble-words.ts";

/** Why something could not be moved or handed over. Nothing was changed by it. */
export function transferTrouble(problem: DeviceErrorCode): string {
  switch (problem) {
    case "report-running":
      return msg(
        "A report is still being sent, and only one phone may send it. Wait until it is done, or take back what has not been sent, then move.",
      );
    case "not-a-move":
      return msg(
        "This is not a file that Celadon made for moving. Choose the one that your old phone saved.",
      );
    case "damaged":
      return msg("What came is damaged or cut off. Nothing was changed. Show it, or save it, once more.");
    case "newer-version":
      return msg(
        "This was made by a newer Celadon than the one on this phone. Nothing was changed. Load the first page anew, then try again.",
      );
    case "wrong-passphrase":
      return msg(
        "This passphrase does not open it. Nothing was changed. Compare it with what the old phone shows.",
      );
    case "other-region":
      return msg("This comes from another region than the one that this phone follows. Nothing was changed.");
    case "too-old":
      return msg("This visit is older than what a diary keeps. Nothing was changed.");
    case "clock-behind":
      return msg("This visit lies in the future. Compare the clocks of both phones, then try again.");
    case "no-region":
      return msg(
        "This phone has not fetched its region's list yet. Connect to the network once, then try again.",
      );
    case "nothing-to-report":
      return msg("These visits hold nothing that could be handed over: no code was scanned there.");
    default:
      return actTrouble(problem);
  }
}

/** For a passphrase that could be guessed. @param characters - Fewest that it must have. */
export function passphraseTooShort(characters: number): string {
  return plural(
    characters,
    msg("one: A passphrase needs at least # character. | other: A passphrase needs at least # characters."),
  );
}

/** Browsers lend no encryption to a page that came without it. */
export function withoutEncryption(): string {
  return msg(
    "This page came without encryption, so it cannot encrypt either. Open it by its https:// address.",
  );
}

/** What a move would bring, line by line. */
export function moveLines(opened: OpenedMove, reader: Reader): readonly string[] {
  const { visits, newVisits, from, to, warnings, reports, openVisit, ends } = opened;
  const lines: string[] = [];
  if (visits === 0 || from === null || to === null) lines.push(msg("No visits"));
  else {
    const days = { from: fullDay(from, reader), to: fullDay(to, reader) };
    lines.push(
      days.from === days.to
        ? plural(visits, msg("one: # visit, on {from} | other: # visits, on {from}"), days)
        : plural(
            visits,
            msg("one: # visit, from {from} to {to} | other: # visits, from {from} to {to}"),
            days,
          ),
    );
    if (newVisits < visits) {
      lines.push(
        plural(
          newVisits,
          msg("one: # of them is new to this phone | other: # of them are new to this phone"),
        ),
      );
    }
  }
  if (warnings > 0) lines.push(plural(warnings, msg("one: # warning | other: # warnings")));
  if (reports > 0)
    lines.push(plural(reports, msg("one: # report that was sent | other: # reports that were sent")));
  if (openVisit !== null) {
    const place = placeNameWithin(openVisit.name);
    lines.push(
      ends
        ? msg(str`The visit at ${place}, which ends now: you are checked in on this phone`)
        : msg(str`The visit at ${place}, which goes on here`),
    );
  }
  return lines;
}
