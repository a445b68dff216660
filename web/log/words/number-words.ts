import { msg, str } from "@lit/localize";
import { dateFormat } from "../../parts/date-format.ts";
import { fullDate, type Reader } from "../../parts/time-words.ts";
import { plural } from "../../parts/plural.ts";

const daySeconds = 86_400;

/** "1,024". */
export function figure(value: number, reader: Reader): string {
  return new Intl.NumberFormat(reader.language).format(value);
}

/** "512 bytes", "5.4 kB", "1.9 MB". */
export function sizeWords(bytes: number, reader: Reader): string {
  if (bytes < 1000) return plural(bytes, msg("one: # byte | other: # bytes"));
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  const options = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 };
  return new Intl.NumberFormat(reader.language, options as Intl.NumberFormatOptions).format(value);
}

/** "Sat 21 Nov": a day of the record, which counts in UTC. @param day - Unix seconds. */
export function utcDay(day: number, reader: Reader): string {
  const language = reader.language === "en" ? "en-GB" : reader.language;
  return dateFormat(language, {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "short",
  })
    .format(day * 1000)
    .replace(",", "");
}

/** How long it is to the sunset. */
export interface Countdown {
  /** Whole days that are left, the last one counted; 0 once it has passed. */
  readonly days: number;
  /** "90 days", "1 day", "Less than a day", "Over". */
  readonly words: string;
  /** What happens then, or happened. */
  readonly sentence: string;
}

/** @param sunset - Unix seconds. @param now - Unix seconds. */
export function countdown(sunset: number, now: number, reader: Reader): Countdown {
  const left = sunset - now;
  const date = fullDate(sunset, reader);
  if (left <= 0) {
    return {
      days: 0,
      words: msg("Over"),
      sentence: msg(
        str`This programme ended on ${date}. Phones have wiped what they kept, and the server answers no more than this record.`,
      ),
    };
  }
  const days = Math.ceil(left / daySeconds);
  const whole = Math.floor(left / daySeconds);
  return {
    days,
    words: whole === 0 ? msg("Less than a day") : plural(whole, msg("one: # day | other: # days")),
    sentence: msg(
      str`On ${date} everything stops by itself: phones wipe their diaries, displays go dark, the server deletes what it has. Going on takes the stewards’ signatures anew, in this record.`,
    ),
  };
}
