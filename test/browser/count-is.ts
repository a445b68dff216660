import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import type { Locator } from "playwright";

/** Wait, for some seconds at most, until there are so many: what a page shows follows what it is told a moment later. */
export async function countIs(locator: Locator, wanted: number, words?: string): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    if ((await locator.count()) === wanted) return;
    await setTimeout(250);
  }
  assert.equal(await locator.count(), wanted, words);
}
