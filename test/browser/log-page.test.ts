import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright";
import { AlteringProxy } from "./altering-proxy.ts";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen, focused, tabTo } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { siteOrigin } from "./way-out.ts";
import { countIs } from "./count-is.ts";

const address = `${siteOrigin}/log/`;

describe("the public record", { timeout: 120_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let proxy: AlteringProxy;
  const devices: Device[] = [];

  /** A reader who has never been here. */
  async function reader(): Promise<Device> {
    const device = await openDevice({ clock, target: proxy.url, screen: phoneScreen });
    devices.push(device);
    return device;
  }

  before(async () => {
    region = await startRegion(clock, "Bay of Plenty");
    for (let list = 0; list < 30; list++) await region.liveUntilNextBatch();
    await region.server.renewManifest({ policy: { yellow: 30, red: 90 } });
    await region.liveUntilNextBatch();
    proxy = await AlteringProxy.open(region.server.url);
  });

  after(async () => {
    await Promise.all(devices.map((device) => device.close()));
    await proxy.close();
    await region.close();
  });

  it("of an honest region is shown whole, and as checked in this browser", async () => {
    const device = await reader();
    const { page } = device;
    await page.goto(address);
    await verdict(page, "holds");
    await page.getByRole("heading", { name: "Checked here, in your browser, just now" }).waitFor();
    await page.getByTestId("trial-region").getByText("nobody else watches").waitFor();
    await page.getByRole("heading", { level: 1, name: "Bay of Plenty" }).waitFor();
    assert.match(await page.getByTestId("purpose").innerText(), /^To try Celadon out/);
    assert.match(await page.getByTestId("sunset").innerText(), /89 days/);
    assert.match(await page.getByTestId("rules-now").innerText(), /Yellow: from 15 minutes/);
    assert.match(await page.getByTestId("rules-coming").innerText(), /Yellow from 15 to 30 minutes\./);
    await countIs(page.getByTestId("rules-change"), 2);
    assert.match(await page.getByTestId("people").innerText(), /1 of 1/);
    assert.match(await page.getByTestId("lists").innerText(), /32 lists so far/);
    // A day after it ended each day has its count, and under ten is all that is told of it.
    assert.match(await page.getByTestId("claims").innerText(), /under 10/);
    assert.match(await page.getByTestId("releases").innerText(), /One version of these pages/);
    assert.match(await page.getByTestId("monitor-command").innerText(), /celadon -- monitor http/);
    const days = page.getByTestId("days").locator("tbody tr");
    const lists = await days.locator("td:nth-child(4)").allInnerTexts();
    assert.equal(
      lists.reduce((sum, number) => sum + Number(number), 0),
      32,
    );
    await assertBlameless(device);
  });

  it("is paged, by keyboard too, and fits every screen", async () => {
    const { page } = devices[0]!;
    assert.match(await page.getByTestId("line").first().innerText(), /^3[56]\s+List 31 was published/);
    await tabTo(page, "Older");
    await page.keyboard.press("Enter");
    await page.getByTestId("lines").getByText("Page 2 of 2").waitFor();
    assert.match(await page.getByTestId("line").last().innerText(), /^0\s+Rules no\. 1 were signed/);
    await page.getByText("What was checked, and how").click();
    await checkScreen(page, "the public record");
  });

  it("tells, in the same window, when lines were taken back, and lets one save what was seen", async () => {
    const { page } = devices[0]!;
    let shorter: Buffer = Buffer.alloc(0);
    proxy.alter(/checkpoint$/, (body) => (shorter = body));
    await lookAgain(page);
    await page.locator("[data-check=continued][data-state=passed]").waitFor();
    proxy.behave();
    await region.liveUntilNextBatch();
    await lookAgain(page);
    await page.getByTestId("lists").getByText("33 lists").waitFor();
    proxy.alter(/checkpoint$/, () => shorter);
    await idle(page);
    await page.getByTestId("look-again").focus();
    await page.keyboard.press("Enter");
    await failure(page, "continued", "rolled-back");
    assert.equal((await focused(page)).words, "Look again");
    await page.getByRole("heading", { name: "This record does not hold" }).waitFor();
    assert.equal(await page.getByTestId("lists").count(), 0);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByTestId("save-evidence").click(),
    ]);
    const evidence = JSON.parse(await readFile(await download.path(), "utf8")) as Record<string, string>;
    assert.equal(evidence["checkpoint"], shorter.toString());
    assert.notEqual(evidence["checkpointBefore"], shorter.toString());
    await checkScreen(page, "a record that does not hold");
    await page.reload();
    await failure(page, "continued", "rolled-back");
    proxy.behave();
    await lookAgain(page);
    await verdict(page, "holds");
  });

  it("tells when a bit of a line or list, or a signature, was changed on the way", async () => {
    const flip = (at: number) => (body: Buffer) => body.with(at, body[at]! ^ 1);
    // Another character within the base64 of the signature.
    const forge = (body: Buffer) => body.with(body.length - 10, body.at(-10) === 0x41 ? 0x42 : 0x41);
    for (const [path, change, check, reason] of [
      [/tile\/entries\//, flip(300), "entries", "altered"],
      [/batch\/5$/, flip(1000), "lists", "altered"],
      [/log\/checkpoint$/, forge, "checkpoint", "not-signed"],
    ] as const) {
      proxy.alter(path, change);
      const { page, ...device } = await reader();
      await page.goto(address);
      await failure(page, check, reason);
      proxy.behave();
      await assertBlameless({ page, ...device });
    }
  });

  it("without a connection says so, keeps what was read, and goes on by itself", async () => {
    const device = devices[0]!;
    const { page } = device;
    await device.setOffline(true);
    await lookAgain(page);
    await page.locator("[data-trouble=offline]").waitFor();
    await verdict(page, "holds");
    assert.match(await page.getByTestId("lists").innerText(), /33 lists/);
    await device.setOffline(false);
    await page.locator("[data-trouble=offline]").waitFor({ state: "detached" });
    await verdict(page, "holds");
    await assertBlameless(device);
  });
});

describe("the public record's page", { timeout: 60_000 }, () => {
  const clock = new ShiftedClock();

  it("is not fetched by phones that keep Celadon for use without a network", async () => {
    const region = await startRegion(clock, "Trial region");
    const phone = await openDevice({ clock, target: region.server.url, screen: phoneScreen });
    try {
      await phone.page.goto(siteOrigin);
      await phone.page.waitForFunction(async () => (await navigator.serviceWorker.ready).active !== null);
      const own = (await (await fetch(`${region.server.url}/log/`)).text()).match(
        /\/assets\/index-[\w-]+\.js/g,
      );
      assert.equal(own?.length, 1);
      const asked = phone.wayOut.seen.map((request) => request.address);
      assert.ok(asked.includes("/venue/"));
      assert.deepEqual(
        asked.filter((path) => path.startsWith("/log/") || own.includes(path)),
        [],
      );
    } finally {
      await phone.close();
      await region.close();
    }
  });
});

/** Wait until nothing is being read. */
async function idle(page: Page): Promise<void> {
  await page.locator("[data-testid=look-again][aria-disabled=false]").waitFor();
}

async function lookAgain(page: Page): Promise<void> {
  await idle(page);
  await page.getByTestId("look-again").click();
}

async function verdict(page: Page, wanted: "holds" | "broken"): Promise<void> {
  await page.locator(`[data-testid=verdict][data-verdict=${wanted}]`).waitFor();
}

async function failure(page: Page, check: string, reason: string): Promise<void> {
  await verdict(page, "broken");
  await page.locator(`[data-testid=failure][data-check=${check}][data-reason=${reason}]`).waitFor();
}
