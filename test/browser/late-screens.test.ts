import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen, focused } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";

describe("screens that come when they are first shown", { timeout: 60_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let phone: Device;
  /** Without a service worker, as in a private window: every screen comes over the network. */
  let bare: Device;

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const options = { clock, target: region.server.url, screen: phoneScreen };
    [phone, bare] = await Promise.all([
      openDevice(options),
      openDevice({ ...options, serviceWorkers: "block" }),
    ]);
    bare.troubles.expect(/Service Worker registration blocked by Playwright/);
  });

  after(async () => {
    await Promise.all([phone.close(), bare.close()]);
    await region.close();
  });

  it("are all there without a network once the page was opened", async () => {
    const { page } = phone;
    await citizen.beginCeladon(page);
    await citizen.keptForOffline(page);
    await phone.setOffline(true);
    await page.getByTestId("more").click();
    for (const name of ["report", "diary", "stored", "record", "limits", "erase"]) {
      await page.getByTestId(`more-${name}`).click();
      await page.getByTestId("more-erase").waitFor({ state: "detached" });
      assert.equal(await page.getByTestId("late").count(), 0, name);
      await page.goBack();
      if (await page.getByTestId("more").isVisible()) await page.getByTestId("more").click();
      await page.getByTestId("more-erase").waitFor();
    }
    await phone.setOffline(false);
    await assertBlameless(phone);
  });

  it("say so in words when they cannot come, and come when the page is loaded anew", async () => {
    const { page } = bare;
    await citizen.beginCeladon(page);
    const complaint = bare.troubles.expect(/net::ERR_FAILED/);
    await page.route(/more-screen/, (route) => route.abort());
    await page.getByTestId("more").click();
    await page.getByTestId("late").waitFor();
    await checkScreen(page, "a screen that did not come");
    await page.unroute(/more-screen/);
    await page.getByRole("button", { name: "Load the page anew" }).click();
    await page.getByTestId("more").click();
    await page.getByTestId("more-erase").waitFor();
    assert.equal((await focused(page)).words, "More");
    complaint();
    await assertBlameless(bare);
  });

  it("show their shape while they are long on their way, and the screen before until then", async () => {
    const { page } = bare;
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route(/limits-screen/, async (route) => {
      await arrived;
      await route.continue();
    });
    await page.getByTestId("more-limits").click();
    await page.getByRole("heading", { name: "One moment" }).waitFor();
    arrive();
    await page.getByRole("heading", { name: "What is not protected" }).waitFor();
    assert.equal((await focused(page)).words, "What is not protected");
  });
});
