import type { Page } from "playwright";

/** What a host does. Every step ends when the page shows that it is done. */

/** From the first screen to one's own code. @param until - As the page words it: `4 hours`. */
export async function showCode(page: Page, name: string, until: string): Promise<void> {
  await page.getByTestId("meet").click();
  await page.getByLabel("What your guests see").fill(name);
  await page.getByText(until, { exact: true }).click();
  await page.getByTestId("host").click();
  await page.getByTestId("gathering-code").waitFor();
}

/** End what is hosted, on the screen of the code. */
export async function endGathering(page: Page): Promise<void> {
  await page.getByTestId("end-gathering").click();
  await page.getByTestId("status").waitFor();
}
