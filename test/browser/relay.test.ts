import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright";
import { obliviousRequestBytes, obliviousResponseBytes, ticketPurpose } from "../../protocol/index.ts";
import { type RunningRelay, startRelay } from "../../server/relay/start-relay.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";

const place = "Corner Library";
const host = "relay.example";

/** What came to the relay, as the proxy in front of it saw it. */
interface Arrived {
  readonly method: string;
  readonly size: number;
  readonly answered: number;
}

describe("a relay on another origin", { timeout: 180_000 }, () => {
  const clock = new ShiftedClock();
  const tunnels = new Map<string, number>();
  const arrived: Arrived[] = [];
  let region: TrialRegion;
  let relay: RunningRelay;
  let front: Server;
  let ann: Device;
  const chapter = chapters(() => ({ ann }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    relay = await startRelay({ gateway: `${region.server.url}/v1/ohttp`, port: 0 });
    front = await httpsInFrontOf(relay, arrived);
    const options = { clock, target: region.server.url, screen: phoneScreen, tunnels };
    ann = await openDevice({ ...options, timeZone: afternoonZone(clock.now()) });
  });

  after(async () => {
    await ann.close();
    front.close();
    front.closeAllConnections();
    await relay.close();
    await region.close();
  });

  const toServer = () =>
    ann.wayOut.seen
      .filter(({ method, foreign }) => method === "POST" && !foreign)
      .map(({ address }) => address);

  chapter("is named only after the page was kept for use offline", async () => {
    await makePlace(ann.page, place);
    const pass = await copyPassOfToday(ann.page);
    await keepSheet(ann.page);
    await citizen.beginCeladon(ann.page);
    await citizen.keptForOffline(ann.page);
    await region.server.renewManifest({ relays: [`https://${host}/`] });
    await citizen.pasteCode(ann.page, pass);
    await citizen.placeRead(ann.page);
    await citizen.cameEarlier(ann.page, "1 hour ago");
    await citizen.checkIn(ann.page);
    await citizen.checkOut(ann.page);
    await region.liveUntilNextBatch();
    await citizen.checkNow(ann.page);
  });

  chapter("cannot be reached, so the report waits, and says so", async () => {
    const { page } = ann;
    ann.troubles.expect(/Content Security Policy|Refused to connect|ERR_|Fetch API cannot load/);
    await citizen.beginReport(page, await region.server.issueClaimCode(ticketPurpose.report));
    await citizen.chooseVisits(page, place);
    await citizen.reviewReport(page);
    await page.getByTestId("way-out").getByText(host).waitFor();
    await citizen.sendReport(page);
    await page.getByTestId("outbox-trouble").waitFor();
    while (!(await keptPolicy(page)).includes(host)) await setTimeout(200);
    assert.deepEqual(toServer(), []);
    assert.equal(arrived.length, 0);
  });

  chapter("carries all of it once the page was opened anew, and nothing goes directly", async () => {
    const { page } = ann;
    tunnels.set(`${host}:443`, (front.address() as AddressInfo).port);
    await citizen.openCeladon(page);
    await page.getByTestId("report-card").getByRole("button", { name: "See it" }).click();
    await citizen.messagesLeave(page);
    await citizen.allMessagesSent(page, clock);
    assert.deepEqual(toServer(), []);
    const posts = arrived.filter(({ method }) => method === "POST");
    assert.equal(posts.length, 33);
    assert.deepEqual(new Set(posts.map(({ size }) => size)), new Set([obliviousRequestBytes]));
    assert.deepEqual(new Set(posts.map(({ answered }) => answered)), new Set([obliviousResponseBytes]));
    const foreign = ann.wayOut.seen.filter((seen) => seen.foreign).map(({ address }) => address);
    assert.deepEqual(new Set(foreign), new Set([`${host}:443`]));
  });

  chapter("and the public list has what it carried", async () => {
    const { page } = ann;
    await region.liveUntilNextBatch();
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
    await page.getByTestId("report-card").getByText("It is in the public list.").waitFor();
  });
});

/** The policy of the page as it is kept for use offline. */
function keptPolicy(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const kept = await caches.match("/");
    return kept?.headers.get("content-security-policy") ?? "";
  });
}

/** As a proxy in front of a relay does: https, and nothing more. Its certificate is made for the test. */
async function httpsInFrontOf({ url }: RunningRelay, arrived: Arrived[]): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), "celadon-relay-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3650"];
  const files = ["-keyout", key, "-out", cert];
  execFileSync("openssl", ["req", "-x509", ...curve, "-subj", `/CN=${host}`, ...files], { stdio: "ignore" });
  const server = createServer(
    { key: await readFile(key), cert: await readFile(cert) },
    (request, response) => {
      const { method = "", headers } = request;
      let size = 0;
      const onward = httpRequest(url, { method, headers }, (answer) => {
        let answered = 0;
        answer.on("data", (chunk: Buffer) => {
          answered += chunk.length;
        });
        answer.on("end", () => arrived.push({ method, size, answered }));
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      request.on("data", (chunk: Buffer) => {
        size += chunk.length;
      });
      request.pipe(onward);
    },
  );
  await rm(folder, { recursive: true });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  return server;
}
