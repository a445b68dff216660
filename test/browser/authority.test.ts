import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe } from "node:test";
import type { Page } from "playwright";
import * as staff from "./authority-steps.ts";
import { type Device, openDevice, phoneScreen } from "./browser.ts";
import { chapters } from "./chapters.ts";
import type { TrialRegion } from "./region.ts";
import { checkScreen, focused, tabTo } from "./screen-checks.ts";
import { ShiftedClock } from "./shifted-clock.ts";
import { siteOrigin } from "./way-out.ts";
import { countIs } from "./count-is.ts";

/** What browsers write on their console when the server says no, as it is meant to here. */
const refusals = /the server responded with a status of (401|403|404|409|428)/;

describe("the authority's page", { timeout: 600_000 }, () => {
  const clock = new ShiftedClock();
  let region: TrialRegion;
  /** Every role. */
  let ada: Device;
  /** Approver. */
  let bo: Device;
  let passkeys: staff.VirtualPasskeys;
  const chapter = chapters(() => ({ ada, bo }));

  before(async () => {
    region = await staff.startStaffedRegion(clock);
    const options = { clock, target: region.server.url, screen: phoneScreen };
    [ada, bo] = await Promise.all([openDevice(options), openDevice(options)]);
    for (const { troubles } of [ada, bo]) troubles.expect(refusals);
    passkeys = await staff.addPasskeys(ada.page);
    await staff.addPasskeys(bo.page);
  });

  after(async () => {
    await Promise.all([ada.close(), bo.close()]);
    await region.close();
  });

  chapter(
    "lets the first person in by the link that the server printed, once, and again by passkey",
    async () => {
      const { page } = ada;
      await page.goto(staff.authorityAddress);
      await page.getByTestId("sign-in").waitFor();
      await checkScreen(page, "authority, sign in");
      const link = (await region.server.inviteFirst())!;
      await page.goto(link);
      await page.getByLabel("Your name at work").waitFor();
      await checkScreen(page, "authority, enrol");
      await staff.enrol(page, link, "Ada");
      assert.equal(new URL(page.url()).hash, "", "the link is not kept in the address");
      await staff.openSection(page, "Approvals");
      await checkScreen(page, "authority, approvals, nothing there");
      await staff.signOut(page);
      await staff.signIn(page);
      assert.match(await page.getByTestId("me").innerText(), /Ada: Issuer, Approver, Administrator/);
      await bo.page.goto(link);
      await bo.page.getByTestId("not-loaded").getByText("This link has been used already").waitFor();
    },
  );

  chapter("says so when the person is not verified, and nothing is opened", async () => {
    const { page } = ada;
    await staff.signOut(page);
    await passkeys.setVerified(false);
    await page.getByTestId("sign-in").click();
    await page.getByTestId("trouble").getByText("No passkey was shown").waitFor();
    await passkeys.setVerified(true);
    await staff.signIn(page);
  });

  chapter("lets an administrator invite a second person, by keyboard alone", async () => {
    const { page } = ada;
    await staff.openSection(page, "People");
    await page.getByTestId("alone").waitFor();
    await tabTo(page, "Invite a person");
    await page.keyboard.press("Enter");
    await page.getByLabel("Their name at work").waitFor();
    await page.keyboard.insertText("Bo");
    await checkScreen(page, "authority, invite");
    await page.getByLabel("Their name at work").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await tabTo(page, "Make the link");
    await page.keyboard.press("Enter");
    await page.getByTestId("invitation").waitFor();
    assert.equal((await focused(page)).words, "A link for Bo");
    await checkScreen(page, "authority, invitation");
    const link = await page
      .getByTestId("link")
      .evaluate((element) => (element as unknown as { readonly text: string }).text);
    await staff.enrol(bo.page, link, "Bo");
    assert.match(await bo.page.getByTestId("me").innerText(), /Bo: Approver$/);
    await page.getByRole("button", { name: "Done" }).click();
    await staff.openSection(page, "Approvals");
    await staff.openSection(page, "People");
    await page.getByTestId("person").getByText("Bo", { exact: true }).waitFor();
    await checkScreen(page, "authority, people");
  });

  chapter("keeps the last administrator", async () => {
    const { page } = ada;
    const own = page.getByTestId("person").filter({ hasText: "(you)" });
    await own.getByRole("button", { name: "End access" }).click();
    await page.getByRole("button", { name: "End access now" }).click();
    await page.getByTestId("trouble").getByText("There must always be an administrator").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await own.getByRole("button", { name: "Change roles" }).click();
    await page.getByRole("checkbox", { name: /^Administrator/ }).uncheck();
    await checkScreen(page, "authority, change roles");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByTestId("trouble").getByText("There must always be an administrator").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  chapter("has a second person approve, and never who asked", async () => {
    for (const device of [ada, bo]) await staff.openSection(device.page, "Approvals");
    for (const purpose of [2, 3]) {
      assert.equal(await statusWhenAsked(ada.page, "/codes/ask", { purpose }), 200);
    }
    await bo.page.reload();
    await staff.openSection(bo.page, "Approvals");
    await bo.page.getByTestId("waiting").first().waitFor();
    await checkScreen(bo.page, "authority, approvals");
    assert.equal(
      await statusWhenAsked(ada.page, "/approvals/decide", { approval: 1, decision: "approved" }),
      403,
    );
    await ada.page.reload();
    await ada.page.getByTestId("own").first().waitFor();
    assert.equal(await ada.page.getByTestId("waiting").count(), 0, "not offered to who asked");
    await clock.advanceTo(clock.now() + 6 * 60);
    // Six minutes after signing in the page asks for the passkey once more, by itself.
    await bo.page.getByTestId("waiting").last().getByRole("button", { name: "Approve" }).click();
    await bo.page.getByTestId("toast").getByText("Approved.").waitFor();
    await countIs(bo.page.getByTestId("waiting"), 1);
    await bo.page.getByTestId("waiting").getByRole("button", { name: "Refuse" }).click();
    await bo.page.getByTestId("toast").getByText("Refused.").waitFor();
    await bo.page.getByTestId("nothing-waits").waitFor();
    await ada.page.reload();
    await ada.page.locator("[data-testid=own][data-state=approved]").getByText("Approved by Bo").waitFor();
    await ada.page.locator("[data-testid=own][data-state=refused]").getByText("Refused by Bo").waitFor();
  });

  chapter("takes the same answer of a passkey once", async () => {
    const { page } = bo;
    await staff.signOut(page);
    const sent: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/sign-in/finish")) sent.push(request.postData() ?? "");
    });
    await staff.signIn(page);
    assert.equal(sent.length, 1);
    assert.equal(await statusWhenAsked(page, "/sign-in/finish", JSON.parse(sent[0]!) as object), 403);
  });

  chapter("has several passkeys for one person, and sessions that end", async () => {
    const { page } = ada;
    await staff.openSection(page, "My passkeys");
    await page.getByTestId("passkey").waitFor();
    assert.equal(await page.getByTestId("passkey").getByRole("button", { name: "Remove" }).count(), 0);
    await checkScreen(page, "authority, my passkeys");
    // Shown just now: the page need not ask for the first again.
    await staff.signOut(page);
    await staff.signIn(page);
    await staff.openSection(page, "My passkeys");
    await passkeys.addSecurityKey();
    await page.getByLabel("Where will the new one be kept?").selectOption("A security key");
    await page.getByTestId("add-passkey").click();
    await page.getByTestId("toast").getByText("The passkey has been added.").waitFor();
    await passkeys.touchFirst();
    await countIs(page.getByTestId("passkey"), 2);
    await page.getByLabel("Your colleagues see it beside what you do here.").fill("Ada Lovelace");
    await page.getByTestId("save-name").click();
    await page.getByTestId("me").getByText("Ada Lovelace").waitFor();
    const added = page.getByTestId("passkey").filter({ hasNotText: "You signed in with it here" });
    await added.getByRole("button", { name: "Remove" }).click();
    await page.getByTestId("toast").getByText("The passkey has been removed.").waitFor();
    await countIs(page.getByTestId("passkey"), 1);
  });

  chapter("ends a session at once when the access ends, and says so", async () => {
    await staff.openSection(ada.page, "People");
    const row = ada.page.getByTestId("person").filter({ hasText: "Bo" });
    await row.getByRole("button", { name: "End access" }).click();
    await ada.page.getByRole("button", { name: "End access now" }).click();
    await ada.page.getByTestId("toast").getByText("Bo has no access any more.").waitFor();
    await bo.page.getByRole("link", { name: "Record" }).click();
    await bo.page.getByTestId("sign-in").waitFor();
    await bo.page.getByText("Your session has ended. Sign in again.").first().waitFor();
    await checkScreen(bo.page, "authority, session ended");
    await bo.page.getByTestId("sign-in").click();
    await bo.page.getByTestId("trouble").getByText("does not open this region").waitFor();
  });

  chapter("shows who did what, and saves it with its proof", async () => {
    const { page } = ada;
    await staff.openSection(page, "Record");
    await page.getByTestId("entry").first().getByText("Ended the access of Bo").waitFor();
    await checkScreen(page, "authority, record");
    await page.getByLabel("What").selectOption("Approved a request");
    await page.getByTestId("entry").nth(1).waitFor({ state: "detached" });
    await page.getByTestId("entry").getByText("Approved request 1").waitFor();
    await page.getByLabel("Who").selectOption("Ada Lovelace");
    await page.getByTestId("no-entries").waitFor();
    for (const [button, type] of [
      ["Save for a spreadsheet (CSV)", "csv"],
      ["Save to check later (JSON)", "json"],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: button }).click(),
      ]);
      assert.match(download.suggestedFilename(), new RegExp(`^celadon-staff-record-[\\d-]+\\.${type}$`));
      assert.match(await readFile(await download.path(), "utf8"), /access-ended/);
      await page.getByTestId("record-whole").waitFor();
    }
  });

  chapter("says so without a connection, and goes on when it is back", async () => {
    const { page } = ada;
    await ada.setOffline(true);
    await page.getByRole("link", { name: "People" }).click();
    await page.getByTestId("not-loaded").getByText("There is no connection").waitFor();
    await checkScreen(page, "authority, offline");
    await ada.setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByTestId("person").first().waitFor();
  });

  chapter("does nothing for a page of another site, though the browser has the cookie", async () => {
    const cookies = await ada.context.cookies(`${siteOrigin}/v1/authority/me`);
    assert.deepEqual(
      cookies.map(({ name, httpOnly, sameSite, path }) => [name, httpOnly, sameSite, path]),
      [["celadon-staff", true, "Strict", "/v1/authority"]],
    );
    assert.equal(await ada.page.evaluate(() => document.cookie), "");
    const evil = "http://evil.localhost/";
    await ada.context.route(`${evil}**`, (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Elsewhere</title>" }),
    );
    const elsewhere = await ada.context.newPage();
    await elsewhere.goto(evil);
    const sentBefore = ada.wayOut.seen.length;
    ada.troubles.expect(/net::ERR_BLOCKED_BY_RESPONSE/);
    await elsewhere.evaluate(async (address) => {
      const request = { method: "POST", mode: "no-cors", credentials: "include", body: "{}" } as const;
      // It leaves; what comes back is kept from that page.
      await fetch(address, request).catch(() => null);
    }, `${siteOrigin}/v1/authority/sign-out`);
    await elsewhere.close();
    assert.deepEqual(
      ada.wayOut.seen
        .slice(sentBefore)
        .filter(({ address }) => address.endsWith("/sign-out"))
        .map(({ headers, status }) => [headers["sec-fetch-site"], headers.cookie, status]),
      [["cross-site", undefined, 403]],
    );
    await ada.page.reload();
    await ada.page.getByTestId("me").waitFor();
  });

  chapter("signs out everywhere", async () => {
    const { page } = ada;
    await staff.openSection(page, "My passkeys");
    await page.getByTestId("sign-out-everywhere").click();
    await page.getByTestId("sign-in").waitFor();
    for (const { troubles } of [ada, bo]) assert.deepEqual(troubles.all, []);
  });
});

/** What the server says to a request that the page itself would not make. */
async function statusWhenAsked(page: Page, path: string, body: object): Promise<number> {
  return page.evaluate(
    async ([address, text]) =>
      (
        await fetch(`/v1/authority${address}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: text,
        })
      ).status,
    [path, JSON.stringify(body)] as const,
  );
}
