import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { intervalOf, intervalSeconds, intervalStart } from "../../protocol/index.ts";
import { type Device, openDevice, phoneScreen, tabletScreen } from "./browser.ts";
import { film, holdBefore, steadyHand } from "./camera.ts";
import { tuesday } from "./cast.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { keepSheet, makePlace } from "./venue-steps.ts";

/** Half past six in the evening, in Hong Kong. */
const start = intervalOf(tuesday + (18 * 60 + 30) * 60);

describe("a photograph of a display", { timeout: 240_000 }, () => {
  const clock = new ShiftedClock(intervalStart(start) + 5);
  let region: TrialRegion;
  let counter: Device;
  let visitor: Device;
  let elsewhere: Device;
  let photograph: Buffer;
  const chapter = chapters(() => ({ counter, visitor, elsewhere }));

  before(async () => {
    region = await startRegion(clock, "Harbour district");
    const target = region.server.url;
    [counter, visitor, elsewhere] = await Promise.all([
      openDevice({ clock, target, screen: tabletScreen }),
      openDevice({ clock, target, screen: phoneScreen }),
      openDevice({ clock, target, screen: phoneScreen }),
    ]);
    await Promise.all([visitor, elsewhere].map(({ page }) => citizen.beginCeladon(page)));
    await Promise.all([visitor, elsewhere].map(({ page }) => citizen.keptForOffline(page)));
  });

  after(async () => {
    await Promise.all([counter, visitor, elsewhere].map((device) => device.close()));
    await region.close();
  });

  /** Scan what is held before the camera. @returns Whether the page asks to check in, or the reason why not. */
  async function scan({ page, filmFile }: Device, frames: Buffer): Promise<string> {
    await holdBefore(filmFile, frames);
    await citizen.openScanner(page);
    const asks = page.getByRole("heading", { name: "Check in?" });
    const problem = page.getByTestId("code-problem");
    await asks.or(problem).waitFor();
    const answer = (await asks.isVisible())
      ? "accepted"
      : (await problem.getAttribute("data-code"))! + ": " + (await problem.innerText());
    await citizen.openCeladon(page);
    return answer;
  }

  chapter("is taken in the interval of its code, and good as long as the display's own", async () => {
    await makePlace(counter.page, "Lan Fong Yuen");
    await keepSheet(counter.page);
    await clock.advanceTo(intervalStart(start + 1) + 30);
    await counter.page.getByText("New code in 9:").waitFor();
    photograph = await film(counter.page, steadyHand);
    assert.equal(intervalOf(clock.now()), start + 1);
    assert.equal(await scan(elsewhere, photograph), "accepted");
    assert.equal(await scan(visitor, await film(counter.page, steadyHand)), "accepted");
  });

  chapter(
    "is still accepted in the last minute and a half of the next interval, like the visitor who is there",
    async () => {
      await clock.advanceTo(intervalStart(start + 3) - 90);
      assert.equal(await scan(elsewhere, photograph), "accepted");
      assert.ok(clock.now() < intervalStart(start + 3));
      assert.equal(await scan(visitor, await film(counter.page, steadyHand)), "accepted");
    },
  );

  chapter(
    "is refused as soon as the interval after that begins; the visitor who is there is not",
    async () => {
      await clock.advanceTo(intervalStart(start + 3));
      const answer = await scan(elsewhere, photograph);
      assert.match(answer, /^display-moved-on: This code is 10 minutes old\./);
      assert.equal(await scan(visitor, await film(counter.page, steadyHand)), "accepted");
    },
  );

  chapter("stays refused; the visitor who is there is accepted throughout", async () => {
    for (let more = 0; more < 2; more++) {
      await clock.advance(2 * intervalSeconds);
      assert.match(await scan(elsewhere, photograph), /^display-moved-on: /);
      assert.equal(await scan(visitor, await film(counter.page, steadyHand)), "accepted");
    }
  });

  chapter("without a complaint", async () => {
    for (const device of [counter, visitor, elsewhere]) await assertBlameless(device);
  });
});
