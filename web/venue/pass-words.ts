import { msg, str } from "@lit/localize";
import { clockTime, fullDay, pageReader } from "../parts/time-words.ts";
import { dayAfter, momentOf } from "../parts/local-day.ts";
import type { PrintedPass } from "./printed-pass.ts";

/** The day of a printed pass in words: "Saturday 21 November". */
export function passDay(pass: PrintedPass): string {
  return fullDay(momentOf(pass.day, "12:00"), pageReader());
}

/** Its hours in words: "all day", "from 19:10", "from 10:00 to 22:00". */
export function passHours(pass: PrintedPass): string {
  if (pass.wholeDay) return msg("all day");
  const reader = pageReader();
  if (pass.closes === momentOf(dayAfter(pass.day))) return msg(str`from ${clockTime(pass.opens, reader)}`);
  if (pass.opens === momentOf(pass.day)) return msg(str`until ${clockTime(pass.closes, reader)}`);
  return msg(str`from ${clockTime(pass.opens, reader)} to ${clockTime(pass.closes, reader)}`);
}
