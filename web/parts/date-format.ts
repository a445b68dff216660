import { remembering } from "../device/remembering.ts";

/** Beyond what a page needs at a time: a few languages and zones, and some ways to say a moment in each. */
const kept = 64;
const halfYearMilliseconds = 182 * 86_400_000;

const made = remembering(
  kept,
  (language: string, options: string, _ownZone: string) =>
    new Intl.DateTimeFormat(language, JSON.parse(options) as Intl.DateTimeFormatOptions),
);

/**
 * A format of dates, made once: to make one takes a hundred times as long as to use it, and a diary of two weeks uses each
 * hundreds of times.
 *
 * @param language - BCP 47.
 * @param options - Without a time zone it is the device's own, also when that changes while the page is open.
 */
export function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return made(language, JSON.stringify(options), options.timeZone === undefined ? ownZone() : "");
}

/** What tells the device's zone from others, as far as its clock does: how far it is from UTC now, and half a year on. */
function ownZone(): string {
  const now = Date.now();
  return [now, now + halfYearMilliseconds].map((at) => new Date(at).getTimezoneOffset()).join();
}
