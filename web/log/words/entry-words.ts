import { msg, str } from "@lit/localize";
import { type LogEntry, pauseReasonOf } from "../../../protocol/index.ts";
import { loggedPauseWords } from "../../parts/pause-words.ts";
import type { Reader } from "../../parts/time-words.ts";
import { figure, sizeWords, utcDay } from "./number-words.ts";
import { listed, sentences } from "../../parts/sentences.ts";

type ClaimCount = Extract<LogEntry, { kind: "claims" }>["report"];

/** What a line of the record says, in a sentence. */
export function entryWords(entry: LogEntry, reader: Reader): string {
  switch (entry.kind) {
    case "batch":
      return msg(str`List ${figure(entry.number, reader)} was published, ${sizeWords(entry.bytes, reader)}.`);
    case "manifest":
      return msg(str`Rules no. ${figure(entry.sequence, reader)} were signed and published.`);
    case "release":
      return msg(str`Version ${entry.version} of these pages was released.`);
    case "claims": {
      const day = utcDay(Date.parse(entry.date) / 1000, reader);
      const words = [
        msg(str`${claimCount(entry.report, reader)} to report a positive test`),
        msg(str`${claimCount(entry.confirm, reader)} to confirm a place`),
        msg(str`${claimCount(entry.retract, reader)} to take a mistake back`),
      ];
      return msg(str`Claim codes given out on ${day}: ${listed(words)}.`);
    }
    case "pause":
      return pauseReasonOf(entry.reason) === null
        ? msg(str`Publishing was paused: “${entry.reason}”`)
        : sentences(msg("Publishing was paused."), loggedPauseWords(entry.reason));
    case "resume":
      return msg("Publishing went on.");
    case "unknown":
      return msg(
        "Something that this version of the page does not know. It is counted and checked like every line.",
      );
  }
}

/** "12", "fewer than 10". */
export function claimCount(count: ClaimCount, reader: Reader): string {
  return count === "<10" ? msg("fewer than 10") : figure(count, reader);
}
