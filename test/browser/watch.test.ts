import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright";
import { encodeLogEntry, prepareTicketClaim } from "../../protocol/index.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { post } from "../server/http-text.ts";
import { fetchLog } from "../server/reporter.ts";
import * as staff from "./authority-steps.ts";
import * as citizen from "./citizen-steps.ts";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import type { TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { countIs } from "./count-is.ts";

/** The section looks by itself every 20 seconds; a machine with much to do takes its time. */
const byItself = { timeout: 120_000 };

async function openWatch(page: Page): Promise<void> {
  await staff.openSection(page, "Watch");
  await page.getByTestId("state").waitFor();
}

describe("the authority watches its region", { timeout: 600_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let ada: Device;
  let ben: Device;
  let phone: Device;

  const logged = async (): Promise<string[]> =>
    (await fetchLog(region.server.url)).map(encodeLogEntry).filter((text) => /^(pause|resume)/.test(text));

  before(async () => {
    region = await staff.startStaffedRegion(clock);
    const open = (): Promise<Device> => openDevice({ clock, target: region.server.url, screen: phoneScreen });
    [ada, ben, phone] = await Promise.all([open(), open(), open()]);
    // Nobody is signed in yet, or no more; the passkey is asked for again; the network is gone.
    for (const { troubles } of [ada, ben]) troubles.expect(/status of (401|428|502)|ERR_/);
    await staff.enrolFirst(ada, region);
    await staff.addPasskeys(ben.page);
    await staff.enrol(ben.page, await staff.invite(ada.page, "Ben", ["approver"]), "Ben");
  });

  after(async () => {
    await Promise.all([ada.close(), ben.close(), phone.close()]);
    await region.close();
  });

  it("is calm in a quiet region, with a table beside each chart", async () => {
    const { page } = ada;
    await openWatch(page);
    assert.equal(await page.getByTestId("state").innerText(), "All is as it should be.");
    await countIs(page.getByTestId("none"), 3);
    await countIs(page.locator("authority-chart canvas"), 1);
    const lists = page.getByTestId("chart-lists");
    await lists.getByText("As a table").click();
    await countIs(lists.getByRole("row"), 2);
    assert.match(await lists.getByRole("row").last().innerText(), /^0\s.*\s5\.\d kB$/);
    await checkScreen(page, "watch, calm");
  });

  it("pauses the list when a second person says yes, and not before, and says so on both screens", async () => {
    await openWatch(ben.page);
    await ada.page.getByTestId("begin").click();
    await checkScreen(ada.page, "watch, why to pause");
    await ada.page.getByLabel("Claim codes may be in the wrong hands.").check();
    await ada.page.getByTestId("ask").click();
    await ada.page.getByTestId("pause-waiting").waitFor();
    assert.equal(await ada.page.getByTestId("approve-pause").count(), 0, "not by the same person");
    assert.deepEqual(await logged(), []);
    await ben.page.getByTestId("approve-pause").waitFor(byItself);
    await ben.page.getByTestId("approve-pause").click();
    for (const { page } of [ben, ada]) {
      await page.getByTestId("paused-reason").waitFor(byItself);
      assert.equal(
        await page.getByTestId("paused-reason").innerText(),
        "Claim codes may be in the wrong hands.",
      );
    }
    assert.deepEqual(await logged(), ["pause claim codes may be in wrong hands"]);
    await checkScreen(ada.page, "watch, paused");
    await citizen.beginCeladon(phone.page);
    await phone.page
      .getByTestId("paused")
      .getByText(/claim codes/i)
      .waitFor();
    await checkScreen(phone.page, "home, paused");
  });

  it("lets it go on by two people, and one list covers the pause", async () => {
    await ben.page.getByTestId("begin").click();
    await ben.page.getByTestId("pause-waiting").waitFor();
    await ada.page.getByTestId("approve-pause").waitFor(byItself);
    await ada.page.getByTestId("approve-pause").click();
    for (const { page } of [ben, ada])
      await page.getByRole("heading", { name: "The list is being published" }).waitFor(byItself);
    assert.deepEqual(await logged(), ["pause claim codes may be in wrong hands", "resume"]);
    await region.liveUntilNextBatch();
    await citizen.openCeladon(phone.page);
    await citizen.checkNow(phone.page);
    await phone.page.getByTestId("paused").waitFor({ state: "detached" });
  });

  it("shows by the hour what became of codes, and what is usual", async () => {
    const { store } = await openExistingData(region.dataDirectory);
    const thisHour = Math.floor(clock.now() / 3600);
    for (let hours = 1; hours <= 14 * 24; hours++) {
      const hour = thisHour - hours;
      const busy = Math.round(8 + 7 * Math.sin((hour / 12) * Math.PI));
      await store.hourlyCounts.add(hour, "issued", 1, busy + (hours % 3));
      if (busy > 2) await store.hourlyCounts.add(hour, "claimed", 1, busy - 2 + (hours % 2));
      if (hours % 9 === 0) await store.hourlyCounts.add(hour, "expired", 1, 2);
      if (hours % 11 === 0) await store.hourlyCounts.addWrong(hour, 3);
    }
    await store.close();
    const { page } = ada;
    await page.reload();
    await page.getByTestId("sign-in").or(page.getByTestId("me")).waitFor();
    if (await page.getByTestId("sign-in").isVisible()) await staff.signIn(page);
    await openWatch(page);
    const claimed = page.getByTestId("chart-claimed");
    await claimed.getByRole("img", { name: /The most were \d+, in the hour from/ }).waitFor();
    await claimed.getByText("As a table").click();
    await countIs(claimed.getByRole("row"), 49);
    await claimed.getByText("As a table").click();
    await countIs(page.locator("authority-chart canvas"), 4);
    await checkScreen(page, "watch, with numbers");
  });

  it("shows an alarm by itself, in the very hour", async () => {
    const { page } = ada;
    for (let count = 0; count < 50; count++) {
      const { request } = prepareTicketClaim(await region.server.issueClaimCode(1));
      assert.equal((await post(region.server.url, "/v1/tickets", request)).status, 200);
    }
    const alarm = page.locator('[data-testid="alarm"][data-kind="claims"]');
    await alarm.waitFor(byItself);
    assert.equal(await page.getByTestId("state").innerText(), "One thing needs a look.");
    assert.match(await alarm.innerText(), /More than \d+ in an hour: .* Usual at that time of the day: \d+/);
    await checkScreen(page, "watch, alarm");
  });

  it("keeps what it saw when the server cannot be reached, and says from when it is", async () => {
    const { page } = ada;
    await ada.setOffline(true);
    await page.getByText(/it could not be fetched since/).waitFor(byItself);
    assert.equal(await page.getByTestId("state").innerText(), "One thing needs a look.");
    await ada.setOffline(false);
    await page.getByText(/This page looks by itself/).waitFor(byItself);
    assert.deepEqual([...ada.troubles.all, ...ben.troubles.all], []);
  });
});
