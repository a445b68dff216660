import { openDevice, phoneScreen, tabletScreen } from "../browser/browser.ts";
import { film, holdBefore, steadyHand } from "../browser/camera.ts";
import { beginCeladon, goBack, placeRead } from "../browser/citizen-steps.ts";
import { lighthouseReport } from "../browser/lighthouse.ts";
import { startRegion } from "../browser/region.ts";
import { ShiftedClock } from "../browser/shifted-clock.ts";
import { keepSheet, makePlace } from "../browser/venue-steps.ts";
import type { Row } from "./measure.ts";

const scans = 7;

/** The citizen's page in a real browser: Lighthouse's score, and how long a scan takes. */
export async function pageTimes(): Promise<Row[]> {
  const clock = new ShiftedClock();
  const region = await startRegion(clock, "Trial region");
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
    const median = times.toSorted((one, other) => one - other)[Math.floor(scans / 2)]!;
    await Promise.all([counter.close(), phone.close()]);
    const url = region.server.url.replace("127.0.0.1", "localhost");
    const { scores } = await lighthouseReport(`${url}/`, ["performance"]);
    return [
      { what: "Lighthouse performance, mobile, of 100", value: scores.get("performance")!, unit: "" },
      { what: "code in view to the place's name", value: median, unit: "ms" },
    ];
  } finally {
    await region.close();
  }
}
