import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import type { Download, Page } from "playwright";
import { decodeHandover } from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { filmOfAll, holdBefore } from "./camera.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless, withoutRequest } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";
import { countIs } from "./count-is.ts";

const place = "Corner Library";

async function bytesOf(download: Download): Promise<Uint8Array> {
  return new Uint8Array(await readFile(await download.path()));
}

/** From the first screen to an entry of the menu. */
async function openMore(page: Page, entry: string): Promise<void> {
  await page.getByTestId("more").click();
  await page.getByTestId(`more-${entry}`).click();
}

describe("from phone to phone", { timeout: 240_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  let old: Device;
  let fresh: Device;
  let passOfToday: string;
  let passphrase: string;
  const chapter = chapters(() => ({ counter, old, fresh }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const options = {
      clock,
      target: region.server.url,
      screen: phoneScreen,
      timeZone: afternoonZone(clock.now()),
    };
    [counter, old, fresh] = await Promise.all([
      openDevice(options),
      openDevice(options),
      openDevice(options),
    ]);
  });

  after(async () => {
    await Promise.all([counter, old, fresh].map((device) => device.close()));
    await region.close();
  });

  chapter("somebody has been at a place twice, and is there a third time", async () => {
    await makePlace(counter.page, place);
    passOfToday = await copyPassOfToday(counter.page);
    await keepSheet(counter.page);
    for (const { page } of [old, fresh]) await citizen.beginCeladon(page);
    for (let visits = 0; visits < 3; visits++) {
      await citizen.pasteCode(old.page, passOfToday);
      await citizen.placeRead(old.page);
      await citizen.cameEarlier(old.page, "1 hour ago");
      await citizen.checkIn(old.page);
      if (visits < 2) await citizen.checkOut(old.page);
    }
    await citizen.keptForOffline(old.page);
    await citizen.keptForOffline(fresh.page);
  });

  chapter("one visit goes to a companion's phone by its camera, without a request", async () => {
    await old.page.getByTestId("diary").getByTestId("visit").first().click();
    await old.page.getByTestId("hand-visit").click();
    await old.page.getByRole("heading", { name: "Hand to another phone" }).waitFor();
    await checkScreen(old.page, "hand a visit");
    await holdBefore(fresh.filmFile, await filmOfAll(old.page));
    await withoutRequest(fresh, async () => {
      await fresh.page.getByTestId("scan").click();
      await fresh.page.getByRole("heading", { name: "Were you there, too?" }).waitFor();
      await checkScreen(fresh.page, "take a visit");
      await fresh.page.getByTestId("keep-visit").click();
      await fresh.page.getByTestId("diary").getByTestId("visit").first().waitFor();
    });
    await countIs(fresh.page.getByTestId("diary").getByTestId("visit"), 1);
    await citizen.openCeladon(old.page);
  });

  chapter(
    "the old phone seals everything with a passphrase that it made up, and shows it as codes",
    async () => {
      const { page } = old;
      await openMore(page, "move");
      await checkScreen(page, "move");
      await withoutRequest(old, async () => {
        await page.getByTestId("move-out").click();
        passphrase = await page.getByTestId("passphrase").inputValue();
        assert.match(passphrase, /^(\w{4}-){3}\w{4}$/);
        await checkScreen(page, "passphrase");
        await page.getByTestId("passphrase").fill("too short");
        await page.getByTestId("seal").click();
        await page.getByTestId("move-problem").getByText("at least 10 characters").waitFor();
        await page.getByTestId("passphrase").fill(passphrase);
        await page.getByTestId("seal").click();
        await page.getByRole("heading", { name: "Show this to the new phone" }).waitFor();
      });
      await checkScreen(page, "moving codes");
      await holdBefore(fresh.filmFile, await filmOfAll(page));
    },
  );

  chapter(
    "the new phone collects the codes with its camera; a wrong passphrase changes nothing",
    async () => {
      const { page } = fresh;
      await withoutRequest(fresh, async () => {
        await openMore(page, "move");
        await page.getByTestId("move-in").click();
        await page.getByRole("heading", { name: "Type the passphrase" }).waitFor();
        await checkScreen(page, "passphrase of the old phone");
        await page.getByTestId("passphrase").fill("2222-2222-2222-2222");
        await page.getByTestId("open-move").click();
        await page.getByTestId("move-problem").getByText("does not open it").waitFor();
        await page.getByTestId("passphrase").fill(passphrase.toUpperCase().replaceAll("-", " "));
        await page.getByTestId("open-move").click();
        await page.getByTestId("move-preview").getByText("3 visits").waitFor();
        await checkScreen(page, "what the old phone brings");
        await page.getByTestId("take-move").click();
        await page.getByTestId("move-taken").waitFor();
        await checkScreen(page, "moved");
        await page.getByTestId("move-done").click();
      });
      await page.getByTestId("current-visit").getByText(place).waitFor();
      // Two that moved, and the one that was handed over before.
      await countIs(page.getByTestId("diary").getByTestId("visit"), 3);
      assert.deepEqual(await citizen.shownStatus(page), await citizen.shownStatus(await backHome(old.page)));
    },
  );

  chapter("the same as a file is harmless the second time; another file is refused", async () => {
    await openMore(old.page, "move");
    await old.page.getByTestId("move-out").click();
    await old.page.getByTestId("seal").click();
    const saved = old.page.waitForEvent("download");
    await old.page.getByTestId("save-move").click();
    const file = await (await saved).path();
    await old.page.getByRole("button", { name: "Show the passphrase" }).click();
    passphrase = await old.page.getByTestId("passphrase-shown").innerText();
    assert.equal(
      await old.page.getByTestId("code-film").count(),
      0,
      "never codes and passphrase in one picture",
    );

    const { page } = fresh;
    await openMore(page, "move");
    await page.getByTestId("move-file").setInputFiles(fresh.filmFile);
    await page.getByTestId("move-problem").getByText("not a file that Celadon made").waitFor();
    await page.getByTestId("move-file").setInputFiles(file);
    await page.getByTestId("passphrase").fill(passphrase);
    await page.getByTestId("open-move").click();
    await page.getByTestId("move-preview").getByText("0 of them are new").waitFor();
    await page.getByTestId("take-move").click();
    await page.getByTestId("move-done").click();
    await countIs(page.getByTestId("diary").getByTestId("visit"), 3);
    await old.page.getByTestId("erase-old").click();
    await old.page.getByTestId("erase-now").waitFor();
    await backHome(old.page);
  });

  chapter("the health worker gets days and minutes of the chosen visits, and no names", async () => {
    const { page } = old;
    await openMore(page, "handover");
    await checkScreen(page, "choice of visits for the health worker");
    await page.getByTestId("choose-visit").first().check();
    await page.getByTestId("pack-handover").click();
    await page.getByTestId("code-film").waitFor();
    await checkScreen(page, "codes for the health worker");
    const saved = page.waitForEvent("download");
    await page.getByTestId("save-handover").click();
    const [visit, ...others] = decodeHandover(await bytesOf(await saved));
    assert.deepEqual([visit!.name, visit!.note, others], ["", "", []]);
    assert.ok(visit!.tokens.length >= 6);
    await holdBefore(fresh.filmFile, await filmOfAll(page));
    await fresh.page.getByTestId("scan").click();
    await fresh.page.locator('[data-testid="code-problem"][data-code="for-authority"]').waitFor();
    await citizen.goBack(fresh.page);
    await backHome(page);
  });

  chapter("the diary is saved, and printed as a table", async () => {
    const { page } = fresh;
    await openMore(page, "export");
    await checkScreen(page, "export");
    const saved = page.waitForEvent("download");
    await page.getByTestId("save-diary").click();
    const { visits } = JSON.parse(await readFile(await (await saved).path(), "utf8")) as {
      visits: { place: string; tokens?: unknown }[];
    };
    assert.deepEqual(
      visits.map(({ place: name, tokens }) => [name, tokens]),
      Array.from({ length: 4 }, () => [place, undefined]),
    );
    await page.emulateMedia({ media: "print" });
    const paper = page.getByTestId("diary-paper");
    assert.ok(await paper.isVisible());
    await countIs(paper.locator("tbody tr"), 4);
    assert.equal(await page.getByTestId("save-diary").isVisible(), false);
    await page.emulateMedia({ media: "screen" });
    await backHome(page);
  });

  chapter("a recovery sheet is explained, and a slip is looked up long after its window", async () => {
    const { page } = fresh;
    await citizen.pasteCode(page, "CELADON-SHEET:040020G30G2GC1R81450P30D1R7H048J2CA1A5GQ30CHM6RW3");
    await page.locator('[data-testid="code-problem"][data-code="recovery-sheet"]').waitFor();
    await citizen.goBack(page);
    await region.liveUntil(clock.now() + 26 * 3600);
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
    await withoutRequest(fresh, async () => {
      await citizen.pasteCode(page, passOfToday);
      await page.locator('[data-testid="code-problem"][data-code="pass-ended"]').waitFor();
      await page.getByTestId("check-slip").click();
      await page.locator('[data-testid="slip-answer"][data-found="0"]').waitFor();
      await checkScreen(page, "slip");
    });
    await backHome(page);
    await openMore(page, "slip");
    await page.getByRole("heading", { name: "Check a paper slip" }).waitFor();
    await page.getByTestId("paste").click();
    await citizen.goOnWith(page, passOfToday);
    await page.getByTestId("slip-answer").waitFor();
  });

  chapter("without a complaint", async () => {
    for (const device of [counter, old, fresh]) await assertBlameless(device);
  });

  async function backHome(page: Page): Promise<Page> {
    await citizen.openCeladon(page);
    return page;
  }
});
