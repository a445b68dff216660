import { after, before, describe } from "node:test";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import { assertAccessible } from "./accessibility.ts";
import { tuesday } from "./cast.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { photograph } from "./photographs.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { keepSheet, makePlace, openMenu, openPlaces } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

/** As long as a name can be, 48 bytes, and not a gap in it. */
const place = "Donaudampfschifffahrtsgesellschaftskapitänshaus";

describe("every screen of a place", { timeout: 600_000 }, () => {
  const clock = new ShiftedClock(tuesday + 14 * 3600);
  let region: TrialRegion;
  let counter: Device;
  const chapter = chapters(() => ({ counter }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    counter = await openDevice({
      clock,
      target: region.server.url,
      screen: phoneScreen,
      timeZone: "Asia/Hong_Kong",
      camera: "refused",
    });
  });

  after(async () => {
    await counter.close();
    await region.close();
  });

  chapter("that reads a code by camera, without one", async () => {
    const { page } = counter;
    await page.goto(`${siteOrigin}/venue/`);
    await page.getByRole("button", { name: "This is a second display" }).click();
    await page.getByText("The camera is switched off for this page.").waitFor();
    await checkScreen(page, "join, camera refused");
    await citizen.goBack(page);
    await page.getByRole("button", { name: "I have a recovery sheet" }).click();
    await page.getByRole("button", { name: "Use the camera" }).click();
    await page.getByText("The camera is switched off for this page.").waitFor();
    await checkScreen(page, "restore by camera, refused");
  });

  chapter("that its menu leads to", async () => {
    const { page } = counter;
    await makePlace(page, place);
    await keepSheet(page);
    await openPlaces(page);
    await openMenu(page, place);
    await checkScreen(page, "menu of a place");
    await page.getByTestId("place-share").click();
    await page.getByRole("heading", { name: "A second display" }).waitFor();
    await checkScreen(page, "second display, before its code");
    await page.getByRole("button", { name: "Show the code" }).click();
    await page.getByTestId("code-film").waitFor();
    await page.getByRole("heading", { name: "A second display" }).focus();
    await checkScreen(page, "second display, its code");
    await citizen.goBack(page);
    await page.getByTestId("place-like").click();
    await page.getByRole("heading", { name: "Another place like this one" }).waitFor();
    await checkScreen(page, "another place like this one");
    await citizen.goBack(page);
    await page.getByTestId("place-rename").click();
    await page.getByRole("heading", { name: "Another name" }).waitFor();
    await checkScreen(page, "another name");
    await citizen.goBack(page);
  });

  chapter("with passes of a small size", async () => {
    const { page } = counter;
    await page.getByTestId("place-print").click();
    await page.getByLabel("Size").selectOption("a5");
    await page.locator("#paper article.a5").waitFor({ state: "attached" });
    await checkScreen(page, "passes, A5");
    await citizen.goBack(page);
  });

  chapter("at night", async () => {
    const { page } = counter;
    await clock.advanceTo(tuesday + 23 * 3600);
    await page.getByRole("button", { name: `Open display of ${place}` }).click();
    await page.locator("venue-display[night]").waitFor();
    await page.getByRole("heading", { level: 1 }).focus();
    await assertAccessible(page, "display at night");
    await photograph(page, "display at night");
    await openPlaces(page);
  });

  chapter("in the archive", async () => {
    const { page } = counter;
    await openMenu(page, place);
    await page.getByTestId("place-archive").click();
    await page.getByText("In the archive: this device shows no code of it.").waitFor();
    await page.getByRole("heading", { level: 1 }).focus();
    await checkScreen(page, "menu of an archived place");
    await citizen.goBack(page);
    await page.getByTestId("archived").waitFor();
    await checkScreen(page, "places with an archive");
  });

  chapter("without a complaint", () => assertBlameless(counter));
});
