import type { Page } from "playwright";

/** What a person does with the lock. */

/** From the first screen to the lock's. */
export async function openLock(page: Page): Promise<void> {
  await page.getByTestId("more").click();
  await page.getByTestId("more-lock").click();
  await page.getByRole("heading", { name: "Lock", exact: true }).waitFor();
}

/** On the lock's screen: choose a passphrase. */
export async function choosePassphrase(page: Page, passphrase: string): Promise<void> {
  await page.getByTestId("type-passphrase").click();
  await page.getByTestId("passphrase").fill(passphrase);
  await page.getByTestId("passphrase-go").click();
  await page.getByTestId("type-passphrase").waitFor();
}

/** Wait until the first screen shows that it is locked. */
export async function isLocked(page: Page): Promise<void> {
  await page.getByTestId("status").getByRole("heading", { name: "Locked" }).waitFor();
}

/** On a screen that asks for it. */
export async function typePassphrase(page: Page, passphrase: string): Promise<void> {
  await page.getByTestId("passphrase").fill(passphrase);
  await page.getByTestId("passphrase-go").click();
}

/** From the first screen, locked, to the status. */
export async function unlock(page: Page, passphrase: string): Promise<void> {
  await page.getByTestId("unlock").click();
  await typePassphrase(page, passphrase);
  await page.getByTestId("diary").waitFor();
}
