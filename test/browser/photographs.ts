import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { phoneScreen } from "./browser.ts";
import { readIn } from "./reading-language.ts";

/** Where pictures of every screen go; unset when none are wanted. */
const folder = process.env["CELADON_PHOTOGRAPHS"];

/** A tablet held upright. */
const tabletUpright = { width: 820, height: 1180 };

/** A window on a desk. */
const desk = { width: 1440, height: 900 };

/** The pictures of each screen. */
const shots = [
  { name: "phone", size: phoneScreen, dark: false, language: "en", contrast: false },
  { name: "phone-dark", size: phoneScreen, dark: true, language: "en", contrast: false },
  { name: "phone-arabic", size: phoneScreen, dark: false, language: "ar", contrast: false },
  { name: "phone-chinese", size: phoneScreen, dark: false, language: "zh-Hant", contrast: false },
  { name: "phone-contrast", size: phoneScreen, dark: false, language: "en", contrast: true },
  { name: "tablet", size: tabletUpright, dark: false, language: "en", contrast: false },
  { name: "desk", size: desk, dark: false, language: "en", contrast: false },
] as const;

/** When pictures are wanted, keep this one of a printed page. */
export function keepPrinted(name: string, picture: Buffer): void {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `printed-${name}.png`), picture);
}

/** When pictures are wanted, take them of the screen as it is; the window is left at a phone's size, light, in English. */
export async function photograph(page: Page, screen: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const file = screen.replaceAll(/[^\w]+/g, "-");
  for (const { name, size, dark, language, contrast } of shots) {
    await page.setViewportSize(size);
    await page.emulateMedia({
      colorScheme: dark ? "dark" : "light",
      contrast: contrast ? "more" : "no-preference",
      reducedMotion: "reduce",
    });
    await readIn(page, language);
    // As tall as it needs: what stays at the foot of the window stays at the foot of the picture.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) });
    await page.screenshot({ path: join(folder, `${file}.${name}.png`) });
  }
  await page.setViewportSize(phoneScreen);
  await page.emulateMedia({
    colorScheme: "light",
    contrast: "no-preference",
    reducedMotion: "no-preference",
  });
  await readIn(page, "en");
}
