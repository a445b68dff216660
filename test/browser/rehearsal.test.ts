import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import {
  encodeCheckInCode,
  generatePlaceKey,
  intervalOf,
  openRegionRoot,
  passFromPlaceKey,
  ticketPurpose,
} from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless, withoutRequest } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";

const hour = 3_600;

describe("a rehearsal", { timeout: 240_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let phone: Device;
  let reporter: Device;
  /** The made-up warned visit's arrival, if the rehearsal begins within the ten minutes that are 26 hours later. */
  let warnedAt: number;
  const real = new Map<string, Buffer>();
  const chapter = chapters(() => ({ phone, reporter }));

  before(async () => {
    warnedAt = Math.ceil((clock.now() + 25 * hour) / 600) * 600;
    region = await startRegion(clock, "Trial region");
    const options = {
      clock,
      target: region.server.url,
      screen: phoneScreen,
      timeZone: afternoonZone(warnedAt + 26 * hour),
    };
    [phone, reporter] = await Promise.all([openDevice(options), openDevice(options)]);
    // Every change of a database is counted.
    await phone.context.addInitScript(() => {
      const counted = globalThis as unknown as { changes: string[] };
      counted.changes = [];
      for (const [prototype, methods] of [
        [IDBObjectStore.prototype, ["put", "add", "delete", "clear"]],
        [IDBFactory.prototype, ["deleteDatabase"]],
        [Storage.prototype, ["setItem", "removeItem", "clear"]],
      ] as const) {
        for (const method of methods) {
          const original = Reflect.get(prototype, method) as (...values: unknown[]) => unknown;
          Reflect.set(prototype, method, function changing(this: unknown, ...values: unknown[]) {
            counted.changes.push(method);
            return Reflect.apply(original, this, values);
          });
        }
      }
    });
    for (const { page } of [phone, reporter]) await citizen.beginCeladon(page);
  });

  after(async () => {
    await Promise.all([phone.close(), reporter.close()]);
    await region.close();
  });

  chapter("comes from More, and says why there is such a thing", async () => {
    await openRehearsal(phone);
    await phone.page.getByText("A colour that can be demanded is a health code.").waitFor();
    await checkScreen(phone.page, "rehearsal");
    await citizen.openCeladon(phone.page);
  });

  chapter("asks for nothing and writes nothing, whatever is tapped in it", async () => {
    const { page } = phone;
    await citizen.checkNow(page);
    await rehearse(phone, "Red", "Corner café");
    const changes = await changesOf(phone);
    await withoutRequest(phone, async () => {
      await citizen.statusBecomes(page, "red");
      await citizen.explain(page);
      await citizen.goBack(page);
      await page.getByTestId("show-card").click();
      await page.getByTestId("card").waitFor();
      await citizen.goBack(page);
      await citizen.checkOut(page);
      await citizen.pasteCode(page, codeFor("Anywhere", 4));
      await citizen.placeRead(page);
      await citizen.checkIn(page);
      await page.getByTestId("visit").first().click();
      await page.getByTestId("delete").click();
      await page.getByTestId("check-now").click();
    });
    assert.equal(await changesOf(phone), changes);
    await leaveRehearsal(phone);
    assert.equal((await citizen.shownStatus(page)).word, "Nothing to compare yet");
    assert.equal(await page.getByTestId("visit").count(), 0);
  });

  chapter("leaves by itself after five minutes", async () => {
    await rehearse(phone, "Yellow", null);
    await citizen.statusBecomes(phone.page, "yellow");
    await clock.advance(5 * 60 + 2);
    await phone.page.getByText("This page is up to date again").waitFor();
    await citizen.statusBecomes(phone.page, "grey");
  });

  chapter("gives way to what is meant in earnest", async () => {
    await rehearse(phone, "Green", null);
    await phone.page.getByTestId("report").click();
    await phone.page.getByRole("heading", { name: "There is nothing to report here" }).waitFor();
    await citizen.goBack(phone.page);
    await citizen.statusBecomes(phone.page, "grey");
  });

  chapter("shows the very pixels of a true yellow, on every page a bystander may ask for", async () => {
    const { page } = phone;
    // The made-up diary, lived in truth.
    await region.liveUntil(Math.floor((warnedAt + 2 * hour) / 600) * 600 - 26 * hour);
    await visitFor(phone, "Library", 1);
    await region.liveUntil(warnedAt);
    const code = codeFor("Noodle bar", 5);
    await Promise.all([enter(phone, code), enter(reporter, code)]);
    await region.liveUntil(warnedAt + 5 * 60);
    await citizen.checkOut(reporter.page);
    await region.liveUntil(warnedAt + 4 * hour + 40);
    await citizen.checkOut(page);
    await region.liveUntil(warnedAt + 25 * hour);
    await citizen.beginReport(reporter.page, await region.server.issueClaimCode(ticketPurpose.report));
    await citizen.chooseVisits(reporter.page, "Noodle bar");
    await citizen.reviewReport(reporter.page);
    await citizen.sendReport(reporter.page);
    await citizen.messagesLeave(reporter.page);
    await citizen.allMessagesSent(reporter.page, clock);
    await citizen.putAway(reporter.page);
    await region.liveUntil(warnedAt + 26 * hour + 30);
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
    await citizen.statusBecomes(page, "yellow");

    // Time stands still from here on, for the truth and the rehearsal alike.
    await page.clock.pauseAt(Math.ceil(clock.now() + 2) * 1000);
    await enter(phone, codeFor("Corner café", 2));
    for (const [name, picture] of await bystandersPages(phone)) real.set(name, picture);
    // A made-up diary is of chance times; by this chance it is the one that was lived.
    await page.evaluate(() => {
      crypto.getRandomValues = (array) => array;
    });
    await rehearse(phone, "Yellow", "Corner café");
    const rehearsed = await bystandersPages(phone);
    for (const [name, picture] of rehearsed) {
      assert.ok(picture.equals(real.get(name)!), `${name} differs`);
    }
    assert.equal(rehearsed.size, 5);
  });

  chapter("without a complaint", async () => {
    for (const device of [phone, reporter]) await assertBlameless(device);
  });

  /** A code of a new place that is shown now. */
  function codeFor(name: string, hours: number): string {
    const start = intervalOf(clock.now());
    const pass = passFromPlaceKey(generatePlaceKey(), start, start + hours * 6);
    return encodeCheckInCode({ kind: "display", regionId: hexToBytes(regionId), name, pass });
  }

  let regionId = "";
  before(async () => {
    const root = await (await fetch(`${region.server.url}/v1/root`)).text();
    regionId = bytesToHex(openRegionRoot(root).id);
  });

  async function visitFor(device: Device, name: string, hours: number): Promise<void> {
    await enter(device, codeFor(name, hours + 1));
    await region.liveUntil(clock.now() + hours * hour + 40);
    await citizen.checkOut(device.page);
  }
});

async function enter({ page }: Device, code: string): Promise<void> {
  await citizen.openCeladon(page);
  await citizen.pasteCode(page, code);
  await citizen.placeRead(page);
  await citizen.checkIn(page);
}

async function openRehearsal({ page }: Device): Promise<void> {
  await page.getByTestId("more").click();
  await page.getByTestId("more-rehearsal").click();
  await page.getByTestId("rehearse").waitFor();
}

async function rehearse(device: Device, colour: string, place: string | null): Promise<void> {
  const { page } = device;
  await openRehearsal(device);
  await page.getByTestId("rehearsal-colour").getByText(colour, { exact: true }).click();
  if (place !== null) {
    await page.getByTestId("rehearsal-checked-in").getByText("Yes, at a place").click();
    await page.getByLabel("Name of the place").fill(place);
  }
  await page.getByTestId("rehearse").click();
  await page.getByTestId("status").waitFor();
}

async function leaveRehearsal({ page }: Device): Promise<void> {
  await page.getByTestId("more").click();
  await page.getByTestId("more-end-rehearsal").click();
  await page.getByText("This page is up to date again").waitFor();
}

/** What a bystander may ask to see: home, the reasons, the card, the visit and the diary's warned visit, as they are on the screen. */
async function bystandersPages({ page }: Device): Promise<Map<string, Buffer>> {
  const pictures = new Map<string, Buffer>();
  const shoot = async (name: string) => {
    await page.waitForTimeout(600);
    pictures.set(name, await page.screenshot({ fullPage: true, animations: "disabled", caret: "hide" }));
  };
  const dismiss = page.getByTestId("toast").getByRole("button", { name: "Dismiss" });
  if (await dismiss.isVisible()) await dismiss.click();
  await page.evaluate(() => scrollTo(0, 0));
  await page.mouse.move(0, 0);
  await shoot("home");
  await citizen.explain(page);
  await shoot("why");
  await citizen.goBack(page);
  await page.getByTestId("show-card").click();
  await page.getByTestId("card").waitFor();
  await shoot("card");
  await citizen.goBack(page);
  await page.getByTestId("current-visit").getByRole("button").first().click();
  await page.getByTestId("edit").waitFor();
  await shoot("visit");
  await citizen.goBack(page);
  await page.getByTestId("visit").first().click();
  await page.getByTestId("edit").waitFor();
  await shoot("warned visit");
  await citizen.goBack(page);
  return pictures;
}

async function changesOf({ page }: Device): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { changes: string[] }).changes.length);
}
