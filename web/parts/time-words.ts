import { msg, str } from "@lit/localize";
import { dateFormat } from "./date-format.ts";
import { plural } from "./plural.ts";
import type { Reader } from "./reader.ts";

export { pageReader, type Reader, readerLanguages } from "./reader.ts";

/**
 * Times and days as people say them. Pure: the moment, the zone and the language are given.
 * All moments are Unix seconds.
 */

const daySeconds = 86_400;

function format(reader: Reader, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  // "en" alone means the American order; dates on the page are day before month.
  const language = reader.language === "en" ? "en-GB" : reader.language;
  return dateFormat(language, { timeZone: reader.timeZone, ...options });
}

/** "19:10", or "7:10 pm" where the reader's clock has twelve hours. */
export function clockTime(moment: number, reader: Reader): string {
  const { hour12 } = dateFormat(reader.region, { hour: "numeric" }).resolvedOptions();
  const options: Intl.DateTimeFormatOptions =
    hour12 === true
      ? { hour: "numeric", minute: "2-digit", hour12: true }
      : { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return format(reader, options).format(moment * 1000);
}

/** "19:10–20:30". */
export function clockRange(from: number, to: number, reader: Reader): string {
  return `${clockTime(from, reader)}–${clockTime(to, reader)}`;
}

/** Days between two moments by the calendar of the zone: 0 today, 1 yesterday, -1 tomorrow. */
export function calendarDaysBefore(moment: number, now: number, reader: Reader): number {
  return Math.round((calendarDay(now, reader) - calendarDay(moment, reader)) / daySeconds);
}

/** Midnight UTC of the moment's calendar day in the reader's zone: only differences mean something. */
function calendarDay(moment: number, reader: Reader): number {
  const parts = dateFormat("en-US", {
    timeZone: reader.timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    calendar: "gregory",
    numberingSystem: "latn",
  }).formatToParts(moment * 1000);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day")) / 1000;
}

/** "Today", "Yesterday", "Tuesday", and beyond six days "Tuesday 10 November". */
export function dayWord(moment: number, now: number, reader: Reader): string {
  const days = calendarDaysBefore(moment, now, reader);
  if (days === 0) return msg("Today");
  if (days === 1) return msg("Yesterday");
  if (days === -1) return msg("Tomorrow");
  return days > 1 && days < 7
    ? format(reader, { weekday: "long" }).format(moment * 1000)
    : fullDay(moment, reader);
}

/** "Thursday 3 December". */
export function fullDay(moment: number, reader: Reader): string {
  return format(reader, { weekday: "long", day: "numeric", month: "long" })
    .format(moment * 1000)
    .replace(",", "");
}

/** "Thursday 3 December 2026", for days far away. */
export function fullDate(moment: number, reader: Reader): string {
  const options = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
  return format(reader, options)
    .format(moment * 1000)
    .replace(",", "");
}

/** "Thursday 3 December, 14:05". */
export function fullMoment(moment: number, reader: Reader): string {
  return msg(str`${fullDay(moment, reader)}, ${clockTime(moment, reader)}`);
}

/** For the middle of a sentence: "this evening", "yesterday morning", "on Tuesday evening", "on Tuesday 10 November". */
export function dayPhrase(moment: number, now: number, reader: Reader): string {
  const hour = Number(
    dateFormat("en", { timeZone: reader.timeZone, hour: "2-digit", hourCycle: "h23" }).format(moment * 1000),
  );
  const part = hour < 5 ? "night" : hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening";
  const days = calendarDaysBefore(moment, now, reader);
  if (days === 0) return todayPhrase(part);
  if (days === 1) return yesterdayPhrase(part);
  return days > 1 && days < 7
    ? weekdayPhrase(dayWord(moment, now, reader), part)
    : msg(str`on ${fullDay(moment, reader)}`);
}

type DayPart = "night" | "morning" | "afternoon" | "evening";

function todayPhrase(part: DayPart): string {
  switch (part) {
    case "night":
      return msg("last night");
    case "morning":
      return msg("this morning");
    case "afternoon":
      return msg("this afternoon");
    case "evening":
      return msg("this evening");
  }
}

function yesterdayPhrase(part: DayPart): string {
  switch (part) {
    case "night":
      return msg("yesterday night");
    case "morning":
      return msg("yesterday morning");
    case "afternoon":
      return msg("yesterday afternoon");
    case "evening":
      return msg("yesterday evening");
  }
}

function weekdayPhrase(weekday: string, part: DayPart): string {
  switch (part) {
    case "night":
      return msg(str`on ${weekday} night`);
    case "morning":
      return msg(str`on ${weekday} morning`);
    case "afternoon":
      return msg(str`on ${weekday} afternoon`);
    case "evening":
      return msg(str`on ${weekday} evening`);
  }
}

/** "1 h 08 min", "50 min", "under a minute". */
export function shortDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return msg("under a minute");
  const hours = Math.floor(minutes / 60);
  return hours === 0
    ? msg(str`${minutes} min`)
    : msg(str`${hours} h ${String(minutes % 60).padStart(2, "0")} min`);
}

/** For sentences: "50 minutes", "1 minute", "2 hours", "1 hour 20 minutes". */
export function longDuration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const minuteWords = plural(rest, msg("one: # minute | other: # minutes"));
  if (hours === 0) return minuteWords;
  const hourWords = plural(hours, msg("one: # hour | other: # hours"));
  return rest === 0 ? hourWords : msg(str`${hourWords} ${minuteWords}`);
}

/** "just now", "4 minutes ago", "3 hours ago", "yesterday". */
export function ago(moment: number, now: number, reader: Reader): string {
  const seconds = now - moment;
  if (seconds < 60) return msg("just now");
  const words = new Intl.RelativeTimeFormat(reader.language, { numeric: "auto" });
  if (seconds < 3600) return words.format(-Math.floor(seconds / 60), "minute");
  if (seconds < daySeconds) return words.format(-Math.floor(seconds / 3600), "hour");
  return words.format(-calendarDaysBefore(moment, now, reader), "day");
}

/** Noon of the day before, in the device's own zone. */
export function noonBefore(now: number): number {
  const date = new Date(now * 1000);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1, 12).getTime() / 1000;
}

/** The value of an `<input type="datetime-local">`, in the device's own zone, to the minute. */
export function inputValue(moment: number): string {
  const date = new Date(moment * 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The moment of such a value; `null` while it is incomplete. */
export function inputMoment(value: string): number | null {
  const milliseconds = new Date(value).getTime();
  return value === "" || Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000);
}
