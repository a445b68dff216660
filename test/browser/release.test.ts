import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import type { Page } from "playwright";
import { generateClaimCode, intervalOf, ticketPurpose } from "../../protocol/index.ts";
import { releaseRequestLink } from "../../web/parts/release-request.ts";
import {
  decodeRecoverySheet,
  encodeRecoverySheet,
  type RecoverySheet,
} from "../../web/venue/recovery-sheet.ts";
import { wallTimeOf } from "../../web/parts/hours/release-window.ts";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import { film, holdBefore, steadyHand } from "./camera.ts";
import { chapters } from "./chapters.ts";
import { comesToHold, filesWith } from "./files-with.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless, withoutMessage } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyDisplayedCode, displayCode, keepSheet, makePlace } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

const place = "Corner Library";

/** The zone in which this process runs, so that hours mean the same here and in the browsers. */
const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

describe("a place releases hours", { timeout: 900_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  let ann: Device;
  let ben: Device;
  let sheetText: string;
  let sheet: RecoverySheet;
  let picture: Buffer;
  let hours: { first: number; end: number };
  const chapter = chapters(() => ({ counter, ann, ben }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const options = { clock, target: region.server.url, screen: phoneScreen, timeZone };
    [counter, ann, ben] = await Promise.all([
      openDevice({ ...options, profileOnDisk: true }),
      openDevice(options),
      openDevice(options),
    ]);
  });

  after(async () => {
    await Promise.all([counter, ann, ben].map((device) => device.close()));
    await region.close();
  });

  chapter("Ann is there for forty minutes, Ben comes half an hour later", async () => {
    await Promise.all([ann, ben].map(({ page }) => citizen.beginCeladon(page)));
    await makePlace(counter.page, place);
    // Not by the clipboard: what is pasted elsewhere lies in the browser's files.
    const groups = await counter.page.getByTestId("sheet-groups").locator("span").allInnerTexts();
    sheetText = `CELADON-SHEET:${groups.join("").replaceAll(/\s/g, "")}`;
    sheet = decodeRecoverySheet(sheetText);
    picture = await counter.page.getByRole("img", { name: "The sheet’s code" }).screenshot();
    await keepSheet(counter.page);
    const arrived = intervalOf(clock.now()) * 600 + 600;
    await region.liveUntil(arrived + 60);
    await visit(ann, 40);
    hours = { first: intervalOf(arrived), end: intervalOf(clock.now()) + 1 };
    await region.liveUntil(clock.now() + 1_800);
    await visit(ben, 40);
    await region.liveUntilNextBatch();
  });

  chapter("a request link sends nothing when it is opened, and brings code and hours", async () => {
    const { page } = counter;
    await page.getByRole("button", { name: "All places" }).click();
    await page.getByRole("button", { name: "Warn the visitors of some hours" }).click();
    await page.getByRole("heading", { name: "Warn the visitors of some hours" }).waitFor();
    await checkScreen(page, "release, overview");
    const claimCode = await region.server.issueClaimCode(ticketPurpose.report);
    await withoutMessage(counter, async () => {
      await page.goto("about:blank");
      await page.goto(releaseRequestLink(siteOrigin, { claimCode, hours }));
      await page.getByTestId("claim-code").waitFor();
    });
    assert.equal(await page.evaluate(() => location.hash), "#release");
    assert.equal((await page.getByTestId("claim-code").inputValue()).replaceAll("-", ""), claimCode);
    await checkScreen(page, "release, claim code");
  });

  chapter("sheets that do not fit are refused, each with its sentence", async () => {
    const { page } = counter;
    await goOn(page);
    await page.getByRole("heading", { name: "The recovery sheet" }).waitFor();
    await checkScreen(page, "release, sheet");
    for (const [text, sentence] of [
      ["", "Type or paste what stands on the sheet."],
      [sheetText.replace(/.{9}$/, "000000000"), "Something is mistyped or missing."],
      [sheetOf({ regionId: new Uint8Array(8) }), "This sheet belongs to another region."],
    ] as const) {
      await page.locator("#text").fill(text);
      await goOn(page);
      await page.getByRole("alert").getByText(sentence).waitFor();
    }
    await page.locator("#text").fill(sheetOf({ name: "Bakery" }));
    await goOn(page);
    await page.getByRole("heading", { name: "Which hours?" }).waitFor();
    await goOn(page);
    await page.getByTestId("sheet-doubt").getByText("This place is not on this device.").waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Which hours?" }).waitFor();
    await citizen.goBack(page);
    await page.locator("#text").fill(sheetText.toLowerCase());
    await goOn(page);
  });

  chapter("the hours are those that were asked for; others are refused", async () => {
    const { page } = counter;
    await page.getByRole("heading", { name: "Which hours?" }).waitFor();
    const from = wallTimeOf(hours.first * 600);
    assert.equal(await page.getByRole("group", { name: "From" }).getByLabel("Time").inputValue(), from.time);
    await checkScreen(page, "release, hours");
    const day = page.getByRole("group", { name: "From" }).getByLabel("Day");
    for (const [days, sentence] of [
      [3, "At most 24 hours at once."],
      [20, "At most 24 hours at once."],
      [-1, "The end is not after the beginning."],
    ] as const) {
      const to = page.getByRole("group", { name: "To" }).getByLabel("Day");
      const end = await to.inputValue();
      await day.fill(wallTimeOf(hours.first * 600 - days * 86_400).day);
      await to.fill(end);
      await page.getByTestId("hours-problem").getByText(sentence).waitFor();
    }
    await day.fill(wallTimeOf(hours.first * 600 - 20 * 86_400).day);
    await page
      .getByRole("group", { name: "To" })
      .getByLabel("Day")
      .fill(wallTimeOf(hours.first * 600 - 20 * 86_400).day);
    await page.getByTestId("hours-problem").getByText("No phone keeps visits that long").waitFor();
    await day.fill(from.day);
    await page
      .getByRole("group", { name: "To" })
      .getByLabel("Day")
      .fill(wallTimeOf(hours.end * 600).day);
    await goOn(page);
    await page.getByRole("heading", { name: "Before anything is sent" }).waitFor();
    await checkScreen(page, "release, preview");
  });

  chapter("a code for visitors' own reports is refused, and nothing about the place leaves", async () => {
    const { page } = counter;
    await goOn(page);
    await recordAt(page, "refused").getByText("This claim code is not for the hours of a place.").waitFor();
    assert.ok(counter.wayOut.seen.every(({ address }) => address !== "/v1/reports"));
  });

  chapter("with the right one it leaves, through a reload in the middle, and the list shows it", async () => {
    const { page } = counter;
    await page.getByTestId("record-again").click();
    await page.getByTestId("claim-code").fill(await region.server.issueClaimCode(ticketPurpose.confirm));
    await goOn(page);
    await page.locator("#text").fill(sheetText);
    await goOn(page);
    await page.getByRole("heading", { name: "Which hours?" }).waitFor();
    await goOn(page);
    await page.getByTestId("release-preview").getByRole("heading", { name: place }).waitFor();
    await goOn(page);
    await recordAt(page, "sending")
      .getByText(/of 32 messages sent/)
      .waitFor();
    await page.reload();
    await allSent(page);
    const reports = counter.wayOut.seen.filter(({ address }) => address === "/v1/reports");
    assert.equal(new Set(reports.map(({ bodyHash }) => bodyHash)).size, 32);
    await region.liveUntilNextBatch();
    await lookAtList(page);
    await recordAt(page, "published").getByText("In the public list").waitFor();
    await checkScreen(page, "release, published");
  });

  chapter("the sheet is in no file of the browser, however it was typed, nor its key", async () => {
    const payload = sheetText.slice("CELADON-SHEET:".length);
    for (const secret of [payload, payload.toLowerCase(), sheet.placeKey]) {
      assert.deepEqual(await filesWith(counter.profileFolder, secret), []);
    }
    assert.ok(await comesToHold(counter.profileFolder, [place]), "what is remembered is there");
  });

  chapter("Ann is warned with place and time; Ben, who came after, is not", async () => {
    await warned(ann, /yellow|red/);
    await warned(ben, /green/);
  });

  chapter("my place in the list, with the sheet before the camera", async () => {
    const { page } = counter;
    await citizen.goBack(page);
    await page.getByRole("button", { name: "My place in the list" }).click();
    await page.getByRole("heading", { name: "My place in the list" }).waitFor();
    await checkScreen(page, "in the list, sheet");
    const paper = await ann.context.newPage();
    await paper.setContent(
      `<img alt="" width="330" src="data:image/png;base64,${picture.toString("base64")}">`,
    );
    await holdBefore(counter.filmFile, await film(paper, steadyHand));
    await paper.close();
    await page.getByRole("button", { name: "Use the camera" }).click();
    await page.locator('[data-testid="list-answer"][data-found="1"]').waitFor();
    await page.getByTestId("listed-hours").getByText("Confirmed by you or the health authority").waitFor();
    await checkScreen(page, "in the list, answer");
  });

  chapter("the release is taken back, with the sheet from a picture, and Ann learns it", async () => {
    const { page } = counter;
    await citizen.goBack(page);
    await page.getByRole("button", { name: "Warn the visitors of some hours" }).click();
    await page.getByTestId("record-take-back").click();
    await page.getByTestId("claim-code").fill(await region.server.issueClaimCode(ticketPurpose.retract));
    await goOn(page);
    const file = join(counter.profileFolder, "..", "sheet.png");
    await writeFile(file, picture);
    await page.getByTestId("picture").setInputFiles(file);
    await page.getByRole("heading", { name: "Before anything is sent" }).waitFor();
    await checkScreen(page, "release, taking back");
    await goOn(page);
    await allSent(page);
    await region.liveUntilNextBatch();
    await lookAtList(page);
    await page.locator('[data-kind="retraction"][data-stand="published"]').waitFor();
    await warned(ann, /green/);
  });

  chapter(
    "what is remembered can be deleted, with a way back; nothing of it is in the browser then",
    async () => {
      const { page } = counter;
      for (let left = await page.getByTestId("release-record").count(); left > 0; left--) {
        await page
          .getByRole("button", { name: `Delete what is remembered of ${place}` })
          .first()
          .click();
        await page.getByTestId("record-deleted").waitFor();
        if (left === 1) {
          await page.getByRole("button", { name: "Undo" }).click();
          await page.getByTestId("release-record").waitFor();
          await page.getByRole("button", { name: `Delete what is remembered of ${place}` }).click();
        }
        await page
          .getByTestId("release-record")
          .nth(left - 1)
          .waitFor({ state: "detached" });
      }
    },
  );

  chapter("without a network the reason is said", async () => {
    const { page } = counter;
    await goOn(page);
    await page.getByTestId("claim-code").fill(generateClaimCode());
    await goOn(page);
    await page.locator("#text").fill(sheetText);
    await goOn(page);
    await page
      .getByRole("group", { name: "From" })
      .getByLabel("Day")
      .fill(wallTimeOf(hours.first * 600).day);
    await page
      .getByRole("group", { name: "From" })
      .getByLabel("Time")
      .fill(wallTimeOf(hours.first * 600).time);
    await page
      .getByRole("group", { name: "To" })
      .getByLabel("Day")
      .fill(wallTimeOf(hours.end * 600).day);
    await page
      .getByRole("group", { name: "To" })
      .getByLabel("Time")
      .fill(wallTimeOf(hours.end * 600).time);
    await goOn(page);
    await page.getByTestId("release-preview").waitFor();
    await counter.setOffline(true);
    await goOn(page);
    await page
      .getByTestId("task-problem")
      .getByText("There is no network. Connect, then try again.")
      .waitFor();
    await counter.setOffline(false);
  });

  chapter("without a complaint", async () => {
    // With a profile on the disk the browser asks its maker by the same way out.
    assert.deepEqual(counter.troubles.all, []);
    assert.deepEqual(await counter.context.cookies(), []);
    for (const device of [ann, ben]) await assertBlameless(device);
  });

  /** Check in by what the display shows now, stay, and leave. */
  async function visit({ page }: Device, minutes: number): Promise<void> {
    await counter.page.reload();
    await displayCode(counter.page).waitFor();
    await citizen.openCeladon(page);
    await citizen.pasteCode(page, await copyDisplayedCode(counter.page));
    await citizen.placeRead(page);
    await citizen.checkIn(page);
    await region.liveUntil(clock.now() + minutes * 60);
    await citizen.openCeladon(page);
    await citizen.checkOut(page);
  }

  /** What the phone shows once it has the newest list. */
  async function warned({ page }: Device, colour: RegExp): Promise<void> {
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
    assert.match((await citizen.shownStatus(page)).colour, colour);
  }

  /** Let time pass until everything has left. */
  async function allSent(page: Page): Promise<void> {
    const sending = page.locator('[data-testid="release-record"][data-stand="sending"]');
    await page.getByTestId("release-record").first().waitFor();
    for (let steps = 0; steps < 60 && (await sending.isVisible()); steps++) {
      await clock.advance(10);
      await page.waitForTimeout(1_200);
    }
    await recordAt(page, "sent").waitFor();
  }

  function sheetOf(change: Partial<RecoverySheet>): string {
    return encodeRecoverySheet({ ...sheet, ...change });
  }
});

/** The main action of the screen. */
async function goOn(page: Page): Promise<void> {
  await page.getByTestId("release-go-on").click();
}

function recordAt(page: Page, stand: string) {
  return page.locator(`[data-testid="release-record"][data-stand="${stand}"]`);
}

/** Press the button, unless it has gone: the page looks by itself, too. */
function lookAtList(page: Page): Promise<void> {
  return page
    .getByTestId("record-look")
    .evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()));
}
