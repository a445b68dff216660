import type { Visit } from "../device/device.ts";

/** Days before the first symptoms, or before the test of somebody without symptoms, from which on a case is taken to be infectious. */
export const daysBefore = 2;

/**
 * From when on visits are suggested for a report: the beginning of the day, two days before.
 *
 * @param day - Of the first symptoms or of the test: the value of an `<input type="date">`, in the device's own zone.
 * @returns Unix seconds; `null` while it is incomplete.
 */
export function suggestedStart(day: string): number | null {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  if (year === undefined) return null;
  return Math.floor(new Date(Number(year), Number(month) - 1, Number(date) - daysBefore).getTime() / 1000);
}

/** The visits that had not ended by then. @param start - Unix seconds. */
export function visitsSince(visits: readonly Visit[], start: number): readonly Visit[] {
  return visits.filter(({ leaving }) => leaving === null || leaving >= start);
}
