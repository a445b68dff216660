import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import {
  decoyClaimCode,
  generateClaimCode,
  prepareTicketClaim,
  type TicketPurpose,
} from "../../protocol/index.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { issueClaimCodes } from "../../server/intake/claim-codes.ts";
import { Store } from "../../server/store/store.ts";
import { cellOffsets, rowsOf } from "./database-file.ts";
import { post } from "./http-text.ts";
import { startServerProcess } from "./server-process.ts";
import { noon, periodSeconds, startTrialServer, temporaryDirectory } from "./trial-server.ts";

const hour = noon / 3600;

const countsIn = (dataDirectory: string): string[] =>
  rowsOf(join(dataDirectory, "celadon.sqlite"), "hourly_count");

const claim = async (url: string, code: string): Promise<number> =>
  (await post(url, "/v1/tickets", prepareTicketClaim(code).request)).status;

/** Until a condition holds, whatever else the machine does. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(20);
}

describe("counts of an hour", () => {
  test("have every code that was issued, claimed, expired unused or was wrong, by purpose", async (t) => {
    const server = await startTrialServer(t);
    const purposes: TicketPurpose[] = [1, 1, 1, 2, 3];
    const codes = await Promise.all(purposes.map((purpose) => server.issueClaimCode(purpose)));
    server.clock.forward(periodSeconds);
    assert.equal(await claim(server.url, codes[0]!), 200);
    assert.equal(await claim(server.url, codes[3]!), 200);
    for (let each = 0; each < 4; each++) assert.equal(await claim(server.url, generateClaimCode()), 403);
    await until(() => countsIn(server.dataDirectory).some((row) => row.includes("wrong 0 4")));
    assert.deepEqual(countsIn(server.dataDirectory), [
      `${hour} issued 1 3`,
      `${hour} issued 2 1`,
      `${hour} issued 3 1`,
      `${hour + 1} claimed 1 1`,
      `${hour + 1} claimed 2 1`,
      `${hour + 1} wrong 0 4`,
    ]);
    server.clock.forward(24 * 3600);
    await server.publish();
    assert.deepEqual(
      countsIn(server.dataDirectory).filter((row) => row.includes("expired")),
      [`${hour + 24} expired 1 2`, `${hour + 24} expired 3 1`],
    );
    server.clock.forward(3600);
    await server.publish();
    assert.equal(countsIn(server.dataDirectory).filter((row) => row.includes("expired")).length, 2, "once");
  });

  test("are right when many claim at once, also one code several times, at two servers on one store", async (t) => {
    const one = await startTrialServer(t);
    const other = await startTrialServer(t, { dataDirectory: one.dataDirectory }, one.clock);
    const codes = await Promise.all(Array.from({ length: 24 }, () => one.issueClaimCode(1)));
    const statuses = await Promise.all(
      codes.flatMap((code) => [claim(one.url, code), claim(other.url, code), claim(one.url, code)]),
    );
    assert.equal(statuses.filter((status) => status === 200).length, 24);
    assert.deepEqual(countsIn(one.dataDirectory), [`${hour} claimed 1 24`, `${hour} issued 1 24`]);
  });

  test("an answer that is asked for again, and a decoy, count for nothing", async (t) => {
    const server = await startTrialServer(t);
    const { request } = prepareTicketClaim(await server.issueClaimCode(1));
    for (let sent = 0; sent < 3; sent++)
      assert.equal((await post(server.url, "/v1/tickets", request)).status, 200);
    assert.equal(await claim(server.url, decoyClaimCode), 200);
    assert.deepEqual(countsIn(server.dataDirectory), [`${hour} claimed 1 1`, `${hour} issued 1 1`]);
    server.clock.forward(3600);
    assert.equal(await claim(server.url, decoyClaimCode), 200);
    assert.equal(countsIn(server.dataDirectory).length, 2, "not even a row with nothing");
  });

  test("survive kill -9: what was answered is counted, once", async (t) => {
    const dataDirectory = temporaryDirectory(t);
    let server = await startServerProcess(t, dataDirectory);
    const { store, keys } = await openExistingData(dataDirectory);
    t.after(async () => store.close());
    const issued = await issueClaimCodes(store, keys, 1, 8, Date.now() / 1000);
    const codes = issued.map(({ code }) => code);
    const counted = async (event: string): Promise<number> =>
      (await store.hourlyCounts.since(0))
        .filter((each) => each.event === event)
        .reduce((sum, { count }) => sum + count, 0);
    for (const [index, code] of codes.entries()) {
      const { request } = prepareTicketClaim(code);
      const killed = index % 3 === 0 ? server.end("SIGKILL") : null;
      const answer = await post(server.url, "/v1/tickets", request).catch(() => null);
      await killed;
      if (killed !== null) server = await startServerProcess(t, dataDirectory);
      if (answer === null) assert.equal((await post(server.url, "/v1/tickets", request)).status, 200);
      assert.deepEqual([await counted("claimed"), await counted("issued")], [index + 1, 8]);
    }
    assert.equal(await claim(server.url, generateClaimCode()), 403);
    await server.end("SIGTERM");
    assert.equal(await counted("wrong"), 1, "a stop writes what waits");
  });

  test("go after fifteen days, during a pause too, and all of them at the sunset", async (t) => {
    const server = await startTrialServer(t, { region: { days: 25 } });
    await server.issueClaimCode(1);
    server.clock.forward(15 * 24 * 3600);
    await server.publish();
    const hours = (): number[] => countsIn(server.dataDirectory).map((row) => Number(row.split(" ")[0]));
    assert.deepEqual(hours(), [hour, hour + 24]);
    await server.pause("work");
    server.clock.forward(2 * 3600);
    await server.publish();
    assert.deepEqual(hours(), [hour + 24]);
    server.clock.forward(10 * 24 * 3600);
    await server.publish();
    assert.deepEqual(hours(), []);
  });

  test("do not show, from a batch on, in which order things happened within the hour", async (t) => {
    const layoutAfter = async (
      order: readonly TicketPurpose[],
    ): Promise<{ before: number[][]; after: number[][] }> => {
      const path = join(temporaryDirectory(t), "celadon.sqlite");
      const store = await Store.open(path);
      for (const purpose of order) {
        await store.hourlyCounts.add(hour, "issued", purpose);
        await store.hourlyCounts.add(hour, "claimed", purpose);
      }
      const layout = async (): Promise<number[][]> => {
        await store.truncateJournal();
        return cellOffsets(path, "hourly_count");
      };
      const before = await layout();
      await store.transaction(async () => store.forgetArrivalOrder());
      const after = await layout();
      await store.close();
      return { before, after };
    };
    const [one, other] = [await layoutAfter([1, 2, 3]), await layoutAfter([3, 1, 2])];
    assert.notDeepEqual(one.before, other.before, "this test can see");
    assert.deepEqual(one.after, other.after);
  });
});
