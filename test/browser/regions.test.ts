import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import {
  encodeCheckInCode,
  generatePlaceKey,
  intervalOf,
  openRegionRoot,
  passFromPlaceKey,
} from "../../protocol/index.ts";
import type { PeerAddress } from "../../server/mirror/peer-address.ts";
import { openDevice as openHeadless } from "../../web/device/device.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { photograph } from "./photographs.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { countIs } from "./count-is.ts";

const minute = 60;

describe("a traveller between two regions, each with its own server", { timeout: 240_000 }, () => {
  const clock = new ShiftedClock();
  const addresses: PeerAddress[] = [];
  let home: TrialRegion;
  let abroad: TrialRegion;
  let unknown: TrialRegion;
  let traveller: Device;
  let stayer: Device;
  const chapter = chapters(() => ({ traveller, stayer }));

  before(async () => {
    home = await startRegion(clock, "Bay Region", undefined, addresses);
    abroad = await startRegion(clock, "Far Shore", undefined, addresses);
    unknown = await startRegion(clock, "Elsewhere");
    const roots = await Promise.all([home, abroad].map(rootOf));
    for (const [index, region] of [home, abroad].entries()) {
      const other = roots[1 - index]!;
      addresses.push({ root: hex(roots[index]!.hash), url: region.server.url });
      const name = { en: other.name };
      await region.server.renewManifest({
        peers: [{ root: hex(other.hash), name, url: "https://peer.example" }],
      });
    }
    await mirror();
    const options = { clock, target: home.server.url, screen: phoneScreen, camera: "refused" } as const;
    const timeZone = afternoonZone(clock.now());
    traveller = await openDevice({ ...options, timeZone });
    stayer = await openDevice({ ...options, timeZone });
    for (const { page } of [traveller, stayer]) await citizen.beginCeladon(page);
  });

  after(async () => {
    for (const each of [traveller, stayer, home, abroad, unknown]) await each.close();
  });

  async function mirror(): Promise<void> {
    for (const { server } of [home, abroad]) await server.mirrorPeers();
  }

  /** A printed pass of a place in a region, good around now. */
  async function passIn(region: TrialRegion, name: string): Promise<string> {
    const now = intervalOf(clock.now());
    const pass = passFromPlaceKey(generatePlaceKey(), now - 12, now + 12);
    return encodeCheckInCode({ kind: "printed", regionId: (await rootOf(region)).id, name, pass });
  }

  /** Somebody who lives in that region was there for the last hour, and reports it. */
  async function reportedBySomeone(region: TrialRegion, code: string): Promise<void> {
    const now = () => Math.floor(clock.now());
    const { url } = region.server;
    const phone = await openHeadless({ fetch, origin: url, now, indexedDB: new IDBFactory(), locks: null });
    await phone.sync();
    const { id } = await phone.checkIn(await phone.readCode(code), { arrival: now() - 60 * minute });
    await phone.checkOut();
    await phone.startReport(await region.server.issueClaimCode(1), [id]);
    for (;;) {
      const { nextDue, problem } = await phone.runOutbox();
      assert.equal(problem, null);
      if (nextDue === null) break;
      await clock.advanceTo(nextDue);
    }
    phone.close();
  }

  async function visitFor(device: Device, code: string): Promise<void> {
    const { page } = device;
    await citizen.pasteCode(page, code);
    await citizen.cameEarlier(page, "1 hour ago");
    await citizen.checkIn(page);
    await citizen.checkOut(page);
  }

  async function nextLists(): Promise<void> {
    await home.liveUntilNextBatch();
    await abroad.server.publish();
    await mirror();
    for (const { page } of [traveller, stayer]) await citizen.checkNow(page);
  }

  chapter("a code of another region is said to be one, and is checked in with all the same", async () => {
    const { page } = traveller;
    const code = await passIn(abroad, "Ferry Café");
    await citizen.pasteCode(page, code);
    await page.getByTestId("place-region").getByText("This place is in Far Shore.").waitFor();
    await checkScreen(page, "a code of another region");
    await citizen.cameEarlier(page, "1 hour ago");
    await citizen.checkIn(page);
    await citizen.checkOut(page);
    await visitFor(stayer, await passIn(home, "Library"));
    await reportedBySomeone(abroad, code);
  });

  chapter(
    "the traveller is warned from abroad; who stayed at home is green, and asked for the same",
    async () => {
      await nextLists();
      await citizen.statusBecomes(traveller.page, "yellow");
      await citizen.statusBecomes(stayer.page, "green");
      assert.match((await citizen.shownStatus(traveller.page)).why, /Ferry Café/);
      const asked = ({ wayOut }: Device) =>
        wayOut.seen.map(({ address }) => address).filter((address) => address.startsWith("/v1/"));
      assert.deepEqual(asked(stayer), asked(traveller));
      assert.ok(asked(stayer).some((address) => address.startsWith("/v1/peer/")));
    },
  );

  chapter("why: the rule of the region that warned, and its name at the visit", async () => {
    const { page } = traveller;
    await citizen.explain(page);
    await page.getByRole("heading", { name: "The rule in Far Shore" }).waitFor();
    await page.getByTestId("why-visit").getByText("In Far Shore, and compared").waitFor();
    await page.getByRole("heading", { name: "The lists of Far Shore" }).waitFor();
    await checkScreen(page, "why, by another region");
    await citizen.goBack(page);
  });

  chapter("one diary is warned at home as well", async () => {
    const code = await passIn(home, "Reading Room");
    await visitFor(traveller, code);
    await reportedBySomeone(home, code);
    await nextLists();
    await citizen.explain(traveller.page);
    await countIs(traveller.page.getByTestId("why-visit"), 2);
    await countIs(traveller.page.getByTestId("why-rule"), 2);
    await citizen.goBack(traveller.page);
  });

  chapter("a report leaves the visit abroad out, and says whom to tell", async () => {
    const { page } = traveller;
    await citizen.beginReport(page, await home.server.issueClaimCode(1));
    await page.getByTestId("claim-go-on").click();
    await page.getByTestId("report-elsewhere").getByText("Far Shore").waitFor();
    await countIs(page.getByTestId("choose-visit"), 1);
    await checkScreen(page, "a report, with visits abroad");
    await citizen.openCeladon(page);
  });

  chapter("an unknown region is said to be one; its visit makes green grey", async () => {
    const { page } = stayer;
    await citizen.pasteCode(page, await passIn(unknown, "Hut"));
    await page.getByTestId("place-region").getByText("does not know").waitFor();
    await checkScreen(page, "a code of an unknown region");
    await citizen.checkIn(page);
    await citizen.checkOut(page);
    await citizen.statusBecomes(page, "grey");
    assert.match((await citizen.shownStatus(page)).why, /region that this phone does not follow/);
    await photograph(page, "grey by an unknown region");
    await page.getByTestId("diary").getByText("Hut").click();
    await page.getByTestId("visit-region").getByText("not compared").waitFor();
    await checkScreen(page, "a visit in an unknown region");
    await citizen.openCeladon(page);
  });

  chapter("the record lists the other region", async () => {
    const { page } = traveller;
    await page.getByTestId("more").click();
    await page.getByRole("button", { name: "The public record" }).click();
    await page.getByTestId("peer").getByText("Its newest list is from").waitFor();
    await checkScreen(page, "the record, with another region");
  });
});

async function rootOf({ server }: TrialRegion) {
  return openRegionRoot(await (await fetch(`${server.url}/v1/root`)).text());
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
