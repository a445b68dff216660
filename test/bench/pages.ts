import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Device, openDevice, phoneScreen, tabletScreen } from "../browser/browser.ts";
import { film, holdBefore, steadyHand } from "../browser/camera.ts";
import { beginCeladon, goBack, keptForOffline, placeRead } from "../browser/citizen-steps.ts";
import { lighthouseReport } from "../browser/lighthouse.ts";
import { startRegion } from "../browser/region.ts";
import { ShiftedClock } from "../browser/shifted-clock.ts";
import { keepSheet, makePlace } from "../browser/venue-steps.ts";
import { siteOrigin } from "../browser/way-out.ts";
import { movePassphrase, packedDiary } from "./full-diary.ts";
import type { Row } from "./measure.ts";

const scans = 7;
const openings = 5;
const visits = 200;
const slowdown = 4;

/** The citizen's page in a real browser: Lighthouse's score, how long a scan takes, and an opening with a full diary. */
export async function pageTimes(): Promise<Row[]> {
  const clock = new ShiftedClock();
  const region = await startRegion(clock, "Trial region");
  const diary = await packedDiary(region, clock, visits, 12);
  const options = { clock, target: region.server.url };
  const [counter, phone] = await Promise.all([
    openDevice({ ...options, screen: tabletScreen }),
    openDevice({ ...options, screen: phoneScreen }),
  ]);
  try {
    await makePlace(counter.page, "Lan Fong Yuen");
    await keepSheet(counter.page);
    await holdBefore(phone.filmFile, await film(counter.page, steadyHand));
    const { page } = phone;
    await beginCeladon(page);
    const times: number[] = [];
    for (let scan = 0; scan < scans; scan++) {
      await page.getByTestId("scan").click();
      await page.getByText("Opening the camera").waitFor({ state: "hidden" });
      const inView = performance.now();
      await placeRead(page);
      times.push(performance.now() - inView);
      await goBack(page);
      await goBack(page);
    }
    const opening = await openingMilliseconds(phone, diary);
    await Promise.all([counter.close(), phone.close()]);
    const url = region.server.url.replace("127.0.0.1", "localhost");
    const { scores } = await lighthouseReport(`${url}/`, ["performance"]);
    return [
      { what: "Lighthouse performance, mobile, of 100", value: scores.get("performance")!, unit: "" },
      {
        what: `home usable, ${visits} visits, ${slowdown} times slower processor`,
        value: opening,
        unit: "ms",
      },
      { what: "code in view to the place's name", value: median(times), unit: "ms" },
    ];
  } finally {
    await region.close();
  }
}

/** From the opening of the page to a home that answers, with a diary that was moved here, on a slowed processor. */
async function openingMilliseconds({ page, filmFile }: Device, diary: Uint8Array): Promise<number> {
  const file = join(dirname(filmFile), "diary.celadon");
  await writeFile(file, diary);
  await page.getByTestId("more").click();
  await page.getByTestId("more-move").click();
  await page.getByTestId("move-file").setInputFiles(file);
  await page.getByTestId("passphrase").fill(movePassphrase);
  await page.getByTestId("open-move").click();
  await page.getByTestId("take-move").click();
  await page.getByTestId("move-done").click();
  await page.getByText(`All ${visits} visits`).waitFor();
  await keptForOffline(page);
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const times: number[] = [];
  for (let opening = 0; opening < openings; opening++) {
    await page.goto("about:blank");
    const started = performance.now();
    await page.goto(siteOrigin, { waitUntil: "commit" });
    await page.getByText(`All ${visits} visits`).waitFor();
    await page.getByTestId("more").click();
    await page.getByTestId("more-notices").waitFor();
    times.push(performance.now() - started);
  }
  await session.detach();
  return median(times);
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]!;
}
