import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { ticketPurpose } from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { film, holdBefore } from "./camera.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { comesToHold, filesStillWith } from "./files-with.ts";
import { endGathering, showCode } from "./meet-steps.ts";
import { assertBlameless, withoutRequest } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyDisplayedCode } from "./venue-steps.ts";

const name = "Mei’s table";

describe("meeting at nobody's place", { timeout: 240_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let host: Device;
  let guest: Device;
  /** A host whose profile is kept on the disk. */
  let keeper: Device;
  const chapter = chapters(() => ({ host, guest, keeper }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const options = {
      clock,
      target: region.server.url,
      screen: phoneScreen,
      timeZone: afternoonZone(clock.now()),
    };
    [host, guest, keeper] = await Promise.all([
      openDevice({ ...options, pixelRatio: 2 }),
      openDevice(options),
      openDevice({ ...options, profileOnDisk: true }),
    ]);
    for (const { page } of [host, guest, keeper]) await citizen.beginCeladon(page);
    await citizen.keptForOffline(host.page);
  });

  after(async () => {
    await Promise.all([host.close(), guest.close(), keeper.close()]);
    await region.close();
  });

  chapter("a phone shows its code without a network, and asks for nothing", async () => {
    const { page } = host;
    await host.setOffline(true);
    await withoutRequest(host, async () => {
      await page.getByTestId("meet").click();
      await page.getByLabel("What your guests see").waitFor();
      await checkScreen(page, "before one's code");
      await citizen.goBack(page);
      await showCode(page, name, "4 hours");
      await page.getByRole("heading", { name }).waitFor();
    });
    await checkScreen(page, "one's code");
    const code = (await page.getByTestId("display-code").boundingBox())!;
    assert.ok(code.width >= phoneScreen.width * 0.76, `${code.width} px wide`);
    assert.ok(code.y + code.height <= phoneScreen.height, "the whole code is in view");
    await host.setOffline(false);
  });

  chapter("a guest scans it with the camera, two taps", async () => {
    await holdBefore(guest.filmFile, await film(host.page));
    await citizen.openScanner(guest.page);
    await citizen.placeRead(guest.page);
    assert.equal(await guest.page.getByTestId("place-name").innerText(), name);
    await guest.page.getByText("people can guess who it was").waitFor();
    await citizen.checkIn(guest.page);
  });

  chapter(
    "the code is another in the next ten minutes, after a reload too, and in a second tab",
    async () => {
      const { page } = host;
      const first = await copyDisplayedCode(page);
      await clock.advance(25 * 60);
      const now = await copyDisplayedCode(page);
      assert.notEqual(now, first);
      await citizen.openCeladon(page);
      await page.getByTestId("show-code").click();
      assert.equal(await copyDisplayedCode(page), now);
      const tab = await host.context.newPage();
      await citizen.openCeladon(tab);
      await tab.getByTestId("show-code").click();
      assert.equal(await copyDisplayedCode(tab), now);
      await tab.close();
    },
  );

  chapter("what is past is gone from the profile's folder on the disk", async () => {
    await showCode(keeper.page, name, "2 hours");
    const nodes = await storedNodes(keeper);
    assert.ok(await comesToHold(keeper.profileFolder, nodes));
    // A browser that has only just begun to keep anything clears away from its second deletion on.
    for (let times = 0; times < 2; times++) {
      await clock.advance(20 * 60);
      await keeper.page.waitForFunction(async () => {
        const names = (await indexedDB.databases()).map((each) => each.name!);
        return names.filter((each) => each.startsWith("celadon-open-")).length === 1;
      });
    }
    const kept = new Set((await storedNodes(keeper)).map((node) => Buffer.from(node).toString("hex")));
    const gone = nodes.filter((node) => !kept.has(Buffer.from(node).toString("hex")));
    assert.ok(gone.length > 0);
    assert.deepEqual(await filesStillWith(keeper.profileFolder, gone), []);
  });

  chapter("the host may go on for longer, and ends it; it stands in the diary as a visit", async () => {
    const { page } = host;
    await page.getByTestId("extend").click();
    await page.locator("[data-announcer]").getByText("Goes on until").waitFor();
    await clock.advance(30 * 60);
    await endGathering(page);
    assert.match(await page.getByTestId("diary").getByTestId("visit").first().innerText(), /Mei’s table/);
    await citizen.checkOut(guest.page);
  });

  chapter("the guest reports, and the host is warned, by name", async () => {
    await citizen.beginReport(guest.page, await region.server.issueClaimCode(ticketPurpose.report));
    await citizen.chooseVisits(guest.page, name);
    await citizen.reviewReport(guest.page);
    await citizen.sendReport(guest.page);
    await citizen.messagesLeave(guest.page);
    await citizen.allMessagesSent(guest.page, clock);
    await region.liveUntilNextBatch();
    await citizen.openCeladon(host.page);
    await citizen.checkNow(host.page);
    await citizen.statusBecomes(host.page, "yellow");
    assert.match((await citizen.shownStatus(host.page)).why, /Mei’s table/);
  });

  chapter("without a complaint", async () => {
    for (const device of [host, guest]) await assertBlameless(device);
  });
});

/** The nodes of the pass that the host's phone stores. */
async function storedNodes({ page }: Device): Promise<Uint8Array[]> {
  const hex = await page.evaluate(async () => {
    const [found] = (await indexedDB.databases()).filter((each) => each.name!.startsWith("celadon-open-"));
    const opened = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(found!.name!);
      request.addEventListener("success", () => resolve(request.result));
    });
    const [open] = await new Promise<{ code: { pass: { nodes: Uint8Array[] } } }[]>((resolve) => {
      const request = opened.transaction("value").objectStore("value").getAll();
      request.addEventListener("success", () => resolve(request.result as never));
    });
    opened.close();
    return open!.code.pass.nodes.map((node) =>
      [...node].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    );
  });
  return hex.map((text) => Buffer.from(text, "hex"));
}
