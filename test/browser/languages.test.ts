import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import { keptForOffline } from "./citizen-steps.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { siteOrigin } from "./way-out.ts";

/** A phone whose owner reads traditional characters: `zh-HK`, as browsers in Hong Kong say. */
describe("the page's language", { timeout: 120_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let phone: Device;

  before(async () => {
    region = await startRegion(clock, "Trial region");
    phone = await openDevice({ clock, target: region.server.url, screen: phoneScreen, locale: "zh-HK" });
  });

  after(async () => {
    await phone.close();
    await region.close();
  });

  it("is the reader's own from the first picture on, in their script", async () => {
    const { page } = phone;
    await page.goto(siteOrigin);
    await page.getByTestId("welcome").waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "zh-Hant");
    assert.equal(await page.getByTestId("language").inputValue(), "zh-Hant");
    assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /\p{Script=Han}/u);
  });

  it("is switched at once on the first screen, and mirrors the page for Arabic", async () => {
    const { page } = phone;
    await page.getByTestId("language").selectOption("ar");
    await page.locator('html[lang="ar"][dir="rtl"]').waitFor();
    assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /\p{Script=Arabic}/u);
    await page.getByTestId("language").selectOption("fr");
    await page.locator('html[lang="fr"][dir="ltr"]').waitFor();
    for (const button of ["Suivant", "Suivant", "Commencer"])
      await page.getByRole("button", { name: button }).click();
  });

  it("holds for every page of the site and without a network, and forms keep what was typed", async () => {
    const { page } = phone;
    await keptForOffline(page);
    await phone.setOffline(true);
    await page.goto(`${siteOrigin}/venue/`);
    await page.locator('html[lang="fr"]').waitFor();
    assert.equal(await page.title(), "Celadon pour les lieux");
    await page.goto(siteOrigin);
    await page.getByTestId("scan").click();
    await page.getByTestId("paste").click();
    await page.getByTestId("code-text").fill("half a text");
    await page.evaluate(() => dispatchEvent(new Event("languagechange")));
    assert.equal(await page.getByTestId("code-text").inputValue(), "half a text");
    await page.goBack();
    await page.getByTestId("more").click();
    const asked = phone.wayOut.seen.length;
    await page.getByTestId("language").selectOption("es");
    await page.locator('html[lang="es"]').waitFor();
    assert.equal(phone.wayOut.seen.length, asked);
    await phone.setOffline(false);
    await assertBlameless(phone);
  });
});
