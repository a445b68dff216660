import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { CDPSession, Worker } from "playwright";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { ticketPurpose } from "../../protocol/index.ts";
import { openDevice as openHeadless } from "../../web/device/device.ts";
import { checkTag, leaveAction, newsTag, visitTag } from "../../web/service-worker/notices.ts";
import { afternoonZone, type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import * as citizen from "./citizen-steps.ts";
import { assertBlameless } from "./quiet.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { copyPassOfToday, keepSheet, makePlace } from "./venue-steps.ts";
import { siteOrigin } from "./way-out.ts";

const place = "Night Market";

describe("while no page is open", { timeout: 300_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let counter: Device;
  let phone: Device;
  let passOfToday: string;
  let worker: Worker;
  const chapter = chapters(() => ({ counter, phone }));

  before(async () => {
    region = await startRegion(clock, "Trial region");
    const options = {
      clock,
      target: region.server.url,
      screen: phoneScreen,
      timeZone: afternoonZone(clock.now()),
    };
    [counter, phone] = await Promise.all([openDevice(options), openDevice(options)]);
    await phone.context.grantPermissions(["notifications"], { origin: siteOrigin });
    await makePlace(counter.page, place);
    passOfToday = await copyPassOfToday(counter.page);
    await keepSheet(counter.page);
    await citizen.beginCeladon(phone.page);
    await citizen.keptForOffline(phone.page);
    worker = phone.context.serviceWorkers()[0]!;
  });

  after(async () => {
    await Promise.all([counter.close(), phone.close()]);
    await region.close();
  });

  chapter("a person who wants reminders and news says so, and is told what it gives away", async () => {
    const { page } = phone;
    await page.getByTestId("more").click();
    await page.getByTestId("more-notices").click();
    await page.getByTestId("checks-when-opened").waitFor();
    await checkScreen(page, "notices");
    for (const name of ["notices-news", "notices-visits"]) {
      await page.getByTestId(name).check();
      await page.locator(`[data-testid="${name}"]:checked`).waitFor();
    }
    await citizen.goBack(page);
    await citizen.goBack(page);
  });

  chapter("during a visit one silent notice stands, that names no place, and its button leaves", async () => {
    const { page } = phone;
    await citizen.pasteCode(page, passOfToday);
    await citizen.placeRead(page);
    await citizen.checkIn(page);
    const [notice] = await eventually(
      () => notices(worker, visitTag),
      (shown) => shown.length === 1,
    );
    assert.match(notice!.body, /^You are checked in since \d\d:\d\d\. It ends by itself at \d\d:\d\d\.$/);
    assert.deepEqual(notice!.actions, [leaveAction]);
    assert.ok(notice!.silent);
    await clock.advance(30 * 60);
    await liveInTime(worker, clock);
    await press(worker, visitTag, leaveAction);
    await citizen.openCeladon(page);
    await page.getByTestId("diary").getByTestId("visit").first().waitFor();
    assert.equal(await page.getByTestId("current-visit").count(), 0);
    assert.deepEqual(await notices(worker, visitTag), []);
  });

  chapter("the notice goes when one leaves by the page, too", async () => {
    const { page } = phone;
    await citizen.pasteCode(page, passOfToday);
    await citizen.placeRead(page);
    await citizen.checkIn(page);
    await eventually(
      () => notices(worker, visitTag),
      (shown) => shown.length === 1,
    );
    await citizen.checkOut(page);
    await eventually(
      () => notices(worker, visitTag),
      (shown) => shown.length === 0,
    );
  });

  chapter("a check that finds nothing says nothing, and asks for what an opening asks for", async () => {
    await citizen.putAway(phone.page);
    await region.liveUntil(clock.now() + 2 * 3600);
    const seenBefore = phone.wayOut.seen.length;
    await liveInTime(worker, clock);
    await periodicCheck(phone);
    await eventually(
      () => Promise.resolve(phone.wayOut.seen.slice(seenBefore).map(({ address }) => address)),
      (addresses) => addresses.some((address) => address.startsWith("/v1/batch/")),
    );
    assert.deepEqual(await notices(worker, newsTag), []);
    assert.ok(phone.wayOut.seen.slice(seenBefore).every(({ method }) => method === "GET"));
  });

  chapter("news is told once, without colour or place", async () => {
    await reportFromElsewhere();
    await region.liveUntil(clock.now() + 2 * 3600);
    await liveInTime(worker, clock);
    await periodicCheck(phone);
    const [notice] = await eventually(
      () => notices(worker, newsTag),
      (shown) => shown.length === 1,
    );
    assert.equal(notice!.body, "Celadon has news for you.");
    await citizen.openCeladon(phone.page);
    await citizen.statusBecomes(phone.page, "yellow");
  });

  chapter("without a complaint", async () => {
    await assertBlameless(phone);
  });

  /** Somebody who was there all day reports it. */
  async function reportFromElsewhere(): Promise<void> {
    const device = await openHeadless({
      fetch,
      origin: region.server.url,
      now: () => Math.floor(clock.now()),
      indexedDB: new IDBFactory(),
      locks: null,
    });
    await device.sync();
    const read = await device.readCode(passOfToday);
    const visit = await device.checkIn(read, { arrival: read.earliestArrival });
    await device.checkOut();
    await device.startReport(await region.server.issueClaimCode(ticketPurpose.report), [visit.id]);
    for (let due: number | null = 0; due !== null;) {
      await clock.advanceTo(due);
      due = (await device.runOutbox()).nextDue;
    }
    device.close();
  }
});

/** A notice as the person sees it. */
interface ShownNotice {
  readonly body: string;
  readonly silent: boolean;
  readonly actions: readonly string[];
}

/** What these tests use of a service worker's scope; TypeScript has its declarations only beside no DOM. */
interface WorkerScope {
  readonly registration: {
    getNotifications(filter: { readonly tag: string }): Promise<
      readonly {
        readonly body: string;
        readonly silent: boolean | null;
        readonly actions: readonly { readonly action: string }[];
      }[]
    >;
  };
  readonly NotificationEvent: new (
    type: string,
    options: { readonly notification: unknown; readonly action: string },
  ) => Event;
}

function notices(worker: Worker, tag: string): Promise<ShownNotice[]> {
  return worker.evaluate(async (wanted) => {
    const { registration } = globalThis as unknown as WorkerScope;
    const shown = await registration.getNotifications({ tag: wanted });
    return shown.map(({ body, silent, actions }) => ({
      body,
      silent: silent === true,
      actions: actions.map(({ action }) => action),
    }));
  }, tag);
}

/** Let the service worker live in the time of the story: the pages' clock does not reach it. */
async function liveInTime(worker: Worker, clock: ShiftedClock): Promise<void> {
  const aheadMilliseconds = clock.now() * 1000 - Date.now();
  await worker.evaluate((ahead) => {
    const scope = globalThis as { trueNow?: () => number };
    const trueNow = (scope.trueNow ??= Date.now);
    Date.now = () => trueNow() + ahead;
  }, aheadMilliseconds);
}

/** Press a notice's button: the event that the browser would send, and all that the service worker does in answer. */
async function press(worker: Worker, tag: string, action: string): Promise<void> {
  await worker.evaluate(
    async ([wanted, pressed]) => {
      const { registration, NotificationEvent } = globalThis as unknown as WorkerScope;
      const [notification] = await registration.getNotifications({ tag: wanted! });
      const work: Promise<unknown>[] = [];
      const event = new NotificationEvent("notificationclick", { notification, action: pressed! });
      Object.defineProperty(event, "waitUntil", { value: (each: Promise<unknown>) => work.push(each) });
      dispatchEvent(event);
      await Promise.all(work);
    },
    [tag, action],
  );
}

/** Let the browser send the event of a periodic check. */
async function periodicCheck({ context, page }: Device): Promise<void> {
  const session: CDPSession = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const registration = registrations.find(({ scopeURL }) => scopeURL === `${siteOrigin}/`);
      if (registration !== undefined) resolve(registration.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.dispatchPeriodicSyncEvent", {
    origin: siteOrigin,
    registrationId: await registered,
    tag: checkTag,
  });
  await session.detach();
}

/** Look again until it is as it should be. */
async function eventually<Seen>(look: () => Promise<Seen>, isRight: (seen: Seen) => boolean): Promise<Seen> {
  for (const until = Date.now() + 15_000; ;) {
    const seen = await look();
    if (isRight(seen)) return seen;
    if (Date.now() > until) assert.fail(`still ${JSON.stringify(seen)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}
