import type { Page } from "playwright";

/** Counts what a person's finger does on a page: each time it comes down is a tap, on whatever it is. */
export async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counting = globalThis as { taps?: number };
    counting.taps = 0;
    addEventListener("pointerdown", () => counting.taps!++, { capture: true });
  });
  return () => page.evaluate(() => (globalThis as { taps?: number }).taps!);
}
