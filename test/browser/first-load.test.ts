import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openDevice, phoneScreen } from "./browser.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { siteOrigin } from "./way-out.ts";

/** English, and the language whose texts take the most bytes. */
const locales = ["en-GB", "ar-EG"];

describe("the first load of the citizen page", { timeout: 60_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;

  before(async () => {
    region = await startRegion(clock, "Trial region");
  });

  after(() => region.close());

  for (const locale of locales) {
    it(`takes at most 120 KB of compressed script, up to the first list compared, in ${locale}`, async () => {
      // Without the service worker, which fetches all the rest for later: what passes is what the page needs now.
      const phone = await openDevice({
        clock,
        target: region.server.url,
        screen: phoneScreen,
        locale,
        serviceWorkers: "block",
      });
      phone.troubles.expect(/Service Worker registration blocked by Playwright/);
      const { page } = phone;
      await page.goto(siteOrigin);
      for (let card = 0; card < 3; card++) await page.getByTestId("welcome-next").click();
      await page.locator('[data-testid="proof-self-check"][data-self-check="passed"]').waitFor();
      const scripts = phone.wayOut.seen.filter(({ answerHeaders }) =>
        answerHeaders["content-type"]?.startsWith("text/javascript"),
      );
      assert.ok(scripts.length > 0);
      for (const { address, answerHeaders } of scripts)
        assert.equal(answerHeaders["content-encoding"], "br", address);
      const bytes = scripts.reduce((sum, { answerBytes }) => sum + answerBytes, 0);
      assert.ok(bytes <= 120_000, `${bytes} bytes: ${scripts.map(({ address }) => address).join(", ")}`);
      await assertBlameless(phone);
      await phone.close();
    });
  }
});
