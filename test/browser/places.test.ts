import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { decodeCheckInCode, intervalOf } from "../../protocol/index.ts";
import { blackPart, seenFrom, tabletPixelMillimetres } from "./across-the-room.ts";
import { type Device, openDevice, phoneScreen, tabletScreen } from "./browser.ts";
import { film, holdBefore, steadyHand } from "./camera.ts";
import { tuesday } from "./cast.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless, withoutRequest } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { countTaps } from "./taps.ts";
import {
  copyDisplayedCode,
  copySheet,
  displayCode,
  keepSheet,
  makePlace,
  openMenu,
  openPlaces,
} from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";
import { countIs } from "./count-is.ts";

const day = 86_400;
const name = "Lan Fong Yuen";

describe("an owner's places", { timeout: 300_000 }, () => {
  const clock = new ShiftedClock(tuesday + (18 * 60 + 20) * 60);
  let region: TrialRegion;
  let counter: Device;
  let second: Device;
  let phone: Device;
  const chapter = chapters(() => ({ counter, second, phone }));

  before(async () => {
    // As long as fits into one picture: a film of it is what it is.
    region = await startRegion(clock, "Harbour district", 40);
    const target = region.server.url;
    [counter, second, phone] = await Promise.all([
      openDevice({ clock, target, screen: tabletScreen }),
      openDevice({ clock, target, screen: tabletScreen }),
      openDevice({ clock, target, screen: phoneScreen, camera: "refused" }),
    ]);
  });

  after(async () => {
    await Promise.all([counter, second, phone].map((device) => device.close()));
    await region.close();
  });

  chapter(
    "from nothing to a printed pass: two fields and three taps; to a running display: four",
    async () => {
      const { page } = counter;
      await page.goto(`${siteOrigin}/venue/`);
      await page.getByRole("button", { name: "Make a place" }).waitFor();
      const taps = await countTaps(page);
      const printed = await page.evaluateHandle(() => {
        const sheets: string[] = [];
        // A dialog of the system that no test can answer.
        globalThis.print = () => sheets.push(document.querySelector("#paper > *")?.localName ?? "nothing");
        return sheets;
      });
      await page.getByRole("button", { name: "Make a place" }).click();
      assert.equal(
        await page.locator("input:visible, select:visible, textarea:visible").count(),
        2,
        "fields",
      );
      await page.getByLabel("Name").pressSequentially(name);
      await page.getByLabel("How long").selectOption({ label: "1 hour" });
      await page.getByRole("button", { name: "Make the place" }).click();
      await page.getByRole("button", { name: "Print the pass" }).click();
      await page.waitForFunction((sheets) => sheets.length > 0, printed);
      assert.deepEqual(await printed.jsonValue(), ["venue-pass-sheet"]);
      // Filling in the two fields is counted by itself.
      const toPass = await taps();
      assert.ok(toPass <= 6, `${toPass} taps to a printed pass`);
      assert.equal(toPass, 3);
      await keepSheet(page);
      assert.equal((await taps()) - 1, 4, "taps to the display, without the one for the pass");
      const { pass } = decodeCheckInCode(await copyDisplayedCode(page));
      assert.equal(pass.end - pass.start, 6);
    },
  );

  chapter(
    "the display is large and dense enough to be read at two metres, whatever its name and stay",
    async () => {
      const { page } = counter;
      await makePlace(page, "Donaudampfschifffahrtsgesellschaftskapitänshaus", "12 hours");
      await keepSheet(page);
      await citizen.beginCeladon(phone.page);
      for (const size of [tabletScreen, { width: tabletScreen.height, height: tabletScreen.width }]) {
        await page.setViewportSize(size);
        const { side, modules } = await blackPart(displayCode(page));
        assert.ok(
          side >= 0.6 * Math.min(size.width, size.height),
          `${side} px of ${size.width} × ${size.height}`,
        );
        const millimetres = (side / modules) * tabletPixelMillimetres;
        assert.ok(millimetres >= 1.9, `modules of ${millimetres} mm`);
        const buffer = await seenFrom(page, 2000);
        await phone.page.getByTestId("scan").click();
        await phone.page
          .getByTestId("picture")
          .setInputFiles({ name: "seen.png", mimeType: "image/png", buffer });
        await citizen.placeRead(phone.page);
        await citizen.openCeladon(phone.page);
      }
      await page.setViewportSize(tabletScreen);
    },
  );

  chapter(
    "at night it is dark around the code, which stays black on white and is read as by day",
    async () => {
      const { page } = counter;
      const ground = () =>
        page.locator("venue-display main").evaluate((main) => getComputedStyle(main).backgroundColor);
      const byDay = await ground();
      await clock.advanceTo(tuesday + 22 * 3600 + 5);
      await page.locator("venue-display[night]").waitFor();
      assert.notEqual(await ground(), byDay);
      assert.equal(await ground(), "rgb(16, 25, 26)");
      assert.equal(
        await page.locator("celadon-live-code").evaluate((code) => getComputedStyle(code).backgroundColor),
        "rgb(255, 255, 255)",
      );
      const buffer = await seenFrom(page, 1000);
      await phone.page.getByTestId("scan").click();
      await phone.page
        .getByTestId("picture")
        .setInputFiles({ name: "seen.png", mimeType: "image/png", buffer });
      await citizen.placeRead(phone.page);
      await page.getByRole("button", { name: "Dark at night" }).click();
      await page.locator("venue-display:not([night])").waitFor();
      await page.waitForFunction(isChoiceStored);
      await page.reload();
      await displayCode(page).waitFor();
      assert.equal(await ground(), byDay, "the choice is remembered");
      await page.getByRole("button", { name: "Dark at night" }).click();
      await page.locator("venue-display[night]").waitFor();
      await clock.advanceTo(tuesday + day + 6 * 3600 + 5);
      await page.locator("venue-display:not([night])").waitFor();
    },
  );

  chapter(
    "a second display reads the first one's code by its camera, without a network, and shows the same",
    async () => {
      await openPlaces(counter.page);
      await openMenu(counter.page, name);
      await counter.page.getByTestId("place-share").click();
      await counter.page.getByText("See that nobody else films it.").waitFor();
      assert.equal(await counter.page.getByTestId("code-film").count(), 0, "nothing is shown unasked");
      await second.page.goto(`${siteOrigin}/venue/`);
      await second.page.getByRole("button", { name: "Make a place" }).waitFor();
      await citizen.keptForOffline(second.page);
      await second.setOffline(true);
      await withoutRequest(counter, async () => {
        await counter.page.getByRole("button", { name: "Show the code" }).click();
        await counter.page.getByTestId("code-film").waitFor();
        await holdBefore(second.filmFile, await film(counter.page, steadyHand));
        await second.page.getByRole("button", { name: "This is a second display" }).click();
        await displayCode(second.page).waitFor();
      });
      const code = await copyDisplayedCode(second.page);
      assert.equal(decodeCheckInCode(code).name, name);
      await openPlaces(counter.page);
      await counter.page.getByRole("button", { name: `Open display of ${name}` }).click();
      assert.equal(await copyDisplayedCode(counter.page), code);
      // A visitor who films what was meant for the second display hears so.
      await openPlaces(counter.page);
      await openMenu(counter.page, name);
      await counter.page.getByTestId("place-share").click();
      await counter.page.getByRole("button", { name: "Show the code" }).click();
      await counter.page.getByTestId("code-film").waitFor();
      await citizen.openCeladon(phone.page);
      await phone.page.getByTestId("scan").click();
      const buffer = await counter.page.screenshot({ type: "png" });
      await phone.page
        .getByTestId("picture")
        .setInputFiles({ name: "seen.png", mimeType: "image/png", buffer });
      await phone.page
        .getByText("This code is for a second display of this place, not for visitors.")
        .waitFor();
      await citizen.openCeladon(phone.page);
    },
  );

  chapter("a second display whose clock is wrong by minutes is refused, and told why", async () => {
    const late = await openDevice({
      clock: new ShiftedClock(clock.now() - 300),
      target: region.server.url,
      screen: tabletScreen,
    });
    try {
      await late.page.goto(`${siteOrigin}/venue/`);
      await holdBefore(late.filmFile, await film(counter.page, steadyHand));
      await late.page.getByRole("button", { name: "This is a second display" }).click();
      await late.page.getByText("The clocks of both devices differ by minutes.").waitFor();
      assert.equal(await late.page.evaluate(async () => (await indexedDB.databases()).length), 2);
    } finally {
      await late.close();
    }
  });

  chapter("another place like one that is there has the same stay and a key of its own", async () => {
    const { page } = counter;
    await openPlaces(page);
    await openMenu(page, name);
    await page.getByTestId("place-like").click();
    assert.equal(await page.getByLabel("Name").inputValue(), name);
    assert.equal(await page.getByLabel("How long").inputValue(), "60");
    await page.getByLabel("Name").fill(`${name}, garden`);
    await page.getByRole("button", { name: "Make the place" }).click();
    await page.getByRole("heading", { name: "Keep this sheet" }).waitFor();
    await keepSheet(page);
    await openPlaces(page);
    await countIs(page.getByTestId("place"), 3);
  });

  chapter(
    "another name is another place, which the page says; the old one goes into the archive",
    async () => {
      const { page } = counter;
      await openMenu(page, `${name}, garden`);
      await page.getByTestId("place-rename").click();
      await page.getByText("Another name is therefore a new place").waitFor();
      await page.getByRole("button", { name: "Make the place" }).click();
      await page.getByText("This is the name that it has.").waitFor();
      await page.getByLabel("Name").fill(`${name}, terrace`);
      await page.getByRole("button", { name: "Make the place" }).click();
      await page.getByRole("heading", { name: "Keep this sheet" }).waitFor();
      const sheet = await copySheet(page);
      assert.match(sheet, /^CELADON-SHEET:/);
      await keepSheet(page);
      await openPlaces(page);
      await countIs(page.getByTestId("place"), 3);
      assert.match(await page.getByTestId("archived").innerText(), /garden/);
    },
  );

  chapter("a place is brought back from the archive, deleted, and brought back by Undo", async () => {
    const { page } = counter;
    await page.getByRole("button", { name: `Bring back ${name}, garden` }).click();
    await page.getByTestId("archived").waitFor({ state: "detached" });
    await openMenu(page, `${name}, garden`);
    await page.getByTestId("place-archive").click();
    await page.getByText("In the archive: this device shows no code of it.").waitFor();
    await page.getByTestId("place-remove").click();
    await page.getByText("Its recovery sheet can bring it back.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByTestId("archived").waitFor();
  });

  chapter(
    "without a network for three weeks, asleep for days at a time, both go on with the same codes",
    async () => {
      await counter.page.getByRole("button", { name: `Open display of ${name}`, exact: true }).click();
      await displayCode(counter.page).waitFor();
      await citizen.keptForOffline(counter.page);
      await counter.setOffline(true);
      for (let weeks = 0; weeks < 3; weeks++) {
        for (const days of [1, 6]) {
          await clock.advance(days * day);
          const code = await nextCode(counter);
          assert.equal(await nextCode(second), code);
          assert.equal(decodeCheckInCode(code).pass.start, intervalOf(clock.now()));
        }
        await counter.page.reload();
        await displayCode(counter.page).waitFor();
      }
      await counter.page.getByText("This display stops on").waitFor({ state: "detached" });
      await clock.advance(6 * day);
      await counter.page.getByText("This display stops on").waitFor();
    },
  );

  chapter("without a complaint", async () => {
    await Promise.all([counter.setOffline(false), second.setOffline(false)]);
    for (const device of [counter, second, phone]) await assertBlameless(device);
  });

  /** The code that is shown once the page has taken notice of the time. */
  async function nextCode({ page }: Device): Promise<string> {
    const wanted = intervalOf(clock.now());
    for (let tries = 0; tries < 20; tries++) {
      const code = await page
        .locator("celadon-live-code")
        .evaluate((element) => (element as unknown as { code: { text: string } }).code.text);
      if (decodeCheckInCode(code).pass.start === wanted) return code;
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return assert.fail("the display did not follow the time");
  }
});

/** In the page: whether it has stored that displays are not to go dark at night. */
async function isChoiceStored(): Promise<boolean> {
  const done = <Result>(request: IDBRequest<Result>) =>
    new Promise<Result>((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error ?? new Error("failed")));
    });
  const database = await done(indexedDB.open("celadon-venue"));
  const stored: unknown = await done(
    database.transaction("setting").objectStore("setting").get("darkAtNight"),
  );
  database.close();
  return stored === false;
}
