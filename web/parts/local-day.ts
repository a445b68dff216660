/**
 * Days as the place lives them, `YYYY-MM-DD` in this device's time zone: what a date field gives, and comparable as
 * text. A day may have 23 or 25 hours.
 */
export type LocalDay = string;

/** The day that a moment lies in. @param unixSeconds - Seconds since 1970, UTC. */
export function localDayOf(unixSeconds: number): LocalDay {
  const date = new Date(unixSeconds * 1000);
  const month = String(date.getMonth() + 1).padStart(2, "0");
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, "0")}`;
}

/**
 * The moment at which a clock on the wall shows a time of a day, in Unix seconds. A time that the change to summer
 * time skips is the moment after it.
 *
 * @param time - `HH:MM`.
 */
export function momentOf(day: LocalDay, time = "00:00"): number {
  const { year, month, date } = partsOf(day);
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return new Date(year, month - 1, date, hours, minutes).getTime() / 1000;
}

/** The day so many days later. */
export function dayAfter(day: LocalDay, days = 1): LocalDay {
  const { year, month, date } = partsOf(day);
  // At noon: no change of the clock moves it to another day.
  return localDayOf(new Date(year, month - 1, date + days, 12).getTime() / 1000);
}

/** Every day from one to another, both included; none when they are in the wrong order. */
export function daysFrom(first: LocalDay, last: LocalDay): LocalDay[] {
  const days: LocalDay[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) days.push(day);
  return days;
}

/** Whether a text is a day of the calendar, as `YYYY-MM-DD`. */
export function isLocalDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && localDayOf(momentOf(text, "12:00")) === text;
}

function partsOf(day: LocalDay): { year: number; month: number; date: number } {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return { year, month, date };
}
