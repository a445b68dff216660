import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import {
  drillToken,
  encodeReport,
  intervalOf,
  openRegionRoot,
  parseRegionRoot,
} from "../../protocol/index.ts";
import { ask, post } from "./http-text.ts";
import { fetchBatch, fetchLog, freshTokens, mintTickets, sendReport, tokensIn } from "./reporter.ts";
import { noon, periodSeconds, SetClock, startTrialServer } from "./trial-server.ts";

test("a period's batch is closed once, an empty one too", async (t) => {
  const server = await startTrialServer(t);
  assert.equal(await server.publish(), null, "a new region has closed its first period");
  server.clock.forward(periodSeconds);
  assert.equal((await server.publish())?.number, 1);
  assert.equal(await server.publish(), null);
  server.clock.forward(periodSeconds - 1);
  assert.equal(await server.publish(), null);
  server.clock.forward(1);
  assert.equal((await server.publish())?.number, 2);
});

test("every batch has the drill token and is of a size that tells nothing", async (t) => {
  const server = await startTrialServer(t);
  const { id } = openRegionRoot((await ask(server.url, "GET /v1/root")).body.toString());
  const [ticket] = mintTickets(server, 1);
  for (let number = 0; number < 3; number++) {
    const batch = await fetchBatch(server.url, number);
    assert.equal(batch.number, number);
    assert.equal(batch.count, 1024);
    assert.equal(batch.closed, intervalOf(server.clock.now));
    assert.deepEqual(tokensIn(batch, [drillToken(id, batch.closed)], 2), [true]);
    if (number === 0) await sendReport(server.url, ticket!, freshTokens(16));
    server.clock.forward(periodSeconds);
    await server.publish();
  }
});

test("after a pause one batch covers it", async (t) => {
  const server = await startTrialServer(t);
  const [ticket] = mintTickets(server, 1);
  const tokens = freshTokens(4);
  await sendReport(server.url, ticket!, tokens);
  server.clock.forward(50 * periodSeconds + 17);
  assert.equal((await server.publish())?.number, 1);
  assert.equal(await server.publish(), null);
  const batch = await fetchBatch(server.url, 1);
  assert.equal(batch.closed, intervalOf(noon + 50 * periodSeconds + 17));
  assert.ok(tokensIn(batch, tokens).every(Boolean));
});

test("when the clock goes back no period is closed twice and no closing interval falls", async (t) => {
  const server = await startTrialServer(t);
  const [ticket] = mintTickets(server, 1);
  server.clock.forward(5 * periodSeconds);
  await server.publish();
  const tokens = freshTokens(4);
  await sendReport(server.url, ticket!, tokens);
  server.clock.forward(-3 * periodSeconds);
  assert.equal(await server.publish(), null);
  server.clock.forward(3 * periodSeconds - 1);
  assert.equal(await server.publish(), null);
  server.clock.forward(periodSeconds + 1);
  assert.equal((await server.publish())?.number, 2);
  const closed = (await Promise.all([0, 1, 2].map((number) => fetchBatch(server.url, number)))).map(
    (batch) => batch.closed,
  );
  assert.deepEqual(
    closed,
    [0, 5, 6].map((periods) => intervalOf(noon + periods * periodSeconds)),
  );
  assert.ok(tokensIn(await fetchBatch(server.url, 2), tokens).every(Boolean));
});

test("a closing that fails half-way leaves nothing, and the next one has everything", async (t) => {
  const server = await startTrialServer(t);
  const [ticket] = mintTickets(server, 1);
  const tokens = freshTokens(4);
  await sendReport(server.url, ticket!, tokens);
  server.clock.forward(periodSeconds);
  const logKey = join(server.dataDirectory, "keys", "log.skey");
  renameSync(logKey, `${logKey}.away`);
  // The key is read after the batch has been written and the tokens deleted, inside the transaction.
  await assert.rejects(async () => await server.publish(), {
    name: "OperatorError",
    message: /log\.skey is missing/,
  });
  assert.equal((await ask(server.url, "GET /v1/batch/1")).status, 404);
  assert.equal((await fetchLog(server.url)).length, 2);
  renameSync(`${logKey}.away`, logKey);
  assert.equal((await server.publish())?.number, 1);
  assert.ok(tokensIn(await fetchBatch(server.url, 1), tokens).every(Boolean));
});

test("the timer closes each period, logs a failure and tries again", async (t) => {
  const started = performance.now();
  const clock = { now: noon, read: () => noon + (performance.now() - started) / 1000, forward: () => {} };
  const server = await startTrialServer(
    t,
    { publishByItself: true, periodSeconds: 1 },
    clock as unknown as SetClock,
  );
  const logKey = join(server.dataDirectory, "keys", "log.skey");
  renameSync(logKey, `${logKey}.away`);
  const failed = (line: string): boolean => line.includes("could not be closed");
  while (!server.logLines.some(failed)) await setTimeout(50);
  renameSync(`${logKey}.away`, logKey);
  const batches = (): number[] =>
    server.logLines.map((line) => JSON.parse(line) as { batch?: number }).flatMap(({ batch }) => batch ?? []);
  while (batches().length < 2) await setTimeout(50);
  assert.deepEqual(batches(), [1, 2]);
  assert.equal((await ask(server.url, "GET /v1/root")).status, 200);
});

test("two servers over one file close each period once, and either takes reports", async (t) => {
  const clock = new SetClock();
  const one = await startTrialServer(t, {}, clock);
  const other = await startTrialServer(t, { dataDirectory: one.dataDirectory }, clock);
  const tickets = mintTickets(one, 2);
  const tokens = freshTokens(2);
  await sendReport(one.url, tickets[0]!, [tokens[0]!]);
  await sendReport(other.url, tickets[1]!, [tokens[1]!]);
  assert.equal((await post(other.url, "/v1/reports", encodeReport(tickets[0]!, tokens))).status, 409);
  clock.forward(periodSeconds);
  assert.deepEqual([(await one.publish())?.number, (await other.publish())?.number], [1, undefined]);
  clock.forward(periodSeconds);
  assert.deepEqual([(await other.publish())?.number, (await one.publish())?.number], [2, undefined]);
  assert.ok(tokensIn(await fetchBatch(other.url, 1), tokens).every(Boolean));
  assert.deepEqual(await fetchLog(one.url), await fetchLog(other.url));
});

test("batches leave the server after retention, the log keeps their hashes", async (t) => {
  const server = await startTrialServer(t, { region: { policy: { retentionDays: 2 } } });
  for (let hours = 0; hours < 60; hours++) {
    server.clock.forward(3600);
    await server.publish();
  }
  const statuses = await Promise.all(
    [0, 11, 12, 60].map(async (number) => (await ask(server.url, `GET /v1/batch/${number}`)).status),
  );
  assert.deepEqual(statuses, [404, 404, 200, 200]);
  const numbers = (await fetchLog(server.url)).flatMap((entry) =>
    entry.kind === "batch" ? entry.number : [],
  );
  assert.deepEqual(
    numbers,
    Array.from({ length: 61 }, (_, number) => number),
  );
});

test("past the sunset the server stops and deletes, and shows only that it has ended", async (t) => {
  const server = await startTrialServer(t, { region: { days: 1 } });
  const code = await server.issueClaimCode(1);
  const [ticket] = mintTickets(server, 1);
  const report = encodeReport(ticket!, freshTokens(1));
  server.clock.forward(24 * 3600 - 1);
  assert.equal((await post(server.url, "/v1/reports", report)).status, 204);
  server.clock.forward(1);
  const statuses = async (lines: string[]): Promise<number[]> =>
    Promise.all(lines.map(async (line) => (await ask(server.url, line)).status));
  const ended = ["GET /v1/batch/0", "POST /v1/tickets", "POST /v1/reports"];
  const lasting = ["root", "manifest", "manifest/1", "log/checkpoint", "log/tile/entries/000.p/2"];
  assert.deepEqual(await statuses(ended), [410, 410, 410]);
  assert.deepEqual(await statuses(lasting.map((path) => `GET /v1/${path}`)), [200, 200, 200, 200, 200]);
  assert.equal(await server.publish(), null);
  await assert.rejects(async () => await server.renewManifest(), /cannot be renewed/);
  server.clock.forward(-10);
  assert.equal((await post(server.url, "/v1/reports", report)).status, 403, "the ticket keys are gone");
  assert.equal((await ask(server.url, "GET /v1/batch/0")).body.length, 0);
  assert.equal(code.length, 12);
});

test("the root that is served is the region's", async (t) => {
  const { url } = await startTrialServer(t, { region: { name: "Celadon Bay" } });
  const note = (await ask(url, "GET /v1/root")).body.toString();
  const root = openRegionRoot(note);
  assert.equal(root.name, "Celadon Bay");
  assert.deepEqual(parseRegionRoot(root.text).hash, root.hash);
});
