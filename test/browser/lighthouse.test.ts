import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { lighthouseReport } from "./lighthouse.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";

describe("Lighthouse, for a phone", { timeout: 180_000 }, () => {
  let region: TrialRegion;

  before(async () => {
    region = await startRegion(new ShiftedClock(), "Trial region");
  });

  after(() => region.close());

  for (const path of ["/", "/venue/", "/log/"]) {
    it(`finds ${path} accessible and well made, 100 of 100 each`, async () => {
      const url = region.server.url.replace("127.0.0.1", "localhost") + path;
      const { scores, findings } = await lighthouseReport(url, ["accessibility", "best-practices"]);
      assert.deepEqual([...scores.values()], [100, 100], findings.join("\n"));
    });
  }
});
