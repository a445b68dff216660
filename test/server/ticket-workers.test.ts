import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Worker } from "node:worker_threads";
import {
  decoyClaimCode,
  decoyReport,
  encodeReport,
  epochOf,
  epochSeconds,
  generateTicketKeyPair,
  openTicketResponse,
  prepareTicketClaim,
  ticketOutput,
} from "../../protocol/index.ts";
import { TicketWorkers } from "../../server/intake/ticket-workers.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { rowsOf } from "./database-file.ts";
import { ask, post, sentenceOf } from "./http-text.ts";
import { freshTokens, mintTickets } from "./reporter.ts";
import { noon, startTrialServer, temporaryDirectory } from "./trial-server.ts";

const epoch = epochOf(noon);
const keys = generateTicketKeyPair();
const claim = prepareTicketClaim(decoyClaimCode);
const nonce = new Uint8Array(32).fill(5);
const ticket = { purpose: 1, epoch, nonce, output: ticketOutput(keys.secretKey, nonce) } as const;
const report = encodeReport(ticket, freshTokens(2));

interface Trial {
  readonly workers: TicketWorkers;
  /** The threads that were started. */
  readonly threads: Worker[];
  readonly errors: unknown[];
}

function startWorkers(t: TestContext, options: { threads?: number; jobsMax?: number } = {}): Trial {
  const threads: Worker[] = [];
  const errors: unknown[] = [];
  const note = (worker: Worker): unknown => threads.push(worker);
  process.on("worker", note);
  const log = { error: (...what: unknown[]) => errors.push(what) };
  const workers = new TicketWorkers({ threads: 1, ...options, log });
  t.after(async () => {
    process.off("worker", note);
    await workers.close();
  });
  return { workers, threads, errors };
}

const busy = { name: "Refusal", code: "busy" };

test("the threads tell a genuine report from others, and make tickets that open under the published key", async (t) => {
  const { workers, threads } = startWorkers(t, { threads: 2 });
  assert.equal(threads.length, 0, "no work, no thread");
  const forged = report.slice();
  forged[60]! ^= 1;
  const results = await Promise.all([
    workers.redeem(keys.secretKey, report),
    workers.redeem(keys.secretKey, forged),
    workers.redeem(generateTicketKeyPair().secretKey, report),
    workers.redeem(keys.secretKey, report),
  ]);
  assert.deepEqual(results, [true, false, false, true]);
  const answer = await workers.issue(claim.request, 1, epoch, keys);
  const expected = { purpose: 1, epochs: [epoch], publicKeyFor: () => keys.publicKey } as const;
  assert.equal(openTicketResponse(claim, answer, expected).length, 32);
  const decoy = await workers.issue(claim.request, 1, epoch, null);
  assert.throws(() => openTicketResponse(claim, decoy, expected), { code: "wrong-proof" });
  assert.equal(threads.length, 2);
});

test("a request with an element that is none is malformed, and the thread goes on", async (t) => {
  const { workers, threads, errors } = startWorkers(t);
  const hostile = claim.request.slice();
  hostile.fill(0xff, 13 + 31 * 32);
  const malformed = { name: "ProtocolError", code: "malformed" };
  await assert.rejects(workers.issue(hostile, 1, epoch, keys), malformed);
  assert.equal(await workers.redeem(keys.secretKey, report), true);
  assert.deepEqual([threads.length, errors], [1, []]);
});

test("while tickets are made the server's thread does other things", async (t) => {
  const { workers } = startWorkers(t);
  await workers.redeem(keys.secretKey, report);
  let turns = 0;
  let isDone = false;
  const turn = (): void => {
    turns += 1;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await workers.issue(claim.request, 1, epoch, keys);
  isDone = true;
  assert.ok(turns > 10, `${turns} turns of the event loop`);
});

test("beyond a number of waiting jobs new ones are refused at once, and taken again afterwards", async (t) => {
  const { workers } = startWorkers(t, { jobsMax: 3 });
  const redeem = (): Promise<boolean> => workers.redeem(keys.secretKey, report);
  const results = await Promise.allSettled([redeem(), redeem(), redeem(), redeem(), redeem()]);
  assert.deepEqual(
    results.map((result) =>
      result.status === "fulfilled" ? result.value : (result.reason as Error).message,
    ),
    [true, true, true, ...Array<string>(2).fill("The server is busy; please try again in a few seconds.")],
  );
  assert.equal(await redeem(), true);
});

test("a thread that dies takes only its work with it, which can be sent again, and another takes its place", async (t) => {
  const { workers, threads, errors } = startWorkers(t);
  assert.equal(await workers.redeem(keys.secretKey, report), true);
  const lost = [workers.redeem(keys.secretKey, report), workers.issue(claim.request, 1, epoch, keys)];
  const refused = Promise.all(lost.map((work) => assert.rejects(work, busy)));
  await threads[0]!.terminate();
  await refused;
  assert.equal(await workers.redeem(keys.secretKey, report), true);
  assert.equal(threads.length, 2);

  // What nothing sends, and no thread expects.
  threads[1]!.postMessage(null, []);
  await new Promise((resolve) => threads[1]!.once("exit", resolve));
  assert.equal(errors.length, 1);
  assert.equal(await workers.redeem(keys.secretKey, report), true);
});

test("on closing nobody is left waiting", async (t) => {
  const { workers } = startWorkers(t);
  const waiting = [workers.redeem(keys.secretKey, report), workers.issue(claim.request, 1, epoch, null)];
  const refused = Promise.all(waiting.map((work) => assert.rejects(work, busy)));
  await workers.close();
  await refused;
  await assert.rejects(workers.redeem(keys.secretKey, report), busy);
});

test("a ticket key lies once in memory, and is wiped for all threads when its epoch is over", async (t) => {
  const { workers } = startWorkers(t);
  const directory = new KeyDirectory(temporaryDirectory(t));
  directory.addTicketKeys([{ purpose: 1, epoch, pair: keys }]);
  const secretKey = directory.ticketSecret(1, epoch)!;
  assert.ok(secretKey.buffer instanceof SharedArrayBuffer);
  assert.equal(await workers.redeem(secretKey, report), true);
  const inTheThread = workers.redeem(secretKey, report);
  directory.deleteTicketKeysBefore(epoch + 1);
  assert.deepEqual(secretKey, new Uint8Array(new SharedArrayBuffer(32)));
  await inTheThread.then(
    () => undefined,
    () => undefined,
  );
  await assert.rejects(workers.redeem(secretKey, report), /scalar/);
});

test("a busy server says so, and when to come again; reading goes on", async (t) => {
  const { url } = await startTrialServer(t, { ticketJobsMax: 1 });
  const { request } = prepareTicketClaim(decoyClaimCode);
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(url, "/v1/tickets", request)));
  const refused = answers.filter(({ status }) => status !== 200);
  assert.ok(refused.length > 0 && refused.length < 8, `${refused.length} of 8 refused`);
  for (const answer of refused) {
    assert.equal(
      `${answer.status} ${sentenceOf(answer)}`,
      "503 The server is busy; please try again in a few seconds.",
    );
    assert.equal(answer.headers["retry-after"], "5");
  }
  const [, read] = await Promise.all([post(url, "/v1/tickets", request), ask(url, "GET /v1/log/checkpoint")]);
  assert.equal(read.status, 200);
});

test("no nonce of a week is kept when that week's keys go while its reports are being checked", async (t) => {
  const server = await startTrialServer(t);
  const tickets = mintTickets(server, 60);
  const sent = tickets.map((each) => post(server.url, "/v1/reports", encodeReport(each, freshTokens(1))));
  await Promise.race(sent);
  server.clock.forward(2 * epochSeconds);
  await server.publish();
  const statuses = new Set((await Promise.all(sent)).map(({ status }) => status));
  for (const status of statuses) assert.ok([204, 403].includes(status), `${status}`);
  assert.deepEqual(rowsOf(`${server.dataDirectory}/celadon.sqlite`, "spent"), []);
});

test("the answer to a decoy takes as long as to another: tickets and reports", async (t) => {
  const server = await startTrialServer(t);
  /** How much longer the first kind takes. The fastest quarter of each: what else the machine does only adds to them. */
  const ratio = async (
    pairs: number,
    path: string,
    kinds: (() => Promise<Uint8Array>)[],
  ): Promise<number> => {
    const times: number[][] = kinds.map(() => []);
    for (let sent = 0; sent < 2 * pairs; sent++) {
      const kind = (sent + (sent >> 1)) % 2;
      const body = await kinds[kind]!();
      const start = performance.now();
      assert.ok((await post(server.url, path, body)).status < 300);
      times[kind]!.push(performance.now() - start);
    }
    const [decoy, other] = times.map((each) => each.toSorted((a, b) => a - b)[Math.floor(pairs / 4)]!);
    return decoy! / other!;
  };
  const tickets = mintTickets(server, 61);
  const reports = [async () => decoyReport(epoch), async () => encodeReport(tickets.pop()!, freshTokens(1))];
  const codes = [async () => decoyClaimCode, async () => server.issueClaimCode(1)];
  await ratio(1, "/v1/reports", reports);
  const ofReports = await ratio(60, "/v1/reports", reports);
  const requests = codes.map((code) => async () => prepareTicketClaim(await code()).request);
  const ofTickets = await ratio(12, "/v1/tickets", requests);
  t.diagnostic(
    `a decoy takes ${ofReports.toFixed(2)} times as long for a report, ${ofTickets.toFixed(2)} for tickets`,
  );
  for (const each of [ofReports, ofTickets]) assert.ok(each > 0.5 && each < 2, `${each}`);
});
