import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { encodeLogEntry, formatUtc, type TicketPurpose, ticketPurpose } from "../../protocol/index.ts";
import { issueClaimCode } from "../../server/intake/claim-codes.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { Store } from "../../server/store/store.ts";
import { bytesUnder, rowsOf } from "./database-file.ts";
import { fetchLog } from "./reporter.ts";
import { noon, startTrialServer, type TrialServer } from "./trial-server.ts";

const day = 86_400;
const { report, confirm, retract } = ticketPurpose;

async function issue(server: TrialServer, purpose: TicketPurpose, count: number): Promise<void> {
  for (let each = 0; each < count; each++) await server.issueClaimCode(purpose);
}

async function claimsIn(server: TrialServer): Promise<string[]> {
  return (await fetchLog(server.url)).filter(({ kind }) => kind === "claims").map(encodeLogEntry);
}

const countRows = (server: TrialServer): string[] =>
  rowsOf(join(server.dataDirectory, "celadon.sqlite"), "claim_count");

describe("SPEC §4.7: claims of a day", () => {
  test("are logged with the first batch of the day after, by purpose, and under ten only as that", async (t) => {
    const server = await startTrialServer(t);
    await issue(server, report, 12);
    await issue(server, confirm, 10);
    await issue(server, retract, 9);
    server.clock.forward(3600);
    assert.ok(await server.publish());
    assert.deepEqual(await claimsIn(server), [], "the day is not over");
    server.clock.now = noon + day / 2;
    await issue(server, report, 1);
    assert.ok(await server.publish());
    assert.deepEqual(await claimsIn(server), ["claims 2026-11-02 report 12 confirm 10 retract <10"]);
    server.clock.forward(3600);
    assert.ok(await server.publish());
    assert.equal((await claimsIn(server)).length, 1, "once");
  });

  test("are logged for every day, in order, after a pause too; a day without any is told as under ten", async (t) => {
    const server = await startTrialServer(t);
    await issue(server, report, 11);
    server.clock.forward(day);
    await issue(server, report, 10);
    server.clock.forward(3 * day);
    assert.ok(await server.publish());
    assert.deepEqual(await claimsIn(server), [
      "claims 2026-11-02 report 11 confirm <10 retract <10",
      "claims 2026-11-03 report 10 confirm <10 retract <10",
      "claims 2026-11-04 report <10 confirm <10 retract <10",
      "claims 2026-11-05 report <10 confirm <10 retract <10",
    ]);
  });

  test("are logged once by two servers on one store, and over restarts", async (t) => {
    const one = await startTrialServer(t);
    const other = await startTrialServer(t, { dataDirectory: one.dataDirectory }, one.clock);
    for (let days = 0; days < 3; days++) {
      one.clock.forward(day);
      const closed = [await one.publish(), await other.publish()].filter((batch) => batch !== null);
      assert.equal(closed.length, 1);
    }
    await one.close();
    await other.close();
    const third = await startTrialServer(t, { dataDirectory: one.dataDirectory }, one.clock);
    third.clock.forward(day);
    assert.ok(await third.publish());
    const dates = (await claimsIn(third)).map((text) => text.split(" ")[1]);
    assert.deepEqual(
      dates,
      [0, 1, 2, 3].map((days) => formatUtc(noon + days * day).slice(0, 10)),
    );
  });

  test("until then only their number by day and purpose is kept, and afterwards nothing", async (t) => {
    const server = await startTrialServer(t);
    await issue(server, report, 3);
    server.clock.forward(7000);
    await issue(server, report, 4);
    await issue(server, retract, 1);
    const unixDay = Math.floor(noon / day);
    assert.deepEqual(countRows(server), [`${unixDay} 1 7`, `${unixDay} 3 1`]);
    const codes = rowsOf(join(server.dataDirectory, "celadon.sqlite"), "claim");
    assert.equal(codes.length, 8);
    server.clock.forward(2 * day);
    assert.ok(await server.publish());
    assert.deepEqual(countRows(server), []);
    assert.deepEqual(rowsOf(join(server.dataDirectory, "celadon.sqlite"), "claim"), []);
    assert.deepEqual(await claimsIn(server), [
      "claims 2026-11-02 report <10 confirm <10 retract <10",
      "claims 2026-11-03 report <10 confirm <10 retract <10",
    ]);
    assert.ok(!bytesUnder(server.dataDirectory).includes("report 7"), "the number under ten is nowhere");
  });

  test("that come as their day is being logged count for the next", async (t) => {
    const server = await startTrialServer(t);
    server.clock.now = noon + day / 2;
    assert.ok(await server.publish());
    const store = await Store.open(join(server.dataDirectory, "celadon.sqlite"));
    t.after(async () => store.close());
    const keys = new KeyDirectory(join(server.dataDirectory, "keys"));
    for (let count = 0; count < 10; count++) await issueClaimCode(store, keys, report, noon + day / 2 - 1);
    server.clock.forward(day);
    assert.ok(await server.publish());
    assert.deepEqual(await claimsIn(server), [
      "claims 2026-11-02 report <10 confirm <10 retract <10",
      "claims 2026-11-03 report 10 confirm <10 retract <10",
    ]);
  });

  test("are not counted past the sunset", async (t) => {
    const server = await startTrialServer(t);
    await issue(server, report, 12);
    server.clock.forward(26 * day);
    assert.equal(await server.publish(), null);
    assert.deepEqual(countRows(server), []);
    assert.deepEqual(await claimsIn(server), []);
  });
});
