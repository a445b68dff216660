import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import {
  encodeCheckInCode,
  generatePlaceKey,
  intervalOf,
  openRegionRoot,
  passFromPlaceKey,
} from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { countIs } from "./count-is.ts";

const places = ["Library", "Noodle bar", "Library", "Café Zürich", "Swimming pool"];

describe("a diary of several visits", { timeout: 120_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let phone: Device;
  const chapter = chapters(() => ({ phone }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const timeZone = afternoonZone(clock.now());
    phone = await openDevice({ clock, target: region.server.url, screen: phoneScreen, timeZone });
    const { page } = phone;
    await citizen.beginCeladon(page);
    const { id } = openRegionRoot(await (await fetch(`${region.server.url}/v1/root`)).text());
    for (const name of places) {
      const start = intervalOf(clock.now());
      const pass = passFromPlaceKey(generatePlaceKey(), start, start + 12);
      await citizen.pasteCode(page, encodeCheckInCode({ kind: "display", regionId: id, name, pass }));
      await citizen.placeRead(page);
      await citizen.checkIn(page);
      await citizen.checkOut(page);
    }
    await page.getByRole("button", { name: "All 5 visits" }).click();
    await page.getByTestId("diary-search").waitFor();
  });

  after(async () => {
    await phone.close();
    await region.close();
  });

  chapter("can be searched", async () => {
    const { page } = phone;
    await page.getByTestId("diary-search").fill("zurich");
    await countIs(page.getByTestId("visit"), 1);
    await checkScreen(page, "diary, searched");
    await page.getByTestId("diary-search").fill("nowhere");
    await page.getByText("No visit is called so.").waitFor();
    assert.equal(await page.getByTestId("delete-visits").count(), 0);
  });

  chapter("loses what was found in it, and gets it back", async () => {
    const { page } = phone;
    await page.getByTestId("diary-search").fill("library");
    await page.getByRole("button", { name: "Delete these 2 visits" }).click();
    await page.getByText("2 visits deleted. You will not be warned about them.").waitFor();
    await page.getByTestId("visit").first().waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByTestId("visit").nth(1).waitFor();
  });

  chapter("takes what has no code: a place with a companion, and a day at home", async () => {
    const { page } = phone;
    await page.getByTestId("diary-search").fill("");
    await page.getByTestId("add-place").click();
    await page.getByRole("heading", { name: "A place without a code" }).waitFor();
    await page.getByLabel("Where").fill("Grandmother's kitchen");
    await page.getByText("Somebody with you who has no phone?").click();
    await page.getByTestId("companion-name").fill("Mei");
    await page.getByTestId("companion-name").press("Enter");
    await page.getByRole("checkbox", { name: "Mei" }).waitFor();
    await checkScreen(page, "a place without a code");
    await page.getByTestId("write-down").click();
    await page.getByRole("heading", { name: "Your diary" }).waitFor();
    await page.getByTestId("home-yesterday").click();
    await page.getByTestId("at-home").waitFor();
    await page.getByText("With Mei").waitFor();
    await checkScreen(page, "diary, with what has no code");
    await page.getByText("Grandmother's kitchen").click();
    await page.getByTestId("by-hand").waitFor();
    assert.equal(await page.getByTestId("hand-visit").count(), 0);
    await checkScreen(page, "a place without a code, kept");
    await citizen.goBack(page);
  });

  chapter("loses one day, and gets it back", async () => {
    const { page } = phone;
    await page.getByRole("button", { name: "Delete this day: Yesterday" }).click();
    await page.getByTestId("at-home").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByTestId("at-home").waitFor();
  });

  chapter("is emptied at once", async () => {
    const { page } = phone;
    await page.getByTestId("diary-search").fill("");
    await page.getByRole("button", { name: "Delete all visits" }).click();
    await page.getByRole("heading", { name: "No visits yet" }).waitFor();
    const left = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name!));
    assert.deepEqual(
      left.filter((name) => name.startsWith("celadon-day-")),
      [],
    );
    await assertBlameless(phone);
  });
});
