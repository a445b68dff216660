import type { Page } from "playwright";
import { nextDecoyAfter } from "./decoy-clock.ts";
import { allSent, someSent } from "./sending-steps.ts";
import type { ShiftedClock } from "./shifted-clock.ts";
import { siteOrigin } from "./way-out.ts";

const daySeconds = 86_400;

/** What a visitor does. Every step ends when the page shows that it is done. */

/** Open the page for the first time, and read the three cards. `onCard` is told of each before it is turned. */
export async function beginCeladon(
  page: Page,
  onCard: (card: number) => Promise<void> = async () => {},
): Promise<void> {
  await page.goto(`${siteOrigin}/`);
  for (const [card, button] of ["Next", "Next", "Begin"].entries()) {
    await page.getByText(`${card + 1} of 3`).waitFor();
    await onCard(card);
    await page.getByRole("button", { name: button }).click();
  }
  await listCompared(page);
  await nextDecoyAfter(page, 1000 * daySeconds);
}

/** Open the page again, as the app is opened again later. */
export async function openCeladon(page: Page): Promise<void> {
  await page.goto(`${siteOrigin}/`);
  await page.getByTestId("status").waitFor();
}

/** Put the app away: nothing of it runs. */
export async function putAway(page: Page): Promise<void> {
  await page.goto("about:blank");
}

/** Wait until the first list was fetched, and the test warning in it found. */
export async function listCompared(page: Page): Promise<void> {
  await page.locator('[data-testid="proof-self-check"][data-self-check="passed"]').waitFor();
  await page.getByTestId("checked").getByText("Checked").waitFor();
}

/** Wait until the service worker has everything, and answers this page. */
export async function keptForOffline(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
}

/** Tap "Scan a code". The camera opens on what is held before it. */
export async function openScanner(page: Page): Promise<void> {
  await page.getByTestId("scan").click();
  await page.getByTestId("camera").waitFor();
  await page.getByText("Opening the camera").waitFor({ state: "hidden" });
}

/** Wait until a code was read and the page asks whether to check in. */
export async function placeRead(page: Page): Promise<void> {
  await page.getByRole("heading", { name: "Check in?" }).waitFor();
}

/** Tap "Scan a code" and give the code as text. What comes of it is the next step's. */
export async function pasteCode(page: Page, text: string): Promise<void> {
  await page.getByTestId("scan").click();
  await page.getByTestId("paste").click();
  await goOnWith(page, text);
}

/** Give a text on the screen that asks for one. */
export async function goOnWith(page: Page, text: string): Promise<void> {
  await page.getByTestId("code-text").fill(text);
  await page.getByRole("button", { name: "Go on" }).click();
}

/** Say "I came earlier". @param choice - As the page words it: `1 hour ago`. */
export async function cameEarlier(page: Page, choice: string): Promise<void> {
  await page.getByTestId("arrival").getByText(choice, { exact: true }).click();
}

/** Say yes to the place that was read. */
export async function checkIn(page: Page): Promise<void> {
  await page.getByTestId("check-in").click();
  await page.getByTestId("current-visit").waitFor();
}

/** Tap "Leave". */
export async function checkOut(page: Page): Promise<void> {
  await page.getByTestId("leave").click();
  await page.getByTestId("current-visit").waitFor({ state: "detached" });
  await page.getByTestId("diary").getByTestId("visit").first().waitFor();
}

/** Ask for the newest lists, and wait until they are compared. */
export async function checkNow(page: Page): Promise<void> {
  await page.getByTestId("check-now").click();
  await checkedJustNow(page);
}

/** Wait until the lists were compared just now. */
export async function checkedJustNow(page: Page): Promise<void> {
  await page.getByTestId("checked").getByText("Checked just now").waitFor();
}

/** Put away the message at the foot of the first screen, and bring a part of it into view. @param part - Its test id. */
export async function lookAt(page: Page, part: "status" | "proof" | "diary"): Promise<void> {
  const dismiss = page.getByTestId("toast").getByRole("button", { name: "Dismiss" });
  if (await dismiss.isVisible()) await dismiss.click();
  await page.getByTestId(part).evaluate((element) => element.scrollIntoView({ block: "center" }));
}

/** From the first screen to how the colour was worked out. */
export async function explain(page: Page): Promise<void> {
  await page.getByTestId("status").getByRole("button").last().click();
  await page.getByRole("heading", { name: "How this is worked out" }).waitFor();
}

/** The status card's words. */
export interface ShownStatus {
  readonly colour: string;
  readonly word: string;
  readonly why: string;
}

/** What the first screen says now. */
export async function shownStatus(page: Page): Promise<ShownStatus> {
  const card = page.getByTestId("status");
  return {
    colour: (await card.getAttribute("data-colour")) ?? "",
    word: await card.getByRole("heading").innerText(),
    why: await card.getByTestId("status-why").innerText(),
  };
}

/** Wait until the first screen shows this colour. */
export async function statusBecomes(page: Page, colour: "grey" | "green" | "yellow" | "red"): Promise<void> {
  await page.locator(`[data-testid="status"][data-colour="${colour}"]`).waitFor();
}

/** From the first screen to the claim code. */
export async function beginReport(page: Page, claimCode: string): Promise<void> {
  await page.getByTestId("report").click();
  await page.getByTestId("claim-code").fill(claimCode);
}

/** With the claim code typed: choose every visit at this place. Nothing is sent yet. */
export async function chooseVisits(page: Page, place: string): Promise<void> {
  await page.getByTestId("claim-go-on").click();
  await page.getByRole("heading", { name: "Which visits?" }).waitFor();
  for (const visit of await page.getByRole("checkbox", { name: place }).all()) await visit.check();
}

/** From the choice to what will be sent. Nothing is sent yet. */
export async function reviewReport(page: Page): Promise<void> {
  await page.getByTestId("review").click();
  await page.getByRole("heading", { name: "Before anything is sent" }).waitFor();
}

/** The last tap. */
export async function sendReport(page: Page): Promise<void> {
  await page.getByTestId("send").click();
  await page.getByTestId("report-progress").waitFor();
}

/** Wait until the claim code was taken and the messages are leaving. */
export async function messagesLeave(page: Page): Promise<void> {
  await page.locator('[data-testid="report-progress"][data-step="sending"]').waitFor();
}

/** Let a part of the time pass in which the messages leave one by one. */
export async function someMessagesSent(page: Page, clock: ShiftedClock): Promise<void> {
  await someSent(page, clock, page.getByTestId("report-progress"));
}

/** Let all of that time pass. */
export async function allMessagesSent(page: Page, clock: ShiftedClock): Promise<void> {
  await allSent(page, clock, page.getByTestId("report-progress"));
}

/** Back to the screen before. */
export async function goBack(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Back\b/ }).click();
}
