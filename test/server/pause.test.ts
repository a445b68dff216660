import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import {
  encodeLogEntry,
  epochOf,
  epochSeconds,
  pauseReasonNames,
  pauseReasonOf,
  pauseReasons,
} from "../../protocol/index.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { startSite, watch } from "../monitor/watched-site.ts";
import { cellOffsets, rowsOf } from "./database-file.ts";
import { fetchBatch, fetchLog, freshTokens, mintTickets, sendReport, tokensIn } from "./reporter.ts";
import { startServerProcess } from "./server-process.ts";
import {
  noon,
  periodSeconds,
  startTrialServer,
  temporaryDirectory,
  type TrialServer,
} from "./trial-server.ts";

const logged = async ({ url }: Pick<TrialServer, "url">): Promise<string[]> =>
  (await fetchLog(url)).map(encodeLogEntry);

describe("SPEC §4.7: pause and resume", () => {
  test("nothing is closed during a pause, and one batch covers it; both stand in the log", async (t) => {
    const server = await startTrialServer(t);
    const tokens = freshTokens(3);
    const [early, late] = mintTickets(server, 2);
    await sendReport(server.url, early!, tokens.slice(0, 1));
    await server.pause("wrong-reports");
    for (let period = 0; period < 30; period++) {
      server.clock.forward(periodSeconds);
      assert.equal(await server.publish(), null);
    }
    await sendReport(server.url, late!, tokens.slice(1));
    await server.resume();
    assert.equal((await server.publish())?.number, 1, "at once");
    assert.equal(await server.publish(), null, "one batch");
    assert.deepEqual(tokensIn(await fetchBatch(server.url, 1), tokens), [true, true, true]);
    const entries = await logged(server);
    assert.deepEqual(
      entries.slice(2).map((text) => (text.startsWith("batch") ? "batch" : text)),
      [
        "pause wrong reports are being looked into",
        "resume",
        "batch",
        "claims 2026-11-02 report <10 confirm <10 retract <10",
      ],
    );
  });

  test("a pause is not begun twice, nor ended twice", async (t) => {
    const server = await startTrialServer(t);
    await assert.rejects(async () => await server.resume(), { code: "not-paused" });
    await server.pause("fault");
    await assert.rejects(async () => await server.pause("work"), { code: "paused" });
    await server.resume();
    await assert.rejects(async () => await server.resume(), { code: "not-paused" });
    assert.deepEqual((await logged(server)).slice(2), ["pause a fault is being looked into", "resume"]);
  });

  test("a pause holds through kill -9 and restarts, and binds every server over the store", async (t) => {
    const dataDirectory = temporaryDirectory(t);
    const everySecond = { CELADON_PERIOD_SECONDS: "1" };
    const first = await startServerProcess(t, dataDirectory, everySecond);
    const { store } = await openExistingData(dataDirectory);
    t.after(async () => store.close());
    // Another process over the same store begins it.
    const beside = await startTrialServer(t, { dataDirectory, clock: () => Date.now() / 1000 });
    await beside.pause("keys");
    const size = (await store.log.head())!.size;
    await first.end("SIGKILL");
    const second = await startServerProcess(t, dataDirectory, everySecond);
    await setTimeout(3000);
    assert.equal((await store.log.head())!.size, size);
    await beside.resume();
    while ((await store.log.head())!.size < size + 3) await setTimeout(50);
    assert.equal(await second.end("SIGTERM"), 0);
  });

  test("what has had its time goes during a pause as ever, once a period", async (t) => {
    const server = await startTrialServer(t);
    for (let count = 0; count < 60; count++) await server.issueClaimCode(1);
    const [ticket] = mintTickets(server, 1);
    await sendReport(server.url, ticket!, freshTokens(1));
    const path = join(server.dataDirectory, "celadon.sqlite");
    const { store } = await openExistingData(server.dataDirectory);
    t.after(async () => store.close());
    const layout = async (): Promise<number[][]> => {
      await store.truncateJournal();
      return cellOffsets(path, "claim");
    };
    await server.pause("work");
    const asTheyCame = await layout();
    server.clock.forward(periodSeconds);
    await server.publish();
    const inOrder = await layout();
    await store.transaction(async () => store.forgetArrivalOrder());
    assert.notDeepEqual(asTheyCame, inOrder, "this test can see");
    assert.deepEqual(inOrder, await layout());
    server.clock.forward(25 * 3600);
    await server.publish();
    assert.deepEqual(rowsOf(path, "claim"), []);
    const key = join(server.dataDirectory, "keys", "tickets", `1-${epochOf(noon)}.key`);
    assert.ok(existsSync(key));
    server.clock.forward(2 * epochSeconds);
    await server.publish();
    assert.ok(!existsSync(key));
    assert.deepEqual(rowsOf(path, "spent"), []);
    assert.equal(rowsOf(path, "pending").length, 1, "a token waits for its batch");
  });

  test("the monitor takes a pause for what it is, however long, and the batch that covers it", async (t) => {
    const server = await startSite(t);
    await server.pause("keys");
    server.clock.forward(4 * 24 * 3600);
    await server.publish();
    assert.deepEqual((await watch(server.url, server.clock)).problems, []);
    await server.resume();
    await server.publish();
    assert.deepEqual((await watch(server.url, server.clock)).problems, []);
  });

  test("every reason can be logged, and is known again by its words", async (t) => {
    const server = await startTrialServer(t);
    for (const reason of pauseReasonNames) {
      await server.pause(reason);
      assert.equal((await logged(server)).at(-1), `pause ${pauseReasons[reason]}`);
      assert.equal(pauseReasonOf(pauseReasons[reason]), reason);
      await server.resume();
    }
    assert.equal(pauseReasonOf("the weather"), null);
  });
});
