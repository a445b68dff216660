import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { setTimeout } from "node:timers/promises";
import { ticketPurpose } from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { comesToHold, filesStillWith, filesWithAny } from "./files-with.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

const [aged, erased] = ["Aging Away Tearoom", "Wiped Away Noodles"];
const day = 86_400;

describe("the disk of a phone", { timeout: 240_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counters: readonly [Device, Device];
  let phone: Device;
  let tokens: Uint8Array[] = [];
  const chapter = chapters(() => ({ first: counters[0], second: counters[1], phone }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const timeZone = afternoonZone(clock.now());
    const options = { clock, target: region.server.url, screen: phoneScreen, timeZone };
    counters = [await openDevice(options), await openDevice(options)];
    phone = await openDevice({ ...options, profileOnDisk: true });
  });

  after(async () => {
    await Promise.all([...counters, phone].map((device) => device.close()));
    await region.close();
  });

  async function visit(name: string, counter: Device): Promise<void> {
    await makePlace(counter.page, name);
    const pass = await copyPassOfToday(counter.page);
    await keepSheet(counter.page);
    await citizen.openCeladon(phone.page);
    await citizen.pasteCode(phone.page, pass);
    await citizen.placeRead(phone.page);
    await citizen.cameEarlier(phone.page, "1 hour ago");
    await citizen.checkIn(phone.page);
    await citizen.checkOut(phone.page);
    tokens = await storedTokens(phone);
    assert.ok(tokens.length >= 6);
  }

  chapter("holds a visit that was made and reported, name and tokens", async () => {
    const { page } = phone;
    await citizen.beginCeladon(page);
    await visit(aged, counters[0]);
    // At once: the browser's files are compressed later, and a name may then stand there in pieces.
    assert.ok(await comesToHold(phone.profileFolder, [aged, ...tokens]));
    await citizen.beginReport(page, await region.server.issueClaimCode(ticketPurpose.report));
    await citizen.chooseVisits(page, aged);
    await citizen.reviewReport(page);
    await citizen.sendReport(page);
    await citizen.allMessagesSent(page, clock);
    await region.liveUntilNextBatch();
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
  });

  chapter("holds neither once it has aged out: diary, report and record of requests", async () => {
    await citizen.putAway(phone.page);
    const nextDay = async (): Promise<void> => {
      await clock.advance(day);
      await region.server.publish();
      await citizen.openCeladon(phone.page);
      await citizen.checkNow(phone.page);
    };
    for (let passed = 0; passed < 16; passed++) await nextDay();
    // What the browser could not clear away at once, since it was just reading there, goes with the next days' openings.
    const onDisk = () => filesWithAny(phone.profileFolder, [aged, ...tokens]);
    for (let more = 0; more < 3 && (await onDisk()).length > 0; more++) await nextDay();
    assert.equal(await phone.page.getByTestId("diary").getByText(aged).count(), 0);
    assert.deepEqual(await filesStillWith(phone.profileFolder, [aged, ...tokens]), []);
  });

  chapter(
    "holds neither after everything was erased, by holding a button; nor does another tab bring anything back",
    async () => {
      await visit(erased, counters[1]);
      assert.ok(await comesToHold(phone.profileFolder, [erased, ...tokens]));
      const { page, context } = phone;
      const other = await context.newPage();
      await citizen.openCeladon(other);
      await page.bringToFront();
      await page.getByTestId("more").click();
      await page.getByTestId("more-erase").click();
      const hold = page.getByTestId("hold");
      await hold.click();
      await setTimeout(1700);
      assert.equal(await page.getByTestId("erased").count(), 0, "a tap is not enough");
      await hold.focus();
      await page.keyboard.down(" ");
      await page.getByTestId("erased").waitFor();
      await page.keyboard.up(" ");
      await other.getByTestId("erased").waitFor();
      await other.bringToFront();
      await setTimeout(3000);
      const left = await page.evaluate(async () => ({
        databases: (await indexedDB.databases()).map(({ name }) => name),
        caches: await caches.keys(),
        workers: (await navigator.serviceWorker.getRegistrations()).length,
        notes: localStorage.length + sessionStorage.length,
      }));
      assert.deepEqual(left, { databases: [], caches: [], workers: 0, notes: 0 });
      assert.deepEqual(await filesStillWith(phone.profileFolder, [erased, ...tokens]), []);
      await other.close();
      await phone.context.close();
      assert.deepEqual(await filesWithAny(phone.profileFolder, [erased, ...tokens]), []);
    },
  );

  chapter("without a complaint", async () => {
    assert.deepEqual(phone.troubles.all, []);
    for (const counter of counters) await assertBlameless(counter);
  });
});

/** The tokens of all visits in the diary, as they are stored. */
async function storedTokens({ page }: Device): Promise<Uint8Array[]> {
  assert.ok(page.url().startsWith(siteOrigin));
  const hex = await page.evaluate(async () => {
    const done = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("failed")));
      });
    const found: string[] = [];
    for (const { name = "" } of await indexedDB.databases()) {
      if (!name.startsWith("celadon-day-")) continue;
      const database = await done(indexedDB.open(name));
      const visits = (await done(database.transaction("visits").objectStore("visits").getAll())) as {
        tokens: { token: Uint8Array }[];
      }[];
      database.close();
      for (const { tokens } of visits) {
        for (const { token } of tokens) {
          found.push(Array.from(token, (byte) => byte.toString(16).padStart(2, "0")).join(""));
        }
      }
    }
    return found;
  });
  return hex.map((each) => Buffer.from(each, "hex"));
}
