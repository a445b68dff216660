import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import { setTimeout } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { generateClaimCode, ticketPurpose } from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless, quiet } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";
import type { SeenRequest } from "./way-out.ts";

const place = "Corner Library";

/** The ledger as the page saves it. */
interface SavedLedger {
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly why: string;
    readonly content: string | null;
    readonly outcome: { readonly kind: string; readonly status?: number; readonly bytes?: number };
  }[];
}

describe("the record of requests", { timeout: 180_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  let ann: Device;
  let ben: Device;
  let pass: string;
  const codes: string[] = [];
  const chapter = chapters(() => ({ counter, ann, ben }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const timeZone = afternoonZone(clock.now());
    const options = { clock, target: region.server.url, screen: phoneScreen, timeZone };
    [counter, ann, ben] = await Promise.all([openDevice(options), openDevice(options), openDevice(options)]);
  });

  after(async () => {
    await Promise.all([counter, ann, ben].map((device) => device.close()));
    await region.close();
  });

  async function issue(purpose: 1 | 2 | 3): Promise<string> {
    const code = await region.server.issueClaimCode(purpose);
    codes.push(code);
    return code;
  }

  chapter("two phones visit a place", async () => {
    await makePlace(counter.page, place);
    pass = await copyPassOfToday(counter.page);
    await keepSheet(counter.page);
    for (const { page } of [ann, ben]) {
      await citizen.beginCeladon(page);
      await citizen.pasteCode(page, pass);
      await citizen.placeRead(page);
      await citizen.cameEarlier(page, "1 hour ago");
      await citizen.checkIn(page);
      await citizen.checkOut(page);
    }
  });

  chapter("one tries a wrong claim code, then reports, and is cut off by a reload", async () => {
    const { page } = ann;
    ann.troubles.expect(/status of 403/);
    const wrong = generateClaimCode();
    codes.push(wrong);
    await citizen.beginReport(page, wrong);
    await citizen.chooseVisits(page, place);
    await citizen.reviewReport(page);
    await citizen.sendReport(page);
    await page.getByTestId("another-code").click();
    await page.getByTestId("claim-code").fill(await issue(ticketPurpose.report));
    await page.getByTestId("claim-go-on").click();
    await citizen.reviewReport(page);
    await citizen.sendReport(page);
    await citizen.messagesLeave(page);
    await page.reload();
    await page.getByTestId("report-card").getByRole("button", { name: "See it" }).click();
    await citizen.allMessagesSent(page, clock);
  });

  chapter("the other is warned, and settles it", async () => {
    const { page } = ben;
    await region.liveUntilNextBatch();
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
    await citizen.statusBecomes(page, "yellow");
    await page.getByTestId("diary").getByText(place).click();
    await page.getByRole("button", { name: "My test was negative" }).click();
    await citizen.goBack(page);
    await citizen.statusBecomes(page, "green");
  });

  chapter("the first takes the report back", async () => {
    const { page } = ann;
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
    await page.getByTestId("report-card").getByText("It is in the public list.").waitFor();
    await page.getByTestId("report-card").getByRole("button", { name: "See it" }).click();
    await page.getByTestId("take-back").click();
    await page.getByTestId("claim-code").fill(await issue(ticketPurpose.retract));
    await page.getByTestId("claim-remark").getByText("fit together").waitFor();
    await page.getByTestId("take-back-now").click();
    const standing = page.getByTestId("taking-back");
    await standing.waitFor();
    while ((await standing.getAttribute("data-step")) !== "sent") {
      await clock.advance(10);
      await setTimeout(500);
    }
    await region.liveUntilNextBatch();
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
    await citizen.statusBecomes(page, "green");
    await page.getByTestId("report-card").getByRole("button", { name: "See it" }).click();
    await page.locator('[data-testid="reported-visit"][data-status="taken-back"]').waitFor();
    await citizen.openCeladon(page);
  });

  chapter("and has the page's own files compared with the record", async () => {
    const { page } = ann;
    await citizen.keptForOffline(page);
    await page.getByTestId("more").click();
    await page.getByTestId("more-verify").click();
    await page.getByTestId("check-code").click();
    await page.locator('[data-testid="code-check"][data-kind="same"]').waitFor();
    await citizen.openCeladon(page);
  });

  for (const who of ["ann", "ben"] as const) {
    chapter(`equals what left ${who}'s browser, to the byte, the browser's own requests apart`, async () => {
      const phone = { ann, ben }[who];
      await quiet(phone);
      const { requests, seen } = await savedLedger(phone);
      const isOurs = ({ address }: SeenRequest) => address.startsWith("/v1/") || address === "/release.txt";
      const left = seen.filter(isOurs);
      assert.ok(left.length > (who === "ann" ? 70 : 5), `${left.length} requests`);
      assert.deepEqual(
        requests
          .map(({ method, path, content }) => `${method} ${path} ${(content?.length ?? 0) / 2}`)
          .toSorted(),
        left.map(({ method, address, bodyBytes }) => `${method} ${address} ${bodyBytes}`).toSorted(),
      );
      // What a reload cut off has an answer that only the network saw.
      const answered = requests.filter(({ outcome }) => outcome.kind === "answered");
      assert.ok(
        answered.length >= requests.length - 1,
        `${requests.length - answered.length} without an answer`,
      );
      const came = left.map((each) => `${each.method} ${each.address} ${each.status} ${contentBytes(each)}`);
      for (const { method, path, outcome } of answered) {
        const told = `${method} ${path} ${outcome.status} ${outcome.bytes}`;
        const index = came.indexOf(told);
        assert.notEqual(index, -1, told);
        came.splice(index, 1);
      }
      const own = seen.filter((each) => !isOurs(each));
      assert.deepEqual(
        own.filter(
          ({ method, address }) =>
            method !== "GET" || !/^\/(?:assets\/[\w.-]+|[\w.-]*|(?:venue|log)\/)(?:\?.*)?$/.test(address),
        ),
        [],
        "pages, scripts, icons and the worker",
      );
    });
  }

  chapter("names every reason, and holds no claim code", async () => {
    const { requests } = await savedLedger(ann);
    assert.deepEqual(
      new Set(requests.map(({ why }) => why)),
      new Set(["lists", "report", "take-back", "code-check"]),
    );
    const text = JSON.stringify(requests);
    assert.equal(codes.length, 3);
    for (const code of codes) {
      assert.ok(!text.includes(code));
      assert.ok(!text.includes(bytesToHex(utf8ToBytes(code))));
    }
  });

  chapter("without a complaint", async () => {
    for (const device of [counter, ann, ben]) await assertBlameless(device);
  });
});

/** Open the ledger's page, look at one request, and save all of it. @returns With what had left by then. */
async function savedLedger({
  page,
  wayOut,
}: Device): Promise<SavedLedger & { readonly seen: readonly SeenRequest[] }> {
  await page.getByTestId("more").click();
  await page.getByTestId("more-ledger").click();
  const occasion = page.getByTestId("occasion").last();
  await occasion.locator("summary").first().click();
  await occasion.getByTestId("request").first().locator("summary").click();
  await page.getByTestId("request-content").getByText("Nothing but this address").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByTestId("save-ledger").click(),
  ]);
  const saved = JSON.parse(await readFile(await download.path(), "utf8")) as SavedLedger;
  await download.delete();
  const seen = [...wayOut.seen];
  await citizen.openCeladon(page);
  return { ...saved, seen };
}

/** Bytes of an answer's content, whatever the way had made of it. */
function contentBytes({ answerHeaders, answerBody }: SeenRequest): number {
  const bytes = Buffer.concat(answerBody);
  switch (answerHeaders["content-encoding"]) {
    case "br":
      return brotliDecompressSync(bytes).length;
    case "gzip":
      return gunzipSync(bytes).length;
    default:
      return bytes.length;
  }
}
