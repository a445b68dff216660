import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Page } from "playwright";
import { ticketPurpose } from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen, focused, tabTo } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

/** As long as a name can be, 48 bytes, and not a gap in it. */
const place = "Donaudampfschifffahrtsgesellschaftskapitänshaus";

describe("every screen", { timeout: 600_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  let phone: Device;
  let passOfToday: string;
  const chapter = chapters(() => ({ counter, phone }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const timeZone = afternoonZone(clock.now());
    const options = { clock, target: region.server.url, screen: phoneScreen, timeZone };
    [counter, phone] = await Promise.all([
      openDevice(options),
      openDevice({ ...options, camera: "refused" }),
    ]);
  });

  after(async () => {
    await Promise.all([counter.close(), phone.close()]);
    await region.close();
  });

  chapter("of a place's page has one heading, takes the focus and fits a phone", async () => {
    const { page } = counter;
    await page.goto(`${siteOrigin}/venue/`);
    await page.getByRole("button", { name: "I have a recovery sheet" }).click();
    await checkScreen(page, "restore");
    await citizen.goBack(page);
    await checkScreen(page, "no place yet");
    await page.getByRole("button", { name: "Make a place" }).click();
    await checkScreen(page, "make");
    await makePlace(page, place);
    await checkScreen(page, "recovery sheet");
    passOfToday = await copyPassOfToday(page);
    await keepSheet(page);
    await checkScreen(page, "display");
    await page.getByRole("button", { name: "All places" }).click();
    await checkScreen(page, "places");
    await page.getByRole("button", { name: "Print passes" }).click();
    await checkScreen(page, "printed passes");
  });

  chapter("of the first opening", () =>
    citizen.beginCeladon(phone.page, (card) => checkScreen(phone.page, `card ${card + 1}`)),
  );

  chapter("of checking in, by keyboard alone", async () => {
    const { page } = phone;
    await checkScreen(page, "home, empty");
    await tabTo(page, "Scan a code");
    await page.keyboard.press("Enter");
    await page.getByTestId("camera-help").waitFor();
    await checkScreen(page, "camera refused");
    await tabTo(page, "Paste a code");
    await page.keyboard.press("Enter");
    await page.getByTestId("code-text").waitFor();
    assert.equal((await focused(page)).tag, "TEXTAREA");
    await checkScreen(page, "paste");
    await page.keyboard.insertText("not a code");
    await tabTo(page, "Go on");
    await page.keyboard.press("Enter");
    await page.getByTestId("code-problem").waitFor();
    await checkScreen(page, "code refused");
    await page.getByTestId("code-text").focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(passOfToday);
    await tabTo(page, "Go on");
    await page.keyboard.press("Enter");
    await citizen.placeRead(page);
    await checkScreen(page, "confirm");
    await tabTo(page, "Check in");
    await page.keyboard.press("Enter");
    await page.getByTestId("current-visit").waitFor();
    await checkScreen(page, "home, checked in");
    await citizen.pasteCode(page, passOfToday);
    await page.getByTestId("here-since").waitFor();
    await checkScreen(page, "here already");
    await page.getByTestId("stay-here").click();
    await page.getByTestId("current-visit").waitFor();
    await tabTo(page, "Leave");
    await page.keyboard.press("Enter");
    await page.getByTestId("current-visit").waitFor({ state: "detached" });
  });

  chapter("of the diary", async () => {
    const { page } = phone;
    for (let visits = 1; visits < 5; visits++) {
      await citizen.pasteCode(page, passOfToday);
      await citizen.placeRead(page);
      await citizen.checkIn(page);
      await citizen.checkOut(page);
    }
    await page.getByRole("button", { name: "All 5 visits" }).click();
    await page.getByRole("heading", { name: "Your diary" }).waitFor();
    await checkScreen(page, "diary");
    await page.getByTestId("visit").first().click();
    await page.getByTestId("edit").waitFor();
    await checkScreen(page, "visit");
    await page.getByTestId("edit").click();
    await page.getByRole("button", { name: "Save" }).waitFor();
    await checkScreen(page, "visit, editing");
    await citizen.openCeladon(page);
  });

  chapter("of explaining", async () => {
    const { page } = phone;
    await citizen.explain(page);
    await checkScreen(page, "why");
    await citizen.goBack(page);
    await page.getByTestId("more").click();
    await checkScreen(page, "more");
    const entries = await page.getByRole("navigation", { name: "More" }).getByRole("button").all();
    for (const entry of entries) {
      const name = (await entry.innerText()).trim();
      await entry.click();
      await page.getByRole("heading", { name: "More", exact: true }).waitFor({ state: "detached" });
      await checkScreen(page, name);
      await page.goBack();
      await page
        .getByTestId("more")
        .or(page.getByRole("navigation", { name: "More" }))
        .waitFor();
      if (await page.getByTestId("more").isVisible()) await page.getByTestId("more").click();
    }
    await citizen.openCeladon(page);
  });

  chapter("of reporting, by keyboard alone", async () => {
    const { page } = phone;
    await pressed(page, "Warn the people who were there");
    await page.getByTestId("claim-code").waitFor();
    await page.getByTestId("claim-code").focus();
    await page.keyboard.insertText(await region.server.issueClaimCode(ticketPurpose.report));
    await checkScreen(page, "claim code");
    await pressed(page, "Choose visits");
    await page.getByRole("heading", { name: "Which visits?" }).waitFor();
    await tabTo(page, "Choose all");
    await page.keyboard.press("Enter");
    await checkScreen(page, "choice of visits");
    await pressed(page, "Go on with");
    await page.getByRole("heading", { name: "Before anything is sent" }).waitFor();
    await checkScreen(page, "before sending");
    await pressed(page, "Send now");
    await page.getByTestId("report-progress").waitFor();
    await citizen.messagesLeave(page);
    await checkScreen(page, "sending");
    await citizen.allMessagesSent(page, clock);
    await checkScreen(page, "sent");
    await page.getByTestId("take-back").click();
    await page.getByTestId("take-back-now").waitFor();
    await checkScreen(page, "take back");
    await citizen.openCeladon(page);
  });

  chapter("of erasing, by keyboard alone", async () => {
    const { page } = phone;
    await page.getByTestId("more").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("more-erase").waitFor();
    await pressed(page, "Erase everything");
    await page.getByTestId("erase-now").waitFor();
    await tabTo(page, "Erase everything");
    await page.keyboard.down("Space");
    await page.getByTestId("erased").waitFor();
    await page.keyboard.up("Space");
    assert.deepEqual(
      await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
      [],
    );
  });

  chapter("without a complaint", async () => {
    for (const device of [counter, phone]) await assertBlameless(device);
  });
});

/** Go to a control by the Tab key, and press Enter on it. */
async function pressed(page: Page, words: string): Promise<void> {
  await tabTo(page, words);
  await page.keyboard.press("Enter");
}
