import assert from "node:assert/strict";
import type { Page } from "playwright";
import { languages } from "../../web/locales/languages.ts";
import { readIn } from "./reading-language.ts";

/** How wide the window is, CSS pixels, and how large the reader has set the text, per cent. */
const readings = [
  { width: 320, text: 100 },
  { width: 390, text: 100 },
  { width: 390, text: 200 },
];

/**
 * In every language no text is cut off or runs out of what it stands in, and nothing is wider than the window. The page is left in
 * English at its first size.
 *
 * @param name - Of the screen, for the message.
 */
export async function assertTextFits(page: Page, name: string): Promise<void> {
  const size = page.viewportSize()!;
  for (const { tag } of languages) {
    await readIn(page, tag);
    for (const { width, text } of readings) {
      await page.setViewportSize({ width, height: size.height });
      const found = await page.evaluate(findOverflow, text);
      assert.deepEqual(found, [], `${name}, ${tag}, ${width} px, text ${text} %`);
    }
  }
  await page.setViewportSize(size);
  await page.evaluate(findOverflow, 100);
  await readIn(page, "en");
}

/**
 * The texts that do not fit, as words; runs in the page.
 *
 * @param percent - Size of the text, which stays so.
 */
function findOverflow(percent: number): string[] {
  document.documentElement.style.fontSize = percent === 100 ? "" : `${percent}%`;
  const found: string[] = [];
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page: ${scrollWidth} px`);
  const look = (element: Element): void => {
    const style = getComputedStyle(element);
    // Hidden, or in something that is folded up; what has no box of its own may hold some that do.
    if (style.display !== "contents" && !element.checkVisibility({ visibilityProperty: true })) return;
    const { width, height, left, right } = element.getBoundingClientRect();
    const hidden = width <= 1 || height <= 1 || style.clipPath !== "none";
    const scrolls = /auto|scroll/.test(style.overflowX);
    const words = [...element.childNodes]
      .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
      .map(({ textContent }) => textContent?.trim())
      .join(" ")
      .trim();
    if (words !== "" && !hidden && !scrolls && style.display !== "inline") {
      const across = element.scrollWidth > element.clientWidth + 1;
      const down = style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
      const outside = left < -1 || right > clientWidth + 1;
      if (across || down || outside) found.push(`${element.localName}: ${words}`);
    }
    if (scrolls) return;
    for (const child of [...element.children, ...(element.shadowRoot?.children ?? [])]) look(child);
  };
  look(document.body);
  return found;
}
