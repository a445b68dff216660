import type { Locator, Page } from "playwright";
import type { ShiftedClock } from "./shifted-clock.ts";

/** How long the clock is set forward at once while messages leave, seconds: in this time some do, and no request is given up. */
const stepSeconds = 20;

/** Seconds until a message that is slow to leave is taken for one that failed and is waiting for its next attempt. */
const patienceSeconds = 20;

interface Stand {
  readonly isUnderWay: boolean;
  readonly sent: number;
}

/** Step and number of messages that left, read at one moment. */
function standOf(shown: Locator): Promise<Stand> {
  return shown.evaluate((element: HTMLElement) => ({
    isUnderWay: ["claiming", "sending"].includes(element.dataset["step"]!),
    sent: element.querySelector("progress")?.value ?? -1,
  }));
}

/**
 * Let a part of the time pass, by setting the clock forward, in which messages leave one by one.
 *
 * @param shown - The card or section that says how far the sending is.
 * @returns Whether more is to be sent.
 */
export async function someSent(page: Page, clock: ShiftedClock, shown: Locator): Promise<boolean> {
  const before = await standOf(shown);
  if (!before.isUnderWay) return false;
  await clock.advance(stepSeconds);
  const giveUp = Date.now() + patienceSeconds * 1000;
  for (;;) {
    const { isUnderWay, sent } = await standOf(shown);
    if (!isUnderWay) return false;
    if (sent > before.sent || Date.now() > giveUp) return true;
    await page.waitForTimeout(50);
  }
}

/** Let time pass until all has been sent, or was refused. */
export async function allSent(page: Page, clock: ShiftedClock, shown: Locator): Promise<void> {
  while (await someSent(page, clock, shown));
}
