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
    server.pause("wrong-reports");
    for (let period = 0; period < 30; period++) {
      server.clock.forward(periodSeconds);
      assert.equal(server.publish(), null);
    }
    await sendReport(server.url, late!, tokens.slice(1));
    server.resume();
    assert.equal(server.publish()?.number, 1, "at once");
    assert.equal(server.publish(), null, "one batch");
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
    assert.throws(() => server.resume(), { code: "not-paused" });
    server.pause("fault");
    assert.throws(() => server.pause("work"), { code: "paused" });
    server.resume();
    assert.throws(() => server.resume(), { code: "not-paused" });
    assert.deepEqual((await logged(server)).slice(2), ["pause a fault is being looked into", "resume"]);
  });

  test("a pause holds through kill -9 and restarts, and binds every server over the store", async (t) => {
    const dataDirectory = temporaryDirectory(t);
    const everySecond = { CELADON_PERIOD_SECONDS: "1" };
    const first = await startServerProcess(t, dataDirectory, everySecond);
    const { store } = openExistingData(dataDirectory);
    t.after(() => store.close());
    // Another process over the same store begins it.
    const beside = await startTrialServer(t, { dataDirectory, clock: () => Date.now() / 1000 });
    beside.pause("keys");
    const size = store.log.head()!.size;
    await first.end("SIGKILL");
    const second = await startServerProcess(t, dataDirectory, everySecond);
    await setTimeout(3000);
    assert.equal(store.log.head()!.size, size);
    beside.resume();
    while (store.log.head()!.size < size + 3) await setTimeout(50);
    assert.equal(await second.end("SIGTERM"), 0);
  });

  test("what has had its time goes during a pause as ever, once a period", async (t) => {
    const server = await startTrialServer(t);
    for (let count = 0; count < 60; count++) server.issueClaimCode(1);
    const [ticket] = mintTickets(server, 1);
    await sendReport(server.url, ticket!, freshTokens(1));
    const path = join(server.dataDirectory, "celadon.sqlite");
    const { store } = openExistingData(server.dataDirectory);
    t.after(() => store.close());
    const layout = (): number[][] => {
      store.truncateJournal();
      return cellOffsets(path, "claim");
    };
    server.pause("work");
    const asTheyCame = layout();
    server.clock.forward(periodSeconds);
    server.publish();
    const inOrder = layout();
    store.transaction(() => store.forgetArrivalOrder());
    assert.notDeepEqual(asTheyCame, inOrder, "this test can see");
    assert.deepEqual(inOrder, layout());
    server.clock.forward(25 * 3600);
    server.publish();
    assert.deepEqual(rowsOf(path, "claim"), []);
    const key = join(server.dataDirectory, "keys", "tickets", `1-${epochOf(noon)}.key`);
    assert.ok(existsSync(key));
    server.clock.forward(2 * epochSeconds);
    server.publish();
    assert.ok(!existsSync(key));
    assert.deepEqual(rowsOf(path, "spent"), []);
    assert.equal(rowsOf(path, "pending").length, 1, "a token waits for its batch");
  });

  test("the monitor takes a pause for what it is, however long, and the batch that covers it", async (t) => {
    const server = await startSite(t);
    server.pause("keys");
    server.clock.forward(4 * 24 * 3600);
    server.publish();
    assert.deepEqual((await watch(server.url, server.clock)).problems, []);
    server.resume();
    server.publish();
    assert.deepEqual((await watch(server.url, server.clock)).problems, []);
  });

  test("every reason can be logged, and is known again by its words", async (t) => {
    const server = await startTrialServer(t);
    for (const reason of pauseReasonNames) {
      server.pause(reason);
      assert.equal((await logged(server)).at(-1), `pause ${pauseReasons[reason]}`);
      assert.equal(pauseReasonOf(pauseReasons[reason]), reason);
      server.resume();
    }
    assert.equal(pauseReasonOf("the weather"), null);
  });
});
