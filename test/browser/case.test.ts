import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Page } from "playwright";
import * as staff from "./authority-steps.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { filmOfAll, holdBefore } from "./camera.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { allSent } from "./sending-steps.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";
import { countIs } from "./count-is.ts";

const place = "Corner Library";

/** Tick every visit, on either page. */
async function chooseAll(page: Page): Promise<void> {
  const boxes = page.getByTestId("choose-visit");
  await boxes.first().waitFor();
  for (const box of await boxes.all()) await box.check();
}

/** What the page asked of the authority's own server since then. */
function toAuthority({ wayOut }: Device, since: number): string[] {
  return wayOut.seen
    .slice(since)
    .flatMap(({ method, address }) => (address.startsWith("/v1/authority") ? [`${method} ${address}`] : []));
}

describe("a case in person", { timeout: 400_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  let ann: Device;
  let ben: Device;
  let office: Device;
  let file: string;
  const chapter = chapters(() => ({ ann, ben, office }));

  before(async () => {
    region = await staff.startStaffedRegion(clock);
    const options = {
      clock,
      target: region.server.url,
      screen: phoneScreen,
      timeZone: afternoonZone(clock.now()),
    };
    [counter, ann, ben, office] = await Promise.all([
      openDevice(options),
      openDevice(options),
      openDevice(options),
      openDevice(options),
    ]);
  });

  after(async () => {
    await Promise.all([counter, ann, ben, office].map((device) => device.close()));
    await region.close();
  });

  chapter("two people were at the same place twice, and one of them hands the visits over", async () => {
    for (const { page } of [ann, ben]) await citizen.beginCeladon(page);
    await makePlace(counter.page, place);
    const pass = await copyPassOfToday(counter.page);
    await keepSheet(counter.page);
    for (const { page } of [ann, ben]) {
      for (const since of ["2 hours ago", "1 hour ago"]) {
        await citizen.pasteCode(page, pass);
        await citizen.placeRead(page);
        await citizen.cameEarlier(page, since);
        await citizen.checkIn(page);
        await citizen.checkOut(page);
      }
    }
    const { page } = ann;
    await page.getByTestId("more").click();
    await page.getByTestId("more-handover").click();
    await chooseAll(page);
    await page.getByTestId("pack-handover").click();
    await page.getByTestId("code-film").waitFor();
    const saved = page.waitForEvent("download");
    await page.getByTestId("save-handover").click();
    file = await (await saved).path();
  });

  chapter(
    "the authority's page reads the file: days and minutes, no names, what may be wrong marked",
    async () => {
      const { page } = office;
      await staff.enrolFirst(office, region);
      await staff.openSection(page, "A case in person");
      await page.getByTestId("choose-handover").waitFor();
      await checkScreen(page, "case, begin");
      const since = office.wayOut.seen.length;
      await page
        .getByTestId("choose-handover")
        .setInputFiles({ name: "letter.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") });
      await page
        .getByTestId("reading-problem")
        .getByText("This is not what a visitor's phone hands over")
        .waitFor();
      await page.getByTestId("choose-handover").setInputFiles(file);
      await page.getByTestId("go-to-code").waitFor();
      const visits = page.getByTestId("visit");
      await countIs(visits, 2);
      assert.equal(await page.getByText(place).count(), 0);
      // The second stay began while the first went on: the page asks.
      await countIs(page.getByTestId("doubt"), 2);
      await checkScreen(page, "case, visits");
      await chooseAll(page);
      await page.getByTestId("go-to-code").getByText("Go on with 2 visits").waitFor();
      await page.getByTestId("put-case-away").click();
      await page.getByTestId("choose-handover").waitFor();
      assert.deepEqual(toAuthority(office, since), []);
    },
  );

  chapter(
    "the same by camera, sent with a code that two people made, and the other phone turns red",
    async () => {
      const { page } = office;
      const since = office.wayOut.seen.length;
      await holdBefore(office.filmFile, await filmOfAll(ann.page));
      await page.getByTestId("film").click();
      await page.getByTestId("go-to-code").waitFor();
      await chooseAll(page);
      await page.getByTestId("go-to-code").click();
      await page.getByTestId("claim-code").fill(await region.server.issueClaimCode(1));
      await checkScreen(page, "case, claim code");
      await page.getByTestId("send-case").click();
      await page.getByTestId("claim-problem").getByText("This claim code is for something else").waitFor();
      await page.getByTestId("claim-code").fill(await region.server.issueClaimCode(2));
      await page.getByTestId("send-case").click();
      await page.locator('[data-testid="sending"]').waitFor();
      await page.getByTestId("choose-handover").waitFor();
      await checkScreen(page, "case, being sent");
      await page.reload();
      await staff.openSection(page, "A case in person");
      await allSent(page, clock, page.getByTestId("sending").first());
      await page.locator('[data-testid="sending"][data-step="sent"]').waitFor();
      await checkScreen(page, "case, sent");
      const asked = toAuthority(office, since).filter((request) => !/\/(me|region|approvals)$/.test(request));
      assert.deepEqual(asked, []);

      await region.liveUntilNextBatch();
      await citizen.openCeladon(ben.page);
      await citizen.checkNow(ben.page);
      await citizen.statusBecomes(ben.page, "red");
    },
  );

  chapter(
    "it was a mistake: the same file finds it in the lists, takes it back, and the other phone is told",
    async () => {
      const { page } = office;
      await page.getByTestId("put-away").click();
      await page.getByTestId("sending").waitFor({ state: "detached" });
      await page.getByTestId("choose-handover").setInputFiles(file);
      await page.getByTestId("listed").first().waitFor();
      assert.equal(await page.getByTestId("go-to-code").isDisabled(), true);
      await page.getByTestId("intent-take-back").click();
      await countIs(page.getByTestId("choose-list"), 2);
      await checkScreen(page, "case, take back");
      await page.getByTestId("go-to-code").click();
      await page.getByTestId("claim-code").fill(await region.server.issueClaimCode(3));
      await page.getByTestId("send-case").click();
      await allSent(page, clock, page.getByTestId("sending").first());
      await page.locator('[data-testid="sending"][data-purpose="3"][data-step="sent"]').waitFor();
      await region.liveUntilNextBatch();
      await citizen.openCeladon(ben.page);
      await citizen.checkNow(ben.page);
      await citizen.statusBecomes(ben.page, "green");
      await citizen.explain(ben.page);
      await ben.page.getByText("was taken back").first().waitFor();
    },
  );

  chapter("whoever signs in next finds no case on the page", async () => {
    const { page } = office;
    // Hours have passed since the last sign of life.
    await page.reload();
    await staff.signIn(page);
    await staff.openSection(page, "A case in person");
    await page.getByTestId("choose-handover").setInputFiles(file);
    await page.getByTestId("go-to-code").waitFor();
    await staff.openSection(page, "Approvals");
    await staff.openSection(page, "A case in person");
    await page.getByTestId("go-to-code").waitFor();
    await staff.signOut(page);
    await staff.signIn(page);
    await staff.openSection(page, "A case in person");
    await page.getByTestId("choose-handover").waitFor();
    assert.equal(await page.getByTestId("go-to-code").count(), 0);
  });
});
