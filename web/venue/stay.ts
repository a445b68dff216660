import { intervalSeconds } from "../../protocol/index.ts";

/** Shortest and longest stay that a place may choose, in minutes. @see SPEC.md §4.3 */
export const stayMinutesMin = 30;
export const stayMinutesMax = 720;

/** The stay a new place starts with, in minutes. @see SPEC.md §4.3 */
export const stayMinutesDefault = 120;

/** What the form offers, in minutes. */
export const stayMinutesChoices = [30, 60, 90, 120, 180, 240, 360, 480, 720] as const;

/** Whether a number of minutes is a stay a place can have: 30 minutes to 12 hours, in whole intervals. */
export function isStay(minutes: number): boolean {
  return minutes >= stayMinutesMin && minutes <= stayMinutesMax && (minutes * 60) % intervalSeconds === 0;
}

/** A stay in intervals: how far a display's code reaches. */
export function stayIntervals(minutes: number): number {
  return (minutes * 60) / intervalSeconds;
}
