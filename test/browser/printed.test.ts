import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Page } from "playwright";
import { passesOnPage, passFormats } from "../../web/venue/pass-format.ts";
import { afternoonZone, type Device, openDevice, phoneScreen, tabletScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { paper } from "./paper.ts";
import { keepPrinted } from "./photographs.ts";
import { assertBlameless, withoutRequest } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copied, copySheet, keepSheet, makePlace } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

/** As long as a name can be: the codes are the densest. */
const place = "蘭芳園 Lan Fong Yuen upper floor, garden door";

describe(`what is printed, ${paper.name}`, { timeout: 300_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  let other: Device;
  let phone: Device;
  let sheet: string;
  let pass: string;
  const chapter = chapters(() => ({ counter, other, phone }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const timeZone = afternoonZone(clock.now());
    const options = { clock, target: region.server.url, timeZone };
    [counter, other, phone] = await Promise.all([
      openDevice({ ...options, screen: tabletScreen }),
      openDevice({ ...options, screen: phoneScreen }),
      openDevice({ ...options, screen: phoneScreen, camera: "refused" }),
    ]);
    await citizen.beginCeladon(phone.page);
  });

  after(async () => {
    await Promise.all([counter, other, phone].map((device) => device.close()));
    await region.close();
  });

  chapter("the recovery sheet is one page, and a picture of it brings the place back elsewhere", async () => {
    assert.equal(new TextEncoder().encode(place).length, 48);
    await makePlace(counter.page, place);
    sheet = await copySheet(counter.page);
    const [picture, ...more] = await paper.pages(counter.page);
    keepPrinted("sheet", picture!);
    assert.equal(more.length, 0);
    assert.deepEqual(await paper.texts(picture!), [sheet]);
    const { page } = other;
    await page.goto(`${siteOrigin}/venue/`);
    await page.getByRole("button", { name: "I have a recovery sheet" }).click();
    await choosePicture(page, picture!);
    await page.getByRole("heading", { name: "Your place is back" }).waitFor();
    await page.getByText(place).first().waitFor();
  });

  chapter("a sheet that a visitor scans is explained, and is nowhere afterwards", async () => {
    const { page, context, wayOut } = phone;
    const said: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    const [picture] = await paper.pages(counter.page);
    const addresses = await withoutRequest(phone, async () => {
      await page.getByTestId("scan").click();
      await choosePicture(page, picture!);
      await page.getByText("This is the recovery sheet of a place, not its code.").waitFor();
      await page.getByText("Do not photograph it").waitFor();
      await page.getByTestId("paste").click();
      await page.getByTestId("code-text").fill(sheet);
      await page.getByRole("button", { name: "Go on" }).click();
      await page.getByTestId("code-problem").waitFor();
      await page.waitForFunction(() => {
        const find = (root: ParentNode): HTMLTextAreaElement | null =>
          root.querySelector("textarea") ??
          [...root.querySelectorAll("*")].reduce<HTMLTextAreaElement | null>(
            (found, { shadowRoot }) => found ?? (shadowRoot === null ? null : find(shadowRoot)),
            null,
          );
        return find(document)?.value === "";
      });
      return [page.url(), JSON.stringify(await page.evaluate(() => history.state as unknown))];
    });
    const key = sheet.slice("CELADON-SHEET:".length);
    const kept = [
      ...addresses,
      ...said,
      ...phone.troubles.all,
      ...wayOut.seen.map((request) => JSON.stringify(request)),
      JSON.stringify(await context.storageState({ indexedDB: true })),
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
      await page.content(),
    ].join("\n");
    assert.ok(kept.length > 1000);
    assert.ok(!kept.includes(key) && !kept.includes(key.slice(10, 60)));
    await citizen.openCeladon(page);
  });

  chapter("passes of several days are a page each", async () => {
    const { page } = counter;
    await keepSheet(page);
    await page.getByRole("button", { name: "All places" }).click();
    await page.getByRole("button", { name: "Print passes" }).click();
    const last = await page.getByLabel("Last day").inputValue();
    const third = new Date(Date.parse(last) + 2 * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel("Last day").fill(third);
    await page.getByLabel("Last day").press("Tab");
    await page.getByRole("button", { name: "Print 3 pages" }).waitFor();
    const codes = new Set<string>();
    for (const picture of await paper.pages(page)) {
      const texts = await paper.texts(picture);
      assert.equal(texts.length, 1);
      codes.add(texts[0]!);
    }
    assert.equal(codes.size, 3);
    await page.getByLabel("Last day").fill(last);
    await page.getByLabel("Last day").press("Tab");
    await page.getByRole("button", { name: "Print 1 page" }).waitFor();
    pass = await copied(page, "Copy text");
  });

  for (const format of passFormats) {
    chapter(`${format}: every code on the page is the pass, and a visitor checks in with it`, async () => {
      const { page } = counter;
      await page.getByLabel("Size").selectOption(format);
      await page.locator("#paper article." + format).waitFor({ state: "attached" });
      const [picture, ...more] = await paper.pages(page);
      keepPrinted(format, picture!);
      assert.equal(more.length, 0, "one page");
      const texts = await paper.texts(picture!);
      assert.deepEqual(
        texts,
        Array.from({ length: passesOnPage[format] }, () => pass),
      );
      await phone.page.getByTestId("scan").click();
      await choosePicture(phone.page, picture!);
      await citizen.placeRead(phone.page);
      await phone.page.getByText(place).first().waitFor();
      await citizen.openCeladon(phone.page);
    });
  }

  chapter("without a complaint", async () => {
    for (const device of [counter, other, phone]) await assertBlameless(device);
  });
});

async function choosePicture(page: Page, picture: Buffer): Promise<void> {
  await page
    .getByTestId("picture")
    .setInputFiles({ name: "picture.png", mimeType: "image/png", buffer: picture });
}
