import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { promisify } from "node:util";
import { formatClaimCode, generateClaimCode } from "../../protocol/index.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless, withoutMessage, withoutRequest } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyDisplayedCode, copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

const place = "Corner Library";

describe("by hand, without a camera and without waiting", { timeout: 120_000 }, () => {
  // The true time: the command line beside the server knows no other.
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  let ann: Device;
  let ben: Device;
  let passOfToday: string;

  const chapter = chapters(() => ({ counter, ann, ben }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const options = {
      clock,
      target: region.server.url,
      screen: phoneScreen,
      timeZone: afternoonZone(clock.now()),
    };
    [counter, ann, ben] = await Promise.all([
      openDevice(options),
      openDevice({ ...options, camera: "refused" }),
      openDevice(options),
    ]);
  });

  after(async () => {
    await Promise.all([counter, ann, ben].map((device) => device.close()));
    await region.close();
  });

  chapter("a place's page gives the printed pass of today as text", async () => {
    await makePlace(counter.page, place);
    passOfToday = await copyPassOfToday(counter.page);
    assert.match(passOfToday, /^CELADON:[1-9][0-9]+$/);
    await keepSheet(counter.page);
  });

  chapter("a camera that is refused is explained, with another way", async () => {
    await citizen.beginCeladon(ann.page);
    await citizen.beginCeladon(ben.page);
    await ann.page.getByTestId("scan").click();
    const help = ann.page.getByTestId("camera-help");
    await help.waitFor();
    assert.equal(await help.getAttribute("data-trouble"), "refused");
    await ann.page.getByTestId("paste").click();
  });

  chapter("what is no place's code is refused with a plain sentence", async () => {
    const { page } = ann;
    const cases = [
      ["https://example.org/menu", "This is not a Celadon code."],
      ["WIFI:T:WPA;S:guest;P:secret;;", "This is not a Celadon code."],
      [passOfToday.slice(0, -9), "This code is damaged: a part of it was read wrongly."],
      [`${passOfToday}…`, "This code is cut off or was changed on the way."],
      [" ", "There is nothing here yet."],
    ] as const;
    await withoutRequest(ann, async () => {
      for (const [text, sentence] of cases) {
        await citizen.goOnWith(page, text);
        await page.getByTestId("code-problem").getByText(sentence).waitFor();
      }
    });
    await citizen.goBack(page);
  });

  chapter("both paste it, came an hour ago, and leave; nothing is sent", async () => {
    for (const device of [ann, ben]) {
      await withoutRequest(device, async () => {
        await citizen.pasteCode(device.page, passOfToday);
        await citizen.placeRead(device.page);
        await citizen.cameEarlier(device.page, "1 hour ago");
        await citizen.checkIn(device.page);
        await citizen.checkOut(device.page);
      });
    }
  });

  chapter("a photographed display code is good for the interval after its own, and no longer", async () => {
    const { page } = ben;
    const photographed = await copyDisplayedCode(counter.page);
    const interval = Math.floor(clock.now() / 600);
    await region.liveUntil((interval + 2) * 600 - 5);
    await citizen.pasteCode(page, photographed);
    await citizen.placeRead(page);
    await citizen.goBack(page);
    await region.liveUntil((interval + 2) * 600);
    await citizen.goOnWith(page, photographed);
    const problem = page.getByTestId("code-problem");
    await problem.waitFor();
    assert.equal(await problem.getAttribute("data-code"), "display-moved-on");
    assert.match(
      await problem.innerText(),
      /This code is \d+ minutes old\.\s+Scan the one on the display now\./,
    );
    await citizen.goBack(page);
  });

  chapter("a claim link sends nothing when it is opened", async () => {
    const { page } = ann;
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
    const code = formatClaimCode(generateClaimCode());
    await withoutMessage(ann, async () => {
      await citizen.putAway(page);
      await page.goto(`${siteOrigin}/#report-${code}`);
      await page.getByTestId("claim-code").waitFor();
    });
    assert.equal(await page.getByTestId("claim-code").inputValue(), code);
    assert.equal(await page.evaluate(() => location.hash), "");
  });

  chapter("a mistyped claim code is found without asking anybody", async () => {
    const { page } = ann;
    const right = generateClaimCode();
    const mistyped = `${right.startsWith("7") ? "8" : "7"}${right.slice(1)}`;
    await withoutRequest(ann, async () => {
      await page.getByTestId("claim-code").fill(mistyped);
      await page.getByTestId("claim-go-on").click();
      await page
        .getByTestId("claim-problem")
        .filter({ hasText: /\w+ \w+/ })
        .waitFor();
    });
  });

  chapter(
    "a claim code that nobody gave is refused in plain words, and the choice of visits is kept",
    async () => {
      const { page } = ann;
      const expected = ann.troubles.expect(/status of 403/);
      await page.getByTestId("claim-code").fill(generateClaimCode());
      await citizen.chooseVisits(page, place);
      await citizen.reviewReport(page);
      await citizen.sendReport(page);
      await page.locator('[data-testid="report-progress"][data-step="refused"]').waitFor();
      expected();
      await page.getByTestId("another-code").click();
    },
  );

  chapter(
    "with a claim code from the command line, a report goes on after a reload in the middle",
    async () => {
      const { page } = ann;
      await page.getByTestId("claim-code").fill(await claimFromCommandLine());
      await page.getByTestId("claim-go-on").click();
      assert.ok(await page.getByRole("checkbox", { name: place }).isChecked());
      await citizen.reviewReport(page);
      await citizen.sendReport(page);
      await citizen.messagesLeave(page);
      await page.reload();
      await page.getByTestId("report-card").getByText("Your report is on its way").waitFor();
      await page.getByTestId("report-card").getByRole("button", { name: "See it" }).click();
      await citizen.allMessagesSent(page, clock);
      const messages = ann.wayOut.seen.filter(({ address }) => address === "/v1/reports");
      const bodies = new Set(messages.map(({ bodyHash }) => bodyHash));
      const taken = new Set(messages.flatMap(({ status, bodyHash }) => (status === 204 ? [bodyHash] : [])));
      // The one that the reload cut off may have left twice, with the same bytes.
      assert.equal(bodies.size, 32);
      assert.deepEqual(taken, bodies);
    },
  );

  chapter("after the next list the other turns yellow, with the place and the minutes", async () => {
    await region.liveUntilNextBatch();
    await citizen.openCeladon(ben.page);
    await citizen.checkNow(ben.page);
    await citizen.statusBecomes(ben.page, "yellow");
    const { word, why } = await citizen.shownStatus(ben.page);
    assert.equal(word, "You may have been exposed");
    assert.match(why, /^1 hour( 1 minute)? at Corner Library this afternoon, with someone who has reported/);
  });

  chapter("the reporter turns red, and finds the visit in the list", async () => {
    const { page } = ann;
    await citizen.openCeladon(page);
    await citizen.checkNow(page);
    await citizen.statusBecomes(page, "red");
    assert.equal((await citizen.shownStatus(page)).word, "You reported a positive test");
    await page.getByTestId("report-card").getByText("It is in the public list.").waitFor();
  });

  chapter("no page complained, breached its policy, kept a cookie or asked anybody else", async () => {
    for (const device of [counter, ann, ben]) await assertBlameless(device);
  });

  /** What the health authority does: a claim code is on the last line. */
  async function claimFromCommandLine(): Promise<string> {
    const main = join(import.meta.dirname, "..", "..", "server", "main.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [main, "claim", "--purpose", "report"], {
      env: { ...process.env, CELADON_DATA: region.dataDirectory },
    });
    return stdout.trim().split("\n").at(-1)!;
  }
});
