/** What a city's day came to, for people: for one phone as measured, for all by arithmetic. */

import { spreadOf } from "../replay/measure.ts";
import { type CityResult, peoplePerCase } from "./city.ts";

const daySeconds = 86_400;
/** What a peak has over the mean. */
const peak = 4;
const sessionReports = 32;

function count(value: number, digits = 0): string {
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

function spread(values: readonly number[], digits = 0): string {
  const { median, percentile95, most } = spreadOf(values);
  return `${count(median, digits)} median, ${count(percentile95, digits)} 95 %, ${count(most, digits)} most`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The whole table, without a line break at the end. */
export function tableOf(
  people: number,
  { measures, cases, tokens, requestsOverHttp, server }: CityResult,
): string {
  const each = (of: (measure: CityResult["measures"][number]) => number) => measures.map(of);
  const sessions = mean(each((measure) => measure.sessions));
  const secondsOfReport = server.foreignSeconds / server.foreignReports;
  const secondsOfSession = server.phonesSeconds / (sessions * measures.length);
  const sessionsOfDay = people * sessions + people / peoplePerCase;
  const warned = measures.filter(({ colour }) => colour === "yellow").length;
  const entries: readonly (readonly [string, string])[] = [
    ["simulated", `${count(measures.length)} phones, ${count(cases)} of cases, 24 lists`],
    ["tokens in the lists", `${count(tokens)} of the whole city`],
    ["warned", count(warned)],
    ["a phone and day, measured", ""],
    ["  requests", spread(each((measure) => measure.requests))],
    ["  bytes received", spread(each((measure) => measure.received))],
    ["  bytes sent", spread(each((measure) => measure.sent))],
    [
      "  processor, ms of this machine",
      spread(
        each((measure) => measure.seconds * 1000),
        1,
      ),
    ],
    ["  decoy sessions", count(sessions - cases / measures.length, 3)],
    ["the server, measured", ""],
    ["  processor for one report", `${count(secondsOfReport * 1000, 2)} ms`],
    ["  for one session of 33 requests", `${count(secondsOfSession * 1000, 1)} ms, reading not told apart`],
    ["  requests that reached it", `${count(requestsOverHttp)}, the others a cache answered`],
    [`${count(people)} people, by arithmetic`, ""],
    ["  sessions", `${count(sessionsOfDay)} a day`],
    [
      "  messages",
      `${count((sessionsOfDay * (sessionReports + 1)) / daySeconds)} a second, ${count((peak * sessionsOfDay * (sessionReports + 1)) / daySeconds)} at a peak`,
    ],
    [
      "  processor",
      `${count((100 * sessionsOfDay * secondsOfSession) / daySeconds, 1)} % of one, ${count((100 * peak * sessionsOfDay * secondsOfSession) / daySeconds, 1)} % at a peak`,
    ],
    [
      "  requests of all kinds",
      `${count((people * mean(each((measure) => measure.requests))) / daySeconds)} a second`,
    ],
    [
      "  bytes to the phones",
      `${count((people * mean(each((measure) => measure.received))) / 1e9)} GB a day`,
    ],
  ];
  const width = Math.max(...entries.map(([label]) => label.length));
  return entries.map(([label, value]) => `${label.padEnd(width)}  ${value}`.trimEnd()).join("\n");
}
