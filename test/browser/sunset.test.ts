import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe } from "node:test";
import { ticketPurpose } from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { comesToHold, filesStillWith, filesWith } from "./files-with.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

const place = "Last Supper Club";

describe("the sunset", { timeout: 180_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  let phone: Device;
  let sunset: number;
  let passOfToday: string;
  const chapter = chapters(() => ({ counter, phone }));

  before(async () => {
    sunset = Math.floor(clock.now()) + 86_400;
    region = await startRegion(clock, "Trial region", 1);
    const timeZone = afternoonZone(clock.now());
    const options = { clock, target: region.server.url, screen: phoneScreen, timeZone };
    [counter, phone] = await Promise.all([
      openDevice(options),
      openDevice({ ...options, profileOnDisk: true }),
    ]);
  });

  after(async () => {
    await Promise.all([counter.close(), phone.close()]);
    await region.close();
  });

  chapter("before it a phone has a visit, on its disk, and the server a claim code and lists", async () => {
    await makePlace(counter.page, place);
    passOfToday = await copyPassOfToday(counter.page);
    await keepSheet(counter.page);
    await citizen.beginCeladon(phone.page);
    await citizen.pasteCode(phone.page, passOfToday);
    await citizen.placeRead(phone.page);
    await citizen.checkIn(phone.page);
    await citizen.checkOut(phone.page);
    await citizen.keptForOffline(phone.page);
    await region.server.issueClaimCode(ticketPurpose.report);
    assert.ok(await comesToHold(phone.profileFolder, [place]));
    assert.deepEqual(rows(region, "claim"), 1);
    assert.ok(rows(region, "batch", "length(bytes) > 0") > 0);
  });

  chapter(
    "fourteen days before it, and later, home and display say so, and the diary can be saved",
    async () => {
      await phone.page.getByTestId("sunset-notice").getByText("This programme ends on").waitFor();
      const [download] = await Promise.all([
        phone.page.waitForEvent("download"),
        phone.page.getByTestId("save-diary").click(),
      ]);
      assert.equal(download.suggestedFilename(), "celadon-diary.json");
      const saved = JSON.parse(await readFile(await download.path(), "utf8")) as {
        visits: { place: string }[];
      };
      assert.deepEqual(
        saved.visits.map((visit) => visit.place),
        [place],
      );
      await download.delete();
      await counter.page.getByText("The programme ends").first().waitFor();
    },
  );

  chapter("until its last minute everything goes on", async () => {
    await region.liveUntil(sunset - 600);
    await citizen.checkNow(phone.page);
    assert.equal(await phone.page.getByTestId("ended").count(), 0);
  });

  chapter(
    "in that second the phone wipes itself and says farewell, with nothing to click but what became of the data",
    async () => {
      phone.troubles.expect(/status of 410/);
      counter.troubles.expect(/status of 410/);
      await clock.advanceTo(sunset + 30);
      assert.equal(await region.server.publish(), null);
      const farewell = phone.page.getByTestId("ended");
      await farewell.waitFor();
      assert.equal(await phone.page.getByRole("button").count(), 0);
      assert.equal(await phone.page.getByRole("link").count(), 0);
      await farewell.getByText("What happened to the data").click();
      await farewell.getByText("On this phone: the diary").waitFor();
      await phone.page.waitForFunction(async () => {
        const [databases, cached, workers] = await Promise.all([
          indexedDB.databases(),
          caches.keys(),
          navigator.serviceWorker.getRegistrations(),
        ]);
        return databases.length + cached.length + workers.length === 0;
      });
    },
  );

  chapter("the databases are gone from the profile's folder on the disk", async () => {
    assert.deepEqual(await filesStillWith(phone.profileFolder, [place]), []);
    await phone.context.close();
    const found = await filesWith(phone.profileFolder, place);
    if (found.length > 0) throw new Error(`the name of the place is in ${found.join(", ")}`);
  });

  chapter("the display shows that it has ended, and no code", async () => {
    await counter.page
      .getByTestId("display-ended")
      .or(counter.page.getByText("This display has ended"))
      .waitFor();
    assert.equal(await counter.page.getByTestId("display-code").count(), 0);
  });

  chapter("the server answers 410 but for root, manifest and log, and its tables are empty", async () => {
    const { url } = region.server;
    const status = async (path: string, method = "GET") => (await fetch(url + path, { method })).status;
    for (const path of ["/v1/root", "/v1/manifest", "/v1/manifest/1", "/v1/log/checkpoint", "/"]) {
      assert.equal(await status(path), 200, path);
    }
    assert.equal(await status("/v1/batch/0"), 410);
    for (const path of ["/v1/tickets", "/v1/reports"]) assert.equal(await status(path, "POST"), 410, path);
    for (const table of ["claim", "pending", "spent"]) assert.equal(rows(region, table), 0, table);
    assert.equal(rows(region, "batch", "length(bytes) > 0"), 0);
  });

  chapter("whoever opens the page now for the first time is told that it has ended", async () => {
    const { page } = counter;
    await page.goto(`${siteOrigin}/`);
    await page.getByTestId("ended").waitFor();
    await assertBlameless(counter);
  });
});

function rows({ dataDirectory }: TrialRegion, table: string, where = "true"): number {
  const database = new DatabaseSync(join(dataDirectory, "celadon.sqlite"), { readOnly: true });
  try {
    return Number(database.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).get()?.["n"]);
  } finally {
    database.close();
  }
}
