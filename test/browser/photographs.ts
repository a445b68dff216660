import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { phoneScreen } from "./browser.ts";
import { readIn } from "./reading-language.ts";

/** Where pictures of every screen go; unset when none are wanted. */
const folder = process.env["CELADON_PHOTOGRAPHS"];

/** A tablet held upright. */
const tabletUpright = { width: 820, height: 1180 };

/** The pictures of each screen. */
const shots = [
  { name: "phone", size: phoneScreen, dark: false, language: "en" },
  { name: "phone-dark", size: phoneScreen, dark: true, language: "en" },
  { name: "phone-arabic", size: phoneScreen, dark: false, language: "ar" },
  { name: "phone-chinese", size: phoneScreen, dark: false, language: "zh-Hant" },
  { name: "tablet", size: tabletUpright, dark: false, language: "en" },
] as const;

/** When pictures are wanted, take them of the screen as it is; the window is left at a phone's size, light, in English. */
export async function photograph(page: Page, screen: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const file = screen.replaceAll(/[^\w]+/g, "-");
  for (const { name, size, dark, language } of shots) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
    await readIn(page, language);
    await page.screenshot({ path: join(folder, `${file}.${name}.png`), fullPage: true });
  }
  await page.setViewportSize(phoneScreen);
  await page.emulateMedia({ colorScheme: "light" });
  await readIn(page, "en");
}
