import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright";
import { parseClaimCode } from "../../protocol/index.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { Store } from "../../server/store/store.ts";
import { rowsOf } from "../server/database-file.ts";
import { freePort } from "../server/free-port.ts";
import { type ServerProcess, startServerProcess } from "../server/server-process.ts";
import * as staff from "./authority-steps.ts";
import { type Device, openDevice, tabletScreen } from "./browser.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { siteOrigin } from "./way-out.ts";

const rows = 10_000;
const references = Array.from({ length: rows }, (_, row) => `LAB-${String(row).padStart(5, "0")}`);
const list = {
  name: "list.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(`${references.join("\r\n")}\r\n`),
};

/** How many rows have a code, as the page says. */
async function done(page: Page): Promise<number> {
  const [number = "0"] = (await page.getByTestId("list-done").innerText()).split(" of ");
  return Number(number.replaceAll(",", ""));
}

async function doneAtLeast(page: Page, count: number): Promise<void> {
  while ((await done(page)) < count) await page.waitForTimeout(50);
}

async function inState(page: Page, state: string): Promise<void> {
  await page.locator(`[data-testid="list-done"][data-state="${state}"]`).waitFor({ timeout: 120_000 });
}

/** Save the file and read it: reference and code of each row. */
async function saved(page: Page): Promise<[reference: string, code: string][]> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByTestId("save-file").click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  await page.getByTestId("saved").waitFor();
  return text
    .trim()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(",") as [string, string]);
}

describe("codes for a list, through troubles", { timeout: 600_000 }, () => {
  const clock = new ShiftedClock();
  const ends: (() => unknown)[] = [];
  let folder: string;
  let server: ServerProcess;
  let device: Device;
  let start: () => Promise<ServerProcess>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "celadon-lists-"));
    const port = await freePort();
    start = () =>
      startServerProcess({ after: (end) => ends.push(end as () => unknown) }, join(folder, "data"), {
        PORT: String(port),
        CELADON_ORIGIN: siteOrigin,
        CELADON_PERIOD_SECONDS: "3600",
      });
    server = await start();
    device = await openDevice({ clock, target: `http://localhost:${port}`, screen: tabletScreen });
    const link = server.lines.join("\n").match(/http[^"\s]+#enrol-[\w-]+/)![0];
    await staff.addPasskeys(device.page);
    await staff.enrol(device.page, link, "Ada");
  });

  after(async () => {
    await device.close();
    await server.end("SIGKILL");
    for (const end of ends) end();
    await rm(folder, { recursive: true, force: true });
  });

  it("every row has one code that can be used, and no other is left: saved in part, killed, cut off, reloaded, taken up again", async () => {
    const { page } = device;
    page.on("dialog", (dialog) => void dialog.accept());
    // Slow enough to be interrupted on any machine.
    await page.route("**/codes/lists/issue", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      await route.continue();
    });
    await staff.openSection(page, "Claim codes");
    await page.getByRole("link", { name: "Codes for a list" }).click();
    await page.getByTestId("list-file").setInputFiles(list);
    await page.getByTestId("make-codes").click();
    await doneAtLeast(page, 500);
    await page.getByTestId("pause").click();
    await inState(page, "paused");
    const first = await saved(page);
    await page.getByTestId("go-on").click();
    await doneAtLeast(page, first.length + 500);

    const settled = device.troubles.expect(/Failed to load resource|net::ERR/);
    await server.end("SIGKILL");
    await inState(page, "waiting");
    server = await start();
    await doneAtLeast(page, first.length + 1_000);

    await device.setOffline(true);
    await inState(page, "waiting");
    await device.setOffline(false);
    await doneAtLeast(page, first.length + 1_500);

    await page.reload();
    await page.getByTestId("begun-list").waitFor();
    await page.getByTestId("take-up").click();
    const other = { ...list, buffer: Buffer.from(`X${list.buffer.toString()}`) };
    await page.getByTestId("list-file").setInputFiles(other);
    await page.getByTestId("make-codes").click();
    await page.getByTestId("list-wrong").waitFor();
    await page.getByTestId("list-file").setInputFiles(list);
    await page.getByTestId("make-codes").click();
    await inState(page, "complete");
    const second = await saved(page);
    settled();

    assert.deepEqual(
      [...first, ...second].map(([reference]) => reference),
      references,
    );
    const codes = [...first, ...second].map(([, code]) => parseClaimCode(code));
    assert.equal(new Set(codes).size, rows);
    await server.end("SIGTERM");
    const store = await Store.open(join(folder, "data", "celadon.sqlite"));
    const keys = new KeyDirectory(join(folder, "data", "keys"));
    for (const code of codes) {
      assert.ok(await store.claims.find(keys.hash("claim-code", code)), "every code can be claimed");
    }
    await store.close();
    const kept = rowsOf(join(folder, "data", "celadon.sqlite"), "claim");
    assert.equal(kept.length, rows, "and no other can");
  });
});
