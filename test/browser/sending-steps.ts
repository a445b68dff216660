import type { Locator, Page, Request } from "playwright";
import type { ShiftedClock } from "./shifted-clock.ts";

/**
 * How long the clock is set forward at once while messages leave, seconds: in this time some do, and no request is given up. Two such steps
 * are longer than the page waits for an answer, so a step begins when all have come.
 */
const stepSeconds = 20;

/** Seconds until a message that is slow to leave is taken for one that failed and is waiting for its next attempt. */
const patienceSeconds = 20;

interface Stand {
  readonly isUnderWay: boolean;
  readonly sent: number;
}

/** Requests that left a page and have not been answered, from the first look on. */
const underWay = new WeakMap<Page, Set<Request>>();

function requestsUnderWay(page: Page): ReadonlySet<Request> {
  const known = underWay.get(page);
  if (known !== undefined) return known;
  const requests = new Set<Request>();
  underWay.set(page, requests);
  const over = (request: Request): void => void requests.delete(request);
  page.on("request", (request) => requests.add(request));
  page.on("requestfinished", over);
  page.on("requestfailed", over);
  // A page that is left takes them along.
  page.on("framenavigated", (frame) => frame === page.mainFrame() && requests.clear());
  return requests;
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
  const requests = requestsUnderWay(page);
  const longEnough = Date.now() + patienceSeconds * 1000;
  while (requests.size > 0 && Date.now() < longEnough) await page.waitForTimeout(20);
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
