import { ProtocolError } from "./errors.ts";

/**
 * A moment as manifests write it: `YYYY-MM-DDTHH:MM:SSZ`, UTC, whole seconds, no other form.
 *
 * @param text - Untrusted.
 * @returns Unix seconds.
 * @throws {@link ProtocolError} `malformed` on another form or on a moment that does not exist (30 February, 24:00).
 * @see SPEC.md §4.7
 */
export function parseUtc(text: string): number {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) {
    const seconds = Date.parse(text) / 1000;
    if (Number.isSafeInteger(seconds) && formatUtc(seconds) === text) return seconds;
  }
  throw new ProtocolError("malformed", `wanted a time as YYYY-MM-DDTHH:MM:SSZ, got ${JSON.stringify(text)}`);
}

/**
 * The inverse of {@link parseUtc}.
 *
 * @param unixSeconds - A whole number, years 0 to 9999.
 * @throws RangeError otherwise.
 */
export function formatUtc(unixSeconds: number): string {
  const text = new Date(unixSeconds * 1000).toISOString();
  if (!Number.isSafeInteger(unixSeconds) || text.length !== 24) {
    throw new RangeError(`${unixSeconds} is no time in whole seconds of the years 0 to 9999`);
  }
  return `${text.slice(0, 19)}Z`;
}

/** Whether a text is a day that exists, as log entries write it: `YYYY-MM-DD`, in UTC. @see SPEC.md §4.7 */
export function isUtcDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().slice(0, 10) === text;
}
