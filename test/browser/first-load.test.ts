import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import { beginCeladon } from "./citizen-steps.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";

describe("the first load of the citizen page", { timeout: 60_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let phone: Device;

  before(async () => {
    region = await startRegion(clock, "Trial region");
    // Without the service worker, which fetches all the rest for later: what passes is what the page needs now.
    phone = await openDevice({
      clock,
      target: region.server.url,
      screen: phoneScreen,
      serviceWorkers: "block",
    });
  });

  after(async () => {
    await phone.close();
    await region.close();
  });

  it("takes at most 120 KB of compressed script, up to the first list compared", async () => {
    phone.troubles.expect(/Service Worker registration blocked by Playwright/);
    await beginCeladon(phone.page);
    const scripts = phone.wayOut.seen.filter(({ answerHeaders }) =>
      answerHeaders["content-type"]?.startsWith("text/javascript"),
    );
    assert.ok(scripts.length > 0);
    for (const { address, answerHeaders } of scripts)
      assert.equal(answerHeaders["content-encoding"], "br", address);
    const bytes = scripts.reduce((sum, { answerBytes }) => sum + answerBytes, 0);
    assert.ok(bytes <= 120_000, `${bytes} bytes: ${scripts.map(({ address }) => address).join(", ")}`);
    await assertBlameless(phone);
  });
});
