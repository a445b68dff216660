import assert from "node:assert/strict";
import type { Page } from "playwright";
import { assertAccessible } from "./accessibility.ts";
import { photograph } from "./photographs.ts";
import { readIn } from "./reading-language.ts";
import { assertTextFits } from "./text-fits.ts";

/** The sizes a phone's page must fit into, CSS pixels: a usual one, and the narrowest that WCAG asks for. */
const sizes = [
  { width: 390, height: 844 },
  { width: 320, height: 640 },
];

/** From left to right and from right to left, light and dark. */
const looks = [
  { language: "en", dark: false },
  { language: "en", dark: true },
  { language: "ar", dark: false },
  { language: "ar", dark: true },
] as const;

/**
 * What holds for every screen: one heading of the first level, the keyboard's focus inside, nothing wider than the window,
 * nothing that axe objects to. The window is left at its first size, light, in English.
 *
 * @param name - Of the screen, for the message.
 */
export async function checkScreen(page: Page, name: string): Promise<void> {
  assert.equal(
    await page.getByRole("heading", { level: 1 }).count(),
    1,
    `${name}: one heading of the first level`,
  );
  await page.waitForFunction(() => document.activeElement !== document.body).catch(() => null);
  assert.notEqual((await focused(page)).tag, "BODY", `${name}: the focus is on the screen`);
  for (const { language, dark } of looks) {
    // At rest: in the middle of a fade axe would see colours that nobody reads.
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light", reducedMotion: "reduce" });
    await readIn(page, language);
    await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
    await page.setViewportSize(sizes[0]!);
    await assertAccessible(page, `${name}, ${language}, ${dark ? "dark" : "light"}`);
    for (const size of sizes) {
      await page.setViewportSize(size);
      const { needed, shown, background } = await page.evaluate(() => ({
        needed: document.documentElement.scrollWidth,
        shown: document.documentElement.clientWidth,
        background: getComputedStyle(document.body).backgroundColor,
      }));
      for (const button of await page.getByTestId("toast").getByRole("button").all()) {
        const { x, width } = (await button.boundingBox())!;
        assert.ok(x >= 0 && x + width <= shown, `${name}, ${size.width} px, ${language}: the toast fits`);
      }
      const look = `${name}, ${size.width} px, ${language}`;
      assert.ok(needed <= shown, `${look}: ${needed} px wide`);
      assert.equal(isDark(background), dark, `${look}: ground ${background}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
  await page.setViewportSize(sizes[0]!);
  await assertTextFits(page, name);
  await photograph(page, name);
}

/** Where the keyboard's focus is, inside of elements too. */
export function focused(page: Page): Promise<{ readonly tag: string; readonly words: string }> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    // A button of an element's own shows what was put into the element.
    const slotted = [...(element?.querySelectorAll("slot") ?? [])].flatMap((slot) =>
      slot.assignedNodes().map(({ textContent }) => textContent),
    );
    return {
      tag: element?.tagName ?? "BODY",
      words: element?.getAttribute("aria-label") ?? [element?.textContent, ...slotted].join("").trim(),
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
