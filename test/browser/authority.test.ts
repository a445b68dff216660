import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as staff from "./authority-steps.ts";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import type { TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";

describe("the authority's page", { timeout: 240_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let ada: Device;

  before(async () => {
    region = await staff.startStaffedRegion(clock);
    ada = await openDevice({ clock, target: region.server.url, screen: phoneScreen });
  });

  after(async () => {
    await ada.close();
    await region.close();
  });

  it("lets the first person in by the link that the server printed, once, and again by passkey", async () => {
    const { page } = ada;
    await page.goto(staff.authorityAddress);
    await page.getByTestId("sign-in").waitFor();
    await checkScreen(page, "sign in");
    const link = region.server.inviteFirst()!;
    await staff.addPasskeys(page);
    await page.goto(link);
    await page.getByLabel("Your name at work").waitFor();
    await checkScreen(page, "enrol");
    await staff.enrol(page, link, "Ada");
    assert.equal(new URL(page.url()).hash, "");
    await page.getByRole("heading", { level: 1, name: "Approvals" }).waitFor();
    await checkScreen(page, "approvals, empty");
    await staff.signOut(page);
    await staff.signIn(page);
    assert.match(await page.getByTestId("me").innerText(), /Ada: Issuer, Approver, Administrator/);
  });
});
