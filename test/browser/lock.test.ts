import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { setTimeout } from "node:timers/promises";
import { bytesToHex } from "@noble/hashes/utils.js";
import {
  decodeCheckInCode,
  intervalOf,
  placeInfo,
  deriveToken,
  ticketPurpose,
} from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { comesToHold, filesStillWith, filesWith } from "./files-with.ts";
import * as lock from "./lock-steps.ts";
import { assertBlameless, withoutRequest } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";
import { countIs } from "./count-is.ts";

const place = "Teehaus am Westsee";
const note = "mit den Kindern am Fenster";
const passphrase = "vier gruene Schalen";

describe("the lock", { timeout: 300_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  /** Its profile is on the disk. */
  let phone: Device;
  /** With a passkey. */
  let other: Device;
  let pass: string;
  let needles: (string | Uint8Array)[] = [];
  const chapter = chapters(() => ({ counter, phone, other }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const timeZone = afternoonZone(clock.now());
    const options = { clock, target: region.server.url, screen: phoneScreen, timeZone };
    [counter, phone, other] = await Promise.all([
      openDevice(options),
      openDevice({ ...options, profileOnDisk: true }),
      openDevice(options),
    ]);
    await makePlace(counter.page, place);
    pass = await copyPassOfToday(counter.page);
    await keepSheet(counter.page);
  });

  after(async () => {
    await Promise.all([counter.close(), phone.close(), other.close()]);
    await region.close();
  });

  /** What of the needles is in the profile, once the browser has had time to clear away. */
  function found(): Promise<string[]> {
    return filesStillWith(phone.profileFolder, needles);
  }

  chapter("without it, place, note and tokens lie in clear on the disk", async () => {
    const { page } = phone;
    await citizen.beginCeladon(page);
    await citizen.keptForOffline(page);
    await citizen.pasteCode(page, pass);
    await citizen.placeRead(page);
    const interval = intervalOf(clock.now());
    await citizen.checkIn(page);
    await citizen.checkOut(page);
    await page.getByTestId("visit").first().click();
    await page.getByTestId("edit").click();
    await page.getByLabel("Note").fill(note);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByTestId("edit").waitFor();
    const code = decodeCheckInCode(pass);
    const token = deriveToken(code.pass, placeInfo(code.regionId, code.name), interval)!;
    needles = [place, note, token, bytesToHex(token)];
    assert.ok(await comesToHold(phone.profileFolder, [place]));
    assert.ok(await comesToHold(phone.profileFolder, [token]));
  });

  chapter("it is turned on with a passphrase, without a request, and says what it means", async () => {
    const { page } = phone;
    await citizen.openCeladon(page);
    await lock.openLock(page);
    await checkScreen(page, "lock, off");
    await withoutRequest(phone, async () => {
      await page.getByTestId("type-passphrase").click();
      await lock.typePassphrase(page, "kurz");
      await page.getByTestId("lock-problem").getByText("too short").waitFor();
      await lock.typePassphrase(page, passphrase);
      await page.getByTestId("lock-on").waitFor();
    });
    await checkScreen(page, "lock, on");
    await page.getByTestId("lock-now").click();
    await page.getByTestId("go-unlock").waitFor();
    await checkScreen(page, "lock, locked");
  });

  chapter("with it on, nothing of that is in the profile's files", async () => {
    const { page } = phone;
    await citizen.openCeladon(page);
    await lock.isLocked(page);
    await checkScreen(page, "home, locked");
    assert.equal(await page.getByTestId("diary").count(), 0);
    assert.deepEqual(await found(), []);
  });

  chapter(
    "checking in works while it is locked; only the place where one is stays readable, until one leaves",
    async () => {
      const { page } = phone;
      await citizen.pasteCode(page, pass);
      await citizen.placeRead(page);
      await citizen.checkIn(page);
      await lock.isLocked(page);
      await checkScreen(page, "home, locked and checked in");
      assert.ok(await comesToHold(phone.profileFolder, [place]), "the open visit's pass holds the name");
      assert.deepEqual(await filesWith(phone.profileFolder, note), []);
      await page.getByTestId("leave").click();
      await page.getByTestId("current-visit").waitFor({ state: "detached" });
      assert.deepEqual(await found(), []);
    },
  );

  chapter("a wrong passphrase is said and changes nothing; the right one shows everything", async () => {
    const { page } = phone;
    await page.getByTestId("unlock").click();
    await checkScreen(page, "unlock");
    await lock.typePassphrase(page, "fuenf gruene Schalen");
    await page.getByTestId("lock-problem").getByText("does not open the lock").waitFor();
    await lock.typePassphrase(page, passphrase.toUpperCase());
    await page.getByTestId("diary").waitFor();
    await countIs(page.getByTestId("visit"), 2);
    await citizen.statusBecomes(page, "green");
    await checkScreen(page, "home, unlocked");
  });

  chapter("a claim code that is typed is not in the files either", async () => {
    const { page } = phone;
    const claimCode = await region.server.issueClaimCode(ticketPurpose.report);
    await citizen.beginReport(page, claimCode);
    await citizen.chooseVisits(page, place);
    await citizen.reviewReport(page);
    await phone.setOffline(true);
    await citizen.sendReport(page);
    await setTimeout(500);
    needles = [...needles, claimCode, claimCode.replaceAll("-", "")];
    assert.deepEqual(await found(), []);
    await phone.setOffline(false);
  });

  chapter(
    "it locks by itself after five minutes without use, and at once when the page is loaded anew",
    async () => {
      const { page } = phone;
      await citizen.openCeladon(page);
      await lock.isLocked(page);
      await lock.unlock(page, passphrase);
      await clock.advance(240);
      await countIs(page.getByTestId("diary"), 1);
      await clock.advance(70);
      await lock.isLocked(page);
      // A screen that needs the diary waits behind the unlocking.
      await page.getByTestId("report").click();
      await lock.typePassphrase(page, passphrase);
      await page.locator(`[data-screen="report-code"]`).waitFor();
    },
  );

  chapter("two tabs: locking by hand locks both", async () => {
    const { page, context } = phone;
    const tab = await context.newPage();
    await citizen.openCeladon(tab);
    await lock.isLocked(tab);
    await lock.unlock(tab, passphrase);
    await citizen.openCeladon(page);
    await lock.unlock(page, passphrase);
    await lock.openLock(tab);
    await tab.getByTestId("lock-now").click();
    await lock.isLocked(page);
    await tab.close();
  });

  chapter("a quiet home keeps the status closed until it is held, by finger or key", async () => {
    const { page } = phone;
    await lock.unlock(page, passphrase);
    await lock.openLock(page);
    await page.getByTestId("quiet-home").click();
    await citizen.goBack(page);
    await citizen.goBack(page);
    const hold = page.getByTestId("hold-status");
    await hold.waitFor();
    assert.equal(await page.getByTestId("status").count(), 0);
    await checkScreen(page, "quiet home");
    await hold.dispatchEvent("pointerdown");
    await page.getByTestId("status").waitFor();
    await hold.dispatchEvent("pointerup");
    await page.getByTestId("status").waitFor({ state: "detached" });
    await hold.focus();
    await page.keyboard.down("Space");
    await page.getByTestId("status").waitFor();
    await page.keyboard.up("Space");
    await page.getByTestId("status").waitFor({ state: "detached" });
  });

  chapter("a passkey locks and unlocks, and what its PRF says does not leave the page", async () => {
    const { page, context } = other;
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await citizen.beginCeladon(page);
    await citizen.pasteCode(page, pass);
    await citizen.placeRead(page);
    await citizen.checkIn(page);
    await citizen.checkOut(page);
    await lock.openLock(page);
    await withoutRequest(other, async () => {
      await page.getByTestId("add-passkey").click();
      await page.getByTestId("lock-on").waitFor();
      await page.getByTestId("lock-now").click();
      await page.getByTestId("go-unlock").click();
      await page.getByTestId("unlock-by-passkey").click();
      await page.getByTestId("lock-on").waitFor();
    });
    await citizen.openCeladon(page);
    await lock.isLocked(page);
    await page.getByTestId("unlock").click();
    await page.getByTestId("unlock-by-passkey").click();
    await page.getByTestId("diary").getByText(place).waitFor();
  });

  chapter("everything can be erased while it is locked", async () => {
    const { page } = other;
    await citizen.openCeladon(page);
    await lock.isLocked(page);
    await page.getByTestId("more").click();
    await page.getByTestId("more-erase").click();
    await page.getByTestId("hold-two-steps").click();
    await page.getByTestId("hold-confirm").click();
    await page.getByTestId("erased").waitFor();
    assert.deepEqual(
      await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)),
      [],
    );
  });

  chapter("without a complaint", async () => {
    // A browser whose profile is on the disk asks its maker this and that on its own account.
    for (const device of [counter, other]) await assertBlameless(device);
  });
});
