import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright";
import {
  decodeCheckInCode,
  deriveToken,
  intervalOf,
  intervalSeconds,
  intervalStart,
  passFromPlaceKey,
  placeInfo,
} from "../../protocol/index.ts";
import { decodeRecoverySheet, type RecoverySheet } from "../../web/venue/recovery-sheet.ts";
import { nodesAbove } from "../venue/disk.ts";
import { type Device, openDevice, tabletScreen } from "./browser.ts";
import { film, holdBefore, steadyHand } from "./camera.ts";
import { tuesday } from "./cast.ts";
import { chapters } from "./chapters.ts";
import { comesToHold, filesStillWith, filesWith } from "./files-with.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copySheet, displayCode, keepSheet, makePlace, openMenu, openPlaces } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

const name = "Lan Fong Yuen";

describe("the disk of a display", { timeout: 240_000 }, () => {
  const clock = new ShiftedClock(tuesday + (18 * 60 + 20) * 60 + 5);
  const made = intervalOf(clock.now());
  let region: TrialRegion;
  let counter: Device;
  let second: Device;
  let images: string;
  let sheet: RecoverySheet;
  const chapter = chapters(() => ({ counter, second }));

  before(async () => {
    region = await startRegion(clock, "Harbour district", 20);
    const options = { clock, target: region.server.url, screen: tabletScreen, profileOnDisk: true };
    [counter, second] = [await openDevice(options), await openDevice(options)];
    images = await mkdtemp(join(tmpdir(), "celadon-image-"));
  });

  after(async () => {
    await Promise.all([counter, second].map((device) => device.close()));
    await region.close();
    await rm(images, { recursive: true, force: true });
  });

  /** Let intervals pass one by one; the page drops each from its disk. */
  async function live(intervals: number): Promise<void> {
    for (let passed = 0; passed < intervals; passed++) {
      await clock.advance(intervalSeconds);
      const now = intervalOf(clock.now());
      for (const { page } of [counter, second]) {
        if ((await displayCode(page).count()) === 0) continue;
        await until(
          async () => ((await storedPasses(page))[0]?.start ?? 0) >= now,
          "the interval is dropped",
        );
      }
    }
  }

  async function stillOnDisk(nodes: readonly Uint8Array[]): Promise<string[]> {
    const found = [counter, second].map((device) => filesStillWith(device.profileFolder, nodes));
    return (await Promise.all(found)).flat();
  }

  chapter("a display lives for a while, and a second one is paired with it", async () => {
    await makePlace(counter.page, name);
    sheet = decodeRecoverySheet(await copySheet(counter.page));
    await keepSheet(counter.page);
    await live(2);
    await openPlaces(counter.page);
    await openMenu(counter.page, name);
    await counter.page.getByTestId("place-share").click();
    await counter.page.getByRole("button", { name: "Show the code" }).click();
    await counter.page.getByTestId("code-film").waitFor();
    await second.page.goto(`${siteOrigin}/venue/`);
    await holdBefore(second.filmFile, await film(counter.page, steadyHand));
    await second.page.getByRole("button", { name: "This is a second display" }).click();
    await displayCode(second.page).waitFor();
    await openPlaces(counter.page);
    await counter.page.getByRole("button", { name: `Open display of ${name}` }).click();
    await displayCode(counter.page).waitFor();
    await live(2);
  });

  chapter(
    "neither key nor any node of the past is in the files of either, and what is to come is",
    async () => {
      const now = intervalOf(clock.now());
      assert.ok(now >= made + 4);
      const past = nodesAbove(sheet.placeKey, made - 3, now).map((node) => Buffer.from(node, "hex"));
      for (const device of [counter, second]) {
        const [pass] = await storedPasses(device.page);
        const toCome = pass!.nodes.map((node) => Buffer.from(node, "hex"));
        assert.ok(await comesToHold(device.profileFolder, toCome), "what is to come");
        assert.deepEqual(await filesWith(device.profileFolder, sheet.placeKey), []);
      }
      // The browser clears away what was deleted a moment later or, where it was just reading there, with one of the next intervals.
      let left = await stillOnDisk(past);
      for (let more = 0; more < 3 && left.length > 0; more++) {
        await live(1);
        left = await stillOnDisk(past);
      }
      assert.deepEqual(left, [], "a node of the past");
    },
  );

  chapter(
    "started from its disk image it goes on, and can make no token of the past; the sheet can",
    async () => {
      const info = placeInfo(sheet.regionId, sheet.name);
      for (const [index, device] of [counter, second].entries()) {
        const image = join(images, String(index));
        await copyDisk(device.profileFolder, image);
        const stolen = await openDevice({
          clock,
          target: region.server.url,
          screen: tabletScreen,
          diskImage: image,
        });
        try {
          await stolen.page.goto(`${siteOrigin}/venue/`);
          await displayCode(stolen.page).waitFor();
          const passes = await storedPasses(stolen.page);
          const now = intervalOf(clock.now());
          assert.ok(passes.length === 1 && passes[0]!.start >= now - 1);
          const nodes = passes[0]!.nodes.map((node) => Buffer.from(node, "hex"));
          const pass = { start: passes[0]!.start, end: passes[0]!.end, nodes };
          for (let interval = made - 3; interval < pass.start; interval++) {
            assert.equal(deriveToken(pass, info, interval), null);
            const bySheet = deriveToken(passFromPlaceKey(sheet.placeKey, made - 3, pass.end), info, interval);
            assert.equal(bySheet?.length, 16);
          }
          assert.deepEqual(
            deriveToken(pass, info, pass.start),
            deriveToken(passFromPlaceKey(sheet.placeKey, pass.start, pass.end), info, pass.start),
          );
        } finally {
          await stolen.close();
        }
      }
      const code = decodeCheckInCode(
        await displayCode(second.page).evaluate((element) => (element as unknown as { text: string }).text),
      );
      assert.ok(intervalStart(code.pass.start) <= clock.now());
    },
  );

  chapter("without a complaint", async () => {
    // A profile on the disk has errands of its browser's own.
    for (const { troubles } of [counter, second]) assert.deepEqual(troubles.all, []);
  });
});

/**
 * As whoever pulls the plug finds it: the browser is not asked to close. Its lock is not part of the disk's content, and a file that it
 * takes away while it is being copied makes the copy none of any one moment: then another is made.
 */
async function copyDisk(folder: string, image: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await cp(folder, image, { recursive: true, filter: (path) => !/\/Singleton\w+$/.test(path) });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || tries === 20) throw error;
      await rm(image, { recursive: true, force: true });
      await setTimeout(250);
    }
  }
}

/** Look until it is so, or the words are true. */
async function until(isSo: () => Promise<boolean>, words: string): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    if (await isSo()) return;
    await setTimeout(500);
  }
  assert.fail(words);
}

/** The passes in a display's storage, nodes in hex. */
function storedPasses(page: Page) {
  return page.evaluate(async () => {
    const done = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("failed")));
      });
    const names = (await indexedDB.databases()).map((each) => each.name!);
    const found: { start: number; end: number; nodes: string[] }[] = [];
    for (const each of names.filter((one) => /^celadon-venue-places-\d+$/.test(one))) {
      const database = await done(indexedDB.open(each));
      const places = database.objectStoreNames.contains("value")
        ? ((await done(database.transaction("value").objectStore("value").getAll())) as {
            pass: { start: number; end: number; nodes: Uint8Array[] } | null;
          }[])
        : [];
      database.close();
      for (const { pass } of places) {
        if (pass === null) continue;
        const hex = (node: Uint8Array) =>
          [...node].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        found.push({ start: pass.start, end: pass.end, nodes: pass.nodes.map(hex) });
      }
    }
    return found;
  });
}
