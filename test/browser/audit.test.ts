import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import type { Page, Route } from "playwright";
import {
  decodeTicketRequest,
  epochOf,
  generateTicketKeyPair,
  issueTickets,
  ticketPurpose,
} from "../../protocol/index.ts";
import { monitor } from "../../server/monitor/monitor.ts";
import { type RunningServer, startServer } from "../../server/server.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, makePlace } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

const place = "Reading Room";

describe("a server that lies", { timeout: 180_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let folder: string;
  let twin: RunningServer;
  let phone: Device;
  const chapter = chapters(() => ({ phone }));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "celadon-browser-twin-"));
    region = await startRegion(clock, "Trial region");
    const timeZone = afternoonZone(clock.now());
    // Without the service worker, whose requests a test cannot answer.
    const options = { target: region.server.url, screen: phoneScreen, serviceWorkers: "block" } as const;
    phone = await openDevice({ ...options, clock, timeZone, camera: "refused" });
    phone.troubles.expect(/Service Worker registration blocked/);
    phone.troubles.expect(/status of 404/);
  });

  after(async () => {
    await phone.close();
    await twin.close();
    await region.close();
    await rm(folder, { recursive: true });
  });

  /** The server answers this path otherwise, until it is honest again. */
  async function lie(path: string | RegExp, answer: (route: Route) => Promise<void>): Promise<void> {
    await phone.page.route(path, answer);
  }

  async function honestAgain(): Promise<void> {
    await phone.page.unrouteAll({ behavior: "wait" });
    await citizen.checkNow(phone.page);
  }

  /** The page says which break it is, and shows grey. The diary is as it was. */
  async function caught(reason: string): Promise<void> {
    const { page } = phone;
    await page.getByTestId("check-now").click();
    await page.locator(`[data-testid="broken"][data-reason="${reason}"]`).waitFor();
    await citizen.statusBecomes(page, "grey");
    await page.getByTestId("diary").getByText(place).first().waitFor();
  }

  async function mended(): Promise<void> {
    await honestAgain();
    await citizen.statusBecomes(phone.page, "green");
    assert.equal(await phone.page.getByTestId("broken").count(), 0);
  }

  chapter("a visitor is green", async () => {
    const { page } = phone;
    await makePlace(page, place);
    const pass = await copyPassOfToday(page);
    await citizen.beginCeladon(page);
    await citizen.pasteCode(page, pass);
    await citizen.placeRead(page);
    await citizen.checkIn(page);
    await citizen.checkOut(page);
    await region.liveUntilNextBatch();
    await citizen.checkNow(page);
    await citizen.statusBecomes(page, "green");
  });

  chapter("rolls back by one entry", async () => {
    const earlier = await checkpointOf(region.server);
    await cp(region.dataDirectory, folder, { recursive: true });
    const options = { dataDirectory: folder, port: 0, periodSeconds: 3600, publishByItself: false };
    twin = await startServer({ ...options, clock: clock.now });
    await region.liveUntilNextBatch();
    await citizen.checkNow(phone.page);
    await lie(/\/v1\/log\/checkpoint$/, (route) => route.fulfill({ body: earlier }));
    await caught("rollback");
    await mended();
  });

  chapter("drops a batch", async () => {
    await lie(/\/v1\/batch\//, (route) => route.fulfill({ status: 404 }));
    await region.liveUntilNextBatch();
    await caught("missing");
    await mended();
  });

  chapter("alters one byte of a batch", async () => {
    await lie(/\/v1\/batch\//, async (route) => {
      const body = Buffer.from(await (await fetch(addressAt(region.server, route))).arrayBuffer());
      body[100]! ^= 1;
      await route.fulfill({ body });
    });
    await region.liveUntilNextBatch();
    await caught("altered");
    await mended();
  });

  chapter("gives a batch that was never logged", async () => {
    assert.ok((await twin.publish()) !== null);
    const { number } = await newestBatch(twin);
    const unlogged = await (await fetch(`${twin.url}/v1/batch/${number}`)).arrayBuffer();
    await lie(/\/v1\/batch\//, (route) => route.fulfill({ body: Buffer.from(unlogged) }));
    await region.liveUntilNextBatch();
    await caught("altered");
    await mended();
  });

  chapter("gives rules that were never logged, to somebody who begins", async () => {
    await twin.renewManifest();
    const unlogged = await (await fetch(`${twin.url}/v1/manifest`)).text();
    const options = { target: region.server.url, screen: phoneScreen, serviceWorkers: "block" } as const;
    const newcomer = await openDevice({ ...options, clock, camera: "refused" });
    try {
      newcomer.troubles.expect(/Service Worker registration blocked/);
      const { page } = newcomer;
      await page.route(/\/v1\/manifest$/, (route) => route.fulfill({ body: unlogged }));
      await page.goto(`${siteOrigin}/`);
      for (const button of ["Next", "Next", "Begin"])
        await page.getByRole("button", { name: button }).click();
      await page.locator('[data-testid="broken"][data-reason="unlogged"]').waitFor();
      await citizen.statusBecomes(page, "grey");
      await page.unrouteAll({ behavior: "wait" });
      await page.getByTestId("check-now").click();
      await citizen.listCompared(page);
      assert.equal(await page.getByTestId("broken").count(), 0);
    } finally {
      await newcomer.close();
    }
  });

  chapter("answers a claim with a ticket key that is not in the manifest", async () => {
    const { page } = phone;
    await lie(/\/v1\/tickets$/, async (route) => {
      const request = decodeTicketRequest(new Uint8Array(route.request().postDataBuffer()!));
      const epoch = epochOf(Math.floor(clock.now()));
      await route.fulfill({
        body: Buffer.from(issueTickets(request, ticketPurpose.report, epoch, generateTicketKeyPair())),
      });
    });
    await citizen.beginReport(page, await region.server.issueClaimCode(ticketPurpose.report));
    await citizen.chooseVisits(page, place);
    await citizen.reviewReport(page);
    await citizen.sendReport(page);
    await page.getByText("The server's answer did not prove what it must.").waitFor();
    await citizen.goBack(page);
    assert.ok(!phone.wayOut.seen.some(({ address }) => address.endsWith("/v1/reports")));
    await mended();
  });

  chapter("shows this phone another history", async () => {
    while ((await sizeOf(twin)) <= (await sizeOf(region.server))) {
      await region.liveUntilNextBatch();
      await twin.renewManifest();
      await twin.publish();
    }
    await lie(/\/v1\//, async (route) => {
      const answer = await fetch(addressAt(twin, route));
      await route.fulfill({ status: answer.status, body: Buffer.from(await answer.arrayBuffer()) });
    });
    await caught("fork");
    await honestAgain();
    await citizen.statusBecomes(phone.page, "grey");
    await phone.page.locator('[data-testid="broken"][data-reason="fork"]').waitFor();
  });

  chapter("is proved to have lied, by files for whoever checks", async () => {
    const { page } = phone;
    await page.getByTestId("broken").getByRole("button").click();
    await page.getByRole("heading", { name: "The public record" }).waitFor();
    await checkScreen(page, "public record");
    const fork = page.locator('[data-testid="break"][data-reason="fork"]');
    const evidence = JSON.parse(await saved(page, fork.getByTestId("save-evidence"))) as Record<
      string,
      string
    >;
    const shown = await saved(page, fork.getByTestId("save-served"));
    const own = await saved(page, page.getByTestId("save-checkpoint"));
    assert.equal(evidence["reason"], "fork");
    assert.equal(evidence["servedCheckpoint"], shown);
    assert.equal(own, await checkpointOf(region.server));
    assert.equal(await monitored(shown), 1, "the one that was shown is none of this log");
    assert.equal(await monitored(own), 0, "the one that the phone holds is");
  });

  chapter("is believed again only when the person begins anew", async () => {
    const { page } = phone;
    await page.getByTestId("start-anew").click();
    await page.getByTestId("start-anew").waitFor({ state: "detached" });
    await citizen.goBack(page);
    await citizen.statusBecomes(page, "green");
    assert.equal(await page.getByTestId("broken").count(), 0);
    await page.getByTestId("diary").getByText(place).first().waitFor();
    assert.deepEqual(phone.troubles.all, []);
  });

  async function monitored(checkpoint: string): Promise<number> {
    const checkpointFile = join(folder, "checkpoint.txt");
    await writeFile(checkpointFile, checkpoint);
    const now = Math.floor(clock.now());
    return monitor({ origin: region.server.url, now, write: () => undefined, checkpointFile });
  }
});

async function saved(page: Page, button: ReturnType<Page["locator"]>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return readFile(await download.path(), "utf8");
}

/** Where a server has what the page asks for. */
function addressAt({ url }: RunningServer, route: Route): string {
  return url + new URL(route.request().url()).pathname;
}

async function checkpointOf({ url }: RunningServer): Promise<string> {
  return (await fetch(`${url}/v1/log/checkpoint`)).text();
}

async function sizeOf(server: RunningServer): Promise<number> {
  return Number((await checkpointOf(server)).split("\n")[1]);
}

/** The number of the last batch that a server has. */
async function newestBatch({ url }: RunningServer): Promise<{ number: number }> {
  let number = 0;
  while ((await fetch(`${url}/v1/batch/${number + 1}`)).ok) number++;
  return { number };
}
