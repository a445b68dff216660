import assert from "node:assert/strict";
import type { Page } from "playwright";
import { assertAccessible } from "./accessibility.ts";
import { photograph } from "./photographs.ts";
import { assertTextFits } from "./text-fits.ts";

/** The sizes a phone's page must fit into, CSS pixels: a usual one, and the narrowest that WCAG asks for. */
const sizes = [
  { width: 390, height: 844 },
  { width: 320, height: 640 },
];

/** Light from left to right, and dark from right to left: whatever breaks in one of the four shows in one of these. */
const looks = [
  { dark: false, direction: "ltr" },
  { dark: true, direction: "rtl" },
] as const;

/**
 * What holds for every screen: one heading of the first level, the keyboard's focus inside, nothing wider than the window,
 * nothing that axe objects to. The window is left at its first size.
 *
 * @param name - Of the screen, for the message.
 */
export async function checkScreen(page: Page, name: string): Promise<void> {
  assert.equal(
    await page.getByRole("heading", { level: 1 }).count(),
    1,
    `${name}: one heading of the first level`,
  );
  assert.notEqual((await focused(page)).tag, "BODY", `${name}: the focus is on the screen`);
  for (const { dark, direction } of looks) {
    // At rest: in the middle of a fade axe would see colours that nobody reads.
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
    await page.evaluate((dir) => {
      document.documentElement.dir = dir;
    }, direction);
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
    await page.setViewportSize(sizes[0]!);
    await assertAccessible(page, `${name}, ${direction}`);
    for (const size of sizes) {
      await page.setViewportSize(size);
      const { needed, shown, background } = await page.evaluate(() => ({
        needed: document.documentElement.scrollWidth,
        shown: document.documentElement.clientWidth,
        background: getComputedStyle(document.body).backgroundColor,
      }));
      for (const button of await page.getByTestId("toast").getByRole("button").all()) {
        const { x, width } = (await button.boundingBox())!;
        assert.ok(x >= 0 && x + width <= shown, `${name}, ${size.width} px, ${direction}: the toast fits`);
      }
      const look = `${name}, ${size.width} px, ${direction}`;
      assert.ok(needed <= shown, `${look}: ${needed} px wide`);
      assert.equal(isDark(background), dark, `${look}: ground ${background}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
  await page.evaluate(() => {
    document.documentElement.dir = "ltr";
  });
  await page.setViewportSize(sizes[0]!);
  await assertTextFits(page, name);
  await photograph(page, name);
}

/** Where the keyboard's focus is, inside of elements too. */
export function focused(page: Page): Promise<{ readonly tag: string; readonly words: string }> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return {
      tag: element?.tagName ?? "BODY",
      words: element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "",
    };
  });
}

/** Go on by the Tab key until the focus is on a control with these words. */
export async function tabTo(page: Page, words: string): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const here = await focused(page);
    if (here.tag !== "BODY" && here.words.includes(words)) return;
    passed.push(`${here.tag} ${here.words}`);
  }
  assert.fail(`no "${words}" among ${passed.join(", ")}`);
}

/** @param color - `rgb(r, g, b)`. */
function isDark(color: string): boolean {
  const parts = [...color.matchAll(/\d+/g)].map(([part]) => Number(part));
  return parts.slice(0, 3).every((part) => part < 100);
}
