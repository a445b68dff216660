import type { Page } from "playwright";
import { siteOrigin } from "./way-out.ts";

/** What the owner of a place does. Every step ends when the page shows that it is done. */

/**
 * Open the page and make a place. The recovery sheet is shown afterwards.
 *
 * @param stay - As the page words it, when it is not the usual one.
 */
export async function makePlace(page: Page, name: string, stay?: string): Promise<void> {
  await page.goto(`${siteOrigin}/venue/#make`);
  await page.getByLabel("Name").fill(name);
  if (stay !== undefined) await page.getByLabel("How long").selectOption({ label: stay });
  await page.getByRole("button", { name: "Make the place" }).click();
  await page.getByRole("heading", { name: "Keep this sheet" }).waitFor();
}

/** Copy the printed pass of the whole of today from the recovery sheet's screen. */
export async function copyPassOfToday(page: Page): Promise<string> {
  return copied(page, "Copy the pass as text");
}

/** Copy the recovery sheet's text from its screen. */
export async function copySheet(page: Page): Promise<string> {
  return copied(page, "Copy the sheet as text");
}

/** Say that the sheet is kept, and go on to the display. */
export async function keepSheet(page: Page): Promise<void> {
  await page.getByLabel("I have printed the sheet or written it down").check();
  await page.getByRole("button", { name: "Open the display" }).click();
  await displayCode(page).waitFor();
}

/** Go back to all places, from wherever one is. */
export async function openPlaces(page: Page): Promise<void> {
  const back = page.getByRole("button", { name: /^(All places|Back)/ });
  const list = page.getByRole("button", { name: "Make another place" });
  await back.or(list).first().waitFor();
  while (!(await list.isVisible())) {
    await back.click();
    await back.or(list).first().waitFor();
  }
}

/** Open everything that can be done with a place. */
export async function openMenu(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `More about ${name}`, exact: true }).click();
  await page.getByRole("heading", { name, exact: true }).waitFor();
}

/** The code that a display shows. */
export function displayCode(page: Page) {
  return page.getByTestId("display-code");
}

/** Copy the text of the code that a display shows now. */
export async function copyDisplayedCode(page: Page): Promise<string> {
  return copied(page, "Copy the code as text");
}

/** Copy by a button of the page (the first one of that name), and paste elsewhere: the pages' policy forbids reading the clipboard, to all of them. */
export async function copied(page: Page, button: string): Promise<string> {
  await page.getByRole("button", { name: button }).first().click();
  await page.getByRole("button", { name: "Copied" }).first().waitFor();
  const elsewhere = await page.context().newPage();
  try {
    await elsewhere.setContent("<textarea></textarea>");
    await elsewhere.locator("textarea").press("Control+V");
    return await elsewhere.locator("textarea").inputValue();
  } finally {
    await elsewhere.close();
  }
}
