/** Off by more than this, and the page warns: phones begin to refuse codes that are minutes wrong. Seconds. */
export const clockToleranceSeconds = 120;

/** What is known of this device's clock. */
export type ClockCheck =
  /** No network yet. */
  | { readonly kind: "unchecked" }
  /** Right within two minutes when it was compared, at `at` (Unix seconds, this device's). */
  | { readonly kind: "right"; readonly at: number }
  /** Wrong by so many seconds: positive is ahead. */
  | { readonly kind: "off"; readonly seconds: number; readonly at: number };

/** The parts of an answer that tell the server's time. */
export interface AnswerTime {
  /** The `Date` header. */
  readonly date: string | null;
  /** The `Age` header: how long a cache between has held the answer, in seconds. */
  readonly age: string | null;
  /** This device's clock when it asked and when the answer came, Unix seconds. */
  readonly asked: number;
  readonly answered: number;
}

/**
 * Compare this device's clock with the server's.
 *
 * @returns `unchecked` when the answer does not tell the time. The `Date` header has whole seconds and the way
 *   takes some, which is far below the tolerance.
 */
export function checkClock(time: AnswerTime): ClockCheck {
  const sent = Date.parse(time.date ?? "") / 1000;
  const age = /^\d+$/.test(time.age ?? "") ? Number(time.age) : 0;
  if (Number.isNaN(sent)) return { kind: "unchecked" };
  const seconds = Math.round((time.asked + time.answered) / 2 - (sent + age));
  if (Math.abs(seconds) <= clockToleranceSeconds) return { kind: "right", at: time.answered };
  return { kind: "off", seconds, at: time.answered };
}
