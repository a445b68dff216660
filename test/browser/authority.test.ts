import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import * as staff from "./authority-steps.ts";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import type { TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";

/** What browsers write on their console when the server says no, as it is meant to here. */
const refusals = /the server responded with a status of (401|403|404|409|428)/;

describe("the authority's page", { timeout: 600_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  /** Every role. */
  let ada: Device;
  /** Approver. */
  let bo: Device;
  let passkeys: staff.VirtualPasskeys;
  const chapter = chapters(() => ({ ada, bo }));

  before(async () => {
    region = await staff.startStaffedRegion(clock);
    const options = { clock, target: region.server.url, screen: phoneScreen };
    [ada, bo] = await Promise.all([openDevice(options), openDevice(options)]);
    for (const { troubles } of [ada, bo]) troubles.expect(refusals);
    passkeys = await staff.addPasskeys(ada.page);
    await staff.addPasskeys(bo.page);
  });

  after(async () => {
    await Promise.all([ada.close(), bo.close()]);
    await region.close();
  });

  chapter(
    "lets the first person in by the link that the server printed, once, and again by passkey",
    async () => {
      const { page } = ada;
      await page.goto(staff.authorityAddress);
      await page.getByTestId("sign-in").waitFor();
      await checkScreen(page, "authority, sign in");
      const link = region.server.inviteFirst()!;
      await page.goto(link);
      await page.getByLabel("Your name at work").waitFor();
      await checkScreen(page, "authority, enrol");
      await staff.enrol(page, link, "Ada");
      assert.equal(new URL(page.url()).hash, "", "the link is not kept in the address");
      await staff.openSection(page, "Approvals");
      await checkScreen(page, "authority, approvals, nothing there");
      await staff.signOut(page);
      await staff.signIn(page);
      assert.match(await page.getByTestId("me").innerText(), /Ada: Issuer, Approver, Administrator/);
      await bo.page.goto(link);
      await bo.page.getByTestId("not-loaded").getByText("This link has been used already").waitFor();
    },
  );

  chapter("says so when the person is not verified, and nothing is opened", async () => {
    const { page } = ada;
    await staff.signOut(page);
    await passkeys.setVerified(false);
    await page.getByTestId("sign-in").click();
    await page.getByTestId("trouble").getByText("No passkey was shown").waitFor();
    await passkeys.setVerified(true);
    await staff.signIn(page);
  });
});
