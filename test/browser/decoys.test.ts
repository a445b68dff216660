import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { ticketsPerClaim } from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { nextDecoyAfter } from "./decoy-clock.ts";
import { assertBlameless, quiet, withoutMessage } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";

/** A beat of the page, seconds. */
const beat = 20;

describe("a decoy session", { timeout: 180_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let phone: Device;
  const chapter = chapters(() => ({ phone }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const timeZone = afternoonZone(clock.now());
    phone = await openDevice({ clock, target: region.server.url, screen: phoneScreen, timeZone });
    await citizen.beginCeladon(phone.page);
  });

  after(async () => {
    await phone.close();
    await region.close();
  });

  const messages = () => phone.wayOut.seen.filter(({ method }) => method === "POST");

  chapter("does not begin before somebody could have reported", async () => {
    await nextDecoyAfter(phone.page, 0);
    await withoutMessage(phone, () => clock.advance(beat - 5));
    await citizen.openCeladon(phone.page);
    await withoutMessage(phone, () => clock.advance(beat - 5));
  });

  chapter("begins by itself within two minutes, and is one claim and 32 messages", async () => {
    for (let passed = 0; messages().length <= ticketsPerClaim; passed += beat) {
      assert.ok(passed < 600, `${messages().length} messages after ${passed} seconds`);
      await clock.advance(beat);
      await quiet(phone);
    }
    assert.deepEqual(
      messages().map(({ address, bodyBytes, status }) => [address, bodyBytes, status]),
      [
        ["/v1/tickets", 1037, 200],
        ...Array.from({ length: ticketsPerClaim }, () => ["/v1/reports", 325, 204]),
      ],
    );
  });

  chapter("changes nothing that is shown, and the record of requests calls it empty", async () => {
    const { page } = phone;
    assert.equal(await page.getByTestId("report-card").count(), 0);
    await page.getByTestId("more").click();
    await page.getByTestId("more-ledger").click();
    const session = page.locator('[data-testid="occasion"][data-why="decoy"]');
    await session.waitFor();
    await session.getByText("Empty messages, so that real reports do not stand out").click();
    await session.getByTestId("request").nth(ticketsPerClaim).waitFor();
    assert.equal(await session.getByTestId("request").count(), 1 + ticketsPerClaim);
    await session.getByTestId("request").first().locator("summary").click();
    await session.getByText("Nothing: random numbers").waitFor();
    await checkScreen(page, "ledger-decoy");
    await citizen.openCeladon(page);
  });

  chapter("without a complaint", () => assertBlameless(phone));
});
