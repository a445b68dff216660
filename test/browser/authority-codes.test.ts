import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright";
import { formatClaimCode, intervalOf, parseClaimCode, prepareTicketClaim } from "../../protocol/index.ts";
import { readReleaseRequest } from "../../web/parts/release-request.ts";
import { rowsOf } from "../server/database-file.ts";
import { post } from "../server/http-text.ts";
import { takeTickets } from "../server/reporter.ts";
import * as staff from "./authority-steps.ts";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import { paper } from "./paper.ts";
import type { TrialRegion } from "./region.ts";
import { checkScreen } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { siteOrigin } from "./way-out.ts";

/** The code that the page shows. */
async function shownCode(page: Page): Promise<string> {
  const card = page.locator("authority-code-card").getByTestId("claim-code");
  await card.waitFor();
  const code = parseClaimCode(await card.innerText());
  assert.equal(await card.getAttribute("data-code"), code);
  return code;
}

/** What a file chooser is given. */
function csv(text: string, name = "references.csv") {
  return { name, mimeType: "text/csv", buffer: Buffer.from(text) };
}

/** Press a button that saves a file, and read the file. */
async function saved(page: Page, button: string): Promise<{ name: string; rows: string[][] }> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(button).click()]);
  const text = await readFile(await download.path(), "utf8");
  const rows = text
    .trim()
    .split("\r\n")
    .map((line) => line.split(";"));
  return { name: download.suggestedFilename(), rows };
}

describe("claim codes on the authority's page", { timeout: 600_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  let ada: Device;
  let grace: Device;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "celadon-codes-"));
    region = await staff.startStaffedRegion(clock);
    ada = await openDevice({ clock, target: region.server.url, screen: phoneScreen });
    grace = await openDevice({ clock, target: region.server.url, screen: phoneScreen });
    await staff.enrolFirst(ada, region);
  });

  after(async () => {
    assert.deepEqual([...ada.troubles.all, ...grace.troubles.all], []);
    await ada.close();
    await grace.close();
    await region.close();
    await rm(folder, { recursive: true });
  });

  const claimStatus = async (code: string): Promise<number> =>
    (await post(region.server.url, "/v1/tickets", prepareTicketClaim(code).request)).status;

  it("makes one for a person: to read, to read out, to scan; it is claimed as it is shown", async () => {
    const { page } = ada;
    await staff.openSection(page, "Claim codes");
    await page.getByTestId("make-code").waitFor();
    await checkScreen(page, "claim codes, one");
    await page.getByTestId("make-code").click();
    const code = await shownCode(page);
    await checkScreen(page, "claim code, shown");
    const spoken = await page.locator("authority-code-card .groups li").allInnerTexts();
    assert.equal(spoken.length, 3);
    for (const [index, group] of spoken.entries()) {
      assert.ok(group.includes(code.slice(4 * index, 4 * index + 4)), group);
      assert.equal(group.split(", ").length, 4);
    }
    assert.equal((await takeTickets(region.server.url, code, clock.now())).length, 32);
  });

  it(`prints a slip in the person's language, small and large, which a phone's camera reads (${paper.name})`, async () => {
    const { page } = ada;
    const code = await shownCode(page);
    for (const [language, words] of [
      ["en", "Your claim code"],
      ["ar", "رمز الإبلاغ الخاص بك"],
      ["zh-Hant", "你的通報碼"],
    ] as const) {
      await page.getByLabel("In the person’s language").selectOption(language);
      await page.locator("#paper").getByText(words).waitFor({ state: "attached" });
      for (const size of ["a6", "a4"]) {
        await page.getByLabel("Paper").selectOption(size);
        await page.locator(`#paper authority-slip[size="${size}"]`).waitFor({ state: "attached" });
        const sheets = await paper.pages(page);
        assert.equal(sheets.length, 1, `${language}, ${size}`);
        assert.deepEqual(await paper.texts(sheets[0]!), [`${siteOrigin}/#report-${formatClaimCode(code)}`]);
        if (process.env["CELADON_PHOTOGRAPHS"] !== undefined) {
          await writeFile(
            join(process.env["CELADON_PHOTOGRAPHS"], `slip-${language}-${size}.png`),
            sheets[0]!,
          );
        }
      }
    }
  });

  it("revokes the one that is shown, and shows it no more", async () => {
    const { page } = ada;
    await page.getByTestId("next-code").click();
    await page.getByTestId("make-code").click();
    const code = await shownCode(page);
    await page.getByTestId("revoke-shown").click();
    await page.getByTestId("make-code").waitFor();
    assert.equal(await claimStatus(code), 403);
    assert.ok(!(await page.content()).includes(formatClaimCode(code)));
  });

  it("revokes one that is typed, and says why another cannot be", async () => {
    const { page } = ada;
    const code = await region.server.issueClaimCode(1);
    const used = await region.server.issueClaimCode(1);
    assert.equal(await claimStatus(used), 200);
    await page.getByRole("link", { name: "Revoke a code" }).click();
    const field = page.getByLabel("Claim code", { exact: true });
    await field.fill(formatClaimCode(code).toLowerCase());
    await page.getByRole("button", { name: "Revoke this code" }).click();
    await page.getByText("Revoked. Nobody can use this code.").first().waitFor();
    assert.equal(await claimStatus(code), 403);
    const settled = ada.troubles.expect(/status of 4\d\d/);
    await field.fill(formatClaimCode(used));
    await page.getByRole("button", { name: "Revoke this code" }).click();
    await page
      .getByTestId("trouble")
      .getByText("This code has been used already, so it cannot be revoked.")
      .waitFor();
    await checkScreen(page, "claim codes, revoke");
    settled();
  });

  it("takes a second person for one that confirms, who approves on their own page; it is taken once", async () => {
    const { page } = ada;
    await staff.addPasskeys(grace.page);
    const invited = await page.evaluate(async () => {
      const answer = await fetch("/v1/authority/people/invite", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "Grace", roles: ["approver"] }),
      });
      return (await answer.json()) as { link: string };
    });
    await staff.enrol(grace.page, invited.link, "Grace");
    await page.getByRole("link", { name: "One code" }).click();
    await page.getByRole("radio", { name: /^To confirm/ }).check();
    await page.getByTestId("make-code").click();
    await page.getByTestId("code-request").waitFor();
    assert.equal(await page.getByTestId("take-code").count(), 0);
    await staff.openSection(grace.page, "Approvals");
    await grace.page.getByRole("button", { name: "Approve" }).click();
    await grace.page.getByTestId("nothing-waits").waitFor();
    await page.locator('[data-testid="code-request"][data-state="approved"]').waitFor();
    await page.getByTestId("take-code").click();
    const code = await shownCode(page);
    const link = () =>
      page
        .locator("authority-code-card celadon-qr")
        .evaluate((element) => (element as HTMLElement & { text: string }).text);
    assert.equal(await link(), `${siteOrigin}/venue/#release-${formatClaimCode(code)}`);
    const yesterday = await page.evaluate(() => {
      const now = new Date();
      const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, 10);
      return { ten: day.getTime() / 1000, day: new Intl.DateTimeFormat("en-CA").format(day) };
    });
    await page.getByTestId("put-hours").click();
    await page.getByTestId("hours-problem").getByText("Say from which day and time to which.").waitFor();
    await page.locator("#from-day").fill(yesterday.day);
    await page.locator("#from-time").fill("10:00");
    await page.locator("#to-time").fill("13:00");
    await checkScreen(page, "claim codes, hours of a request");
    await page.getByTestId("put-hours").click();
    await page.getByTestId("asked-hours").waitFor();
    const hours = { first: intervalOf(yesterday.ten), end: intervalOf(yesterday.ten) + 18 };
    assert.deepEqual(readReleaseRequest(await link()), { claimCode: formatClaimCode(code), hours });
    await checkScreen(page, "claim codes, to confirm");
    assert.equal((await takeTickets(region.server.url, code, clock.now(), 2)).length, 32);
    await page.getByTestId("next-code").click();
    await page.getByTestId("make-code").waitFor();
    assert.equal(await page.getByTestId("code-request").count(), 0);
  });

  it("reads a list as offices write them, says in plain words which rows get no code, and sends nothing of it", async () => {
    const { page } = ada;
    await page.getByRole("link", { name: "Codes for a list" }).click();
    const text =
      '\u{FEFF}Date;Reference;Note\r\n2.11.;LAB-1;a\r\n2.11.;"LAB;2";"b ""c"""\r\n2.11.;;\r\n2.11.;LAB-1;d\r\n2.11.;=1+2;\r\n';
    await page.getByTestId("list-file").setInputFiles(csv(text));
    await page.getByLabel("Which column has your references?").selectOption({ label: "Reference" });
    await page.getByText("3 references get a code each.").waitFor();
    await page.getByText("2 rows get no code").click();
    await checkScreen(page, "codes for a list, chosen");
    const problems = await page.getByTestId("row-problems").locator("li").allInnerTexts();
    assert.deepEqual(problems, [
      "Row 4: there is no reference.",
      "Row 5: the same reference as in row 2, whose code is for both.",
    ]);
    await page.getByTestId("make-codes").click();
    await page.locator('[data-testid="list-done"][data-state="complete"]').waitFor();
    await checkScreen(page, "codes for a list, complete");
    const { name, rows } = await saved(page, "save-file");
    assert.equal(name, "claim-codes-1-3.csv");
    assert.deepEqual(rows[0], ["Reference", "Claim code", "Link", "Valid until"]);
    const joined = rows.slice(1).map((cells) => cells.join(";"));
    assert.ok(joined[0]!.startsWith("LAB-1;"));
    assert.ok(joined[1]!.startsWith('"LAB;2";'));
    assert.ok(joined[2]!.startsWith('"\'=1+2";') || joined[2]!.startsWith("'=1+2;"), joined[2]);
    const code = parseClaimCode(rows[1]![1]!);
    assert.equal(rows[1]![2], `${siteOrigin}/#report-${formatClaimCode(code)}`);
    assert.equal(await claimStatus(code), 200);
    await page.getByTestId("saved").waitFor();
    const sizes = ada.wayOut.seen
      .filter(({ address }) => address.startsWith("/v1/authority/codes/lists/"))
      .map(({ bodyBytes }) => bodyBytes);
    assert.ok(Math.max(...sizes) < 120, "an id and a few numbers");
    const database = rowsOf(join(region.dataDirectory, "celadon.sqlite"), "claim_job").join();
    assert.ok(!database.includes("LAB"));
    await page.getByTestId("list-finished").click();
    await page.getByTestId("begun-list").waitFor();
    await checkScreen(page, "codes for a list, begun before");
  });

  it("makes a laboratory's token, shows it once, and revokes it", async () => {
    const { page } = ada;
    await staff.openSection(page, "Laboratories");
    await page.getByLabel("The laboratory’s short name").fill("LAB-07");
    // A region's first minutes are over on a slow machine: the page may have to show the passkey again.
    const settled = ada.troubles.expect(/status of 4(01|28)/);
    await page.getByRole("button", { name: "Make a token" }).click();
    const token = await page.getByTestId("api-token").innerText();
    settled();
    await checkScreen(page, "laboratories, a new token");
    const claims = (): Promise<{ status: number }> =>
      fetch(`${region.server.url}/v1/authority/api/claims`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: '{"count":1}',
      });
    assert.equal((await claims()).status, 200);
    await page.getByRole("button", { name: "Done" }).click();
    assert.equal(await page.getByTestId("api-token").count(), 0);
    await page.getByTestId("token-row").getByRole("button", { name: "Revoke" }).click();
    await page.locator('[data-testid="token-row"][data-state="revoked"]').waitFor();
    assert.equal((await claims()).status, 401);
  });
});
