import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { assemble, type Cast } from "./cast.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import * as story from "./outbreak-story.ts";
import { assertBlameless, withoutMessage, withoutRequest } from "./quiet.ts";
import { copyDisplayedCode, displayCode } from "./venue-steps.ts";

const silent: story.Teller = { say() {}, async show() {} };

describe("an outbreak, from scan to colour", { timeout: 180_000 }, () => {
  let cast: Cast;
  const chapter = chapters(() => {
    const { counter, early, reporter, guest } = cast;
    return { counter, early, reporter, guest };
  });

  before(async () => {
    cast = await assemble({ pixelRatio: 1 });
  });
  after(() => cast.dismiss());

  chapter("a place is made, and its display shows a code", () => story.placeIsMade(cast, silent));

  chapter("the display goes on without a network, and after it was switched off and on", async () => {
    const { region, counter } = cast;
    await citizen.keptForOffline(counter.page);
    await counter.setOffline(true);
    const first = await copyDisplayedCode(counter.page);
    await region.liveUntil(story.moment(0, 18, 30) + 1);
    await counter.page.getByText("New code in 9:5").waitFor();
    const second = await copyDisplayedCode(counter.page);
    assert.notEqual(second, first);
    await counter.page.reload();
    await displayCode(counter.page).waitFor();
    assert.equal(await copyDisplayedCode(counter.page), second);
  });

  chapter("three people turn three cards and fetch the first list", () => story.peopleBegin(cast, silent));

  chapter("one is there before the case: camera, check-in and check-out send nothing", () =>
    withoutRequest(cast.early, () => story.earlyGuestComesAndLeaves(cast, silent)),
  );

  chapter("the case comes, and checks in", () => story.caseComes(cast, silent));

  chapter("diary and colour send nothing", () =>
    withoutRequest(cast.reporter, async () => {
      const { page } = cast.reporter;
      await citizen.explain(page);
      await citizen.goBack(page);
      await page.getByTestId("current-visit").getByText(story.placeName).click();
      await page.getByRole("heading", { name: story.placeName }).waitFor();
      await citizen.goBack(page);
    }),
  );

  let cameBetween: readonly [number, number];
  chapter("another guest opens the page and checks in without a network", async () => {
    const begun = story.moment(0, 19, 40);
    await story.guestComes(cast, silent);
    cameBetween = [begun, cast.clock.now()];
  });

  chapter("visit, colour and diary are there after a reload without a network", async () => {
    const { page } = cast.guest;
    await page.reload();
    await page.getByTestId("current-visit").getByText(story.placeName).waitFor();
    await citizen.statusBecomes(page, "green");
    await citizen.explain(page);
    await citizen.goBack(page);
  });

  chapter("both leave, one of them without a network", async () => {
    await story.bothLeave(cast, silent);
    await cast.guest.page.reload();
    await cast.guest.page.getByTestId("diary").getByText(story.placeName).waitFor();
  });

  chapter("the next morning everybody is green", async () => {
    await story.calmMorning(cast, silent);
    for (const { page } of [cast.early, cast.reporter, cast.guest]) {
      assert.equal((await citizen.shownStatus(page)).word, "No known exposure");
    }
  });

  chapter("nothing leaves before the last tap", () =>
    withoutMessage(cast.reporter, () => story.caseChooses(cast, silent)),
  );

  chapter("the report leaves in messages that look alike", async () => {
    await story.caseReports(cast, silent);
    const messages = cast.reporter.wayOut.seen.filter(({ address }) => address === "/v1/reports");
    assert.equal(messages.length, 32);
    assert.deepEqual(new Set(messages.map(({ headers }) => headers["content-length"])), new Set(["325"]));
  });

  chapter(
    "after the next list the guest is yellow, the case red, and who left before stays green",
    async () => {
      const visited = await storyEnds();
      const { word, why } = await citizen.shownStatus(cast.guest.page);
      assert.equal(word, "You may have been exposed");
      const minutes = Number(/^(\d+) minutes at Lan Fong Yuen on Tuesday evening, with /.exec(why)?.[1]);
      assert.ok(visited.includes(minutes), `${why}: should be one of ${visited.join(", ")} minutes`);
      assert.equal((await citizen.shownStatus(cast.reporter.page)).word, "You reported a positive test");
      assert.equal((await citizen.shownStatus(cast.early.page)).word, "No known exposure");
    },
  );

  /** Minutes the guest may be told: from when he came to the end of what the case's stay, with the air's ten minutes, covers. */
  async function storyEnds(): Promise<readonly number[]> {
    await story.nextListComes(cast, silent);
    const [earliest, latest] = cameBetween;
    const until = story.moment(0, 20, 30);
    return [Math.round((until - latest) / 60), Math.round((until - earliest) / 60)];
  }

  chapter("no page complained, breached its policy, kept a cookie or asked anybody else", async () => {
    for (const device of [cast.counter, cast.early, cast.reporter, cast.guest]) await assertBlameless(device);
  });
});
