import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { encodeReport, type LogEntry, prepareTicketClaim } from "../../protocol/index.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { issueClaimCode } from "../../server/intake/claim-codes.ts";
import { ask, post, sentenceOf } from "./http-text.ts";
import { fetchBatch, fetchLog, freshTokens, takeTickets, tokensIn } from "./reporter.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";
import { temporaryDirectory } from "./trial-server.ts";

const everySecond = { CELADON_PERIOD_SECONDS: "1" };
const reportsWanted = 200;
const senders = 8;
const killsMax = 8;
/** In the journal, which grows from nothing with each batch: some reports, but no batch, find room. */
const roomBlocks = 128;

/** The batches of a log; throws unless they are numbered from 0 without gap and what is served has the hash that is logged. */
async function verifiedBatches(url: string, entries: readonly LogEntry[]): ReturnType<typeof batchesOf> {
  const logged = entries.filter((entry) => entry.kind === "batch");
  assert.deepEqual(
    logged.map(({ number }) => number),
    logged.map((_, index) => index),
  );
  for (const { number, bytes, sha256 } of logged) {
    const { body } = await ask(url, `GET /v1/batch/${number}`);
    assert.equal(body.length, bytes);
    assert.equal(createHash("sha256").update(body).digest("hex"), sha256);
  }
  return batchesOf(url, logged.length);
}

function batchesOf(url: string, count: number): Promise<Awaited<ReturnType<typeof fetchBatch>>[]> {
  return Promise.all(Array.from({ length: count }, (_, number) => fetchBatch(url, number)));
}

async function claimCode(dataDirectory: string): Promise<string> {
  const { store, keys } = await openExistingData(dataDirectory);
  try {
    return (await issueClaimCode(store, keys, 1, Date.now() / 1000)).code;
  } finally {
    await store.close();
  }
}

/** Kill at random moments, half of them while a batch is just being closed, and start again; until told to stop. */
class Killer {
  current: Promise<ServerProcess>;
  kills = 0;
  #running = true;
  readonly #restart: () => Promise<ServerProcess>;

  constructor(restart: () => Promise<ServerProcess>) {
    this.#restart = restart;
    this.current = restart();
  }

  async run(): Promise<void> {
    while (this.#running && this.kills < killsMax) {
      const server = await this.current;
      const toBoundary = 1000 - (Date.now() % 1000);
      await setTimeout(Math.random() < 0.5 ? toBoundary + Math.random() * 30 : Math.random() * 1200);
      this.current = server.end("SIGKILL").then(this.#restart);
      this.kills += 1;
    }
    await this.current;
  }

  stop(): void {
    this.#running = false;
  }
}

describe("DESIGN §2.14: what the server acknowledged survives kill -9, and every step can be repeated", () => {
  test("of 200 reports sent while the server is killed over and over, every token is published exactly once", async (t) => {
    const dataDirectory = temporaryDirectory(t);
    const first = await startServerProcess(t, dataDirectory, everySecond);
    const now = Date.now() / 1000;
    const tickets = [];
    while (tickets.length < reportsWanted) {
      tickets.push(...(await takeTickets(first.url, await claimCode(dataDirectory), now)));
    }
    await first.end("SIGKILL");
    const reports = tickets.slice(0, reportsWanted).map((ticket, index) => {
      const tokens = freshTokens(1 + (index % 4));
      return { tokens, body: encodeReport(ticket, tokens) };
    });

    const killer = new Killer(() => startServerProcess(t, dataDirectory, everySecond));
    const killing = killer.run();
    const waiting = [...reports];
    const acknowledge = async (body: Uint8Array): Promise<void> => {
      for (;;) {
        const { url } = await killer.current;
        const answer = await post(url, "/v1/reports", body).catch(() => null);
        if (answer?.status === 204) return;
        assert.equal(answer, null, answer?.body.toString());
        await setTimeout(20);
      }
    };
    const send = async (): Promise<void> => {
      for (let report = waiting.pop(); report !== undefined; report = waiting.pop()) {
        await acknowledge(report.body);
        await setTimeout(Math.random() * 300);
      }
    };
    await Promise.all(Array.from({ length: senders }, send));
    killer.stop();
    await killing;
    assert.ok(killer.kills >= 3, `${killer.kills} kills`);

    const { url, end } = await killer.current;
    const batchesNow = async (): Promise<number> => (await fetchLog(url)).length - 1;
    const last = await batchesNow();
    while ((await batchesNow()) < last + 2) await setTimeout(100);
    const batches = await verifiedBatches(url, await fetchLog(url));
    assert.ok(batches.every(({ closed }, index) => closed >= (batches[index - 1]?.closed ?? 0)));
    const tokens = reports.flatMap((report) => report.tokens);
    const timesPublished = tokens.map(() => 0);
    for (const batch of batches) {
      for (const [index, found] of tokensIn(batch, tokens).entries()) timesPublished[index]! += found ? 1 : 0;
    }
    assert.deepEqual(
      timesPublished,
      tokens.map(() => 1),
    );
    assert.equal(await end("SIGTERM"), 0);
  });

  test("an exchange that was answered is answered the same after kill -9", async (t) => {
    const dataDirectory = temporaryDirectory(t);
    const before = await startServerProcess(t, dataDirectory);
    const { request } = prepareTicketClaim(await claimCode(dataDirectory));
    const answer = await post(before.url, "/v1/tickets", request);
    await before.end("SIGKILL");
    const after = await startServerProcess(t, dataDirectory);
    assert.deepEqual((await post(after.url, "/v1/tickets", request)).body, answer.body);
  });

  test("on a full disk a report is refused and no batch is closed; when there is room again the same process goes on, and nothing is lost", async (t) => {
    const dataDirectory = temporaryDirectory(t);
    const before = await startServerProcess(t, dataDirectory);
    const tickets = await takeTickets(before.url, await claimCode(dataDirectory), Date.now() / 1000);
    await before.end("SIGTERM");
    const reports = tickets.map((ticket) => {
      const tokens = freshTokens(16);
      return { tokens, body: encodeReport(ticket, tokens) };
    });
    const server = await startServerProcess(t, dataDirectory, everySecond, roomBlocks);
    const answers = [];
    for (const { body } of reports) answers.push(await post(server.url, "/v1/reports", body));
    const statuses = new Set(answers.map(({ status }) => status));
    assert.deepEqual(statuses, new Set([204, 503]));
    assert.equal(
      sentenceOf(answers.at(-1)!),
      "The server cannot store anything at the moment; nothing is lost, please send it again later.",
    );
    const failures = (): number => server.lines.filter((line) => line.includes("could not be closed")).length;
    while (failures() < 2) await setTimeout(50);
    const closedBefore = (await fetchLog(server.url)).length;
    assert.equal((await ask(server.url, "GET /v1/batch/0")).status, 200, "it goes on serving");

    server.makeRoom();
    const closed = async (wanted: number): Promise<void> => {
      while ((await fetchLog(server.url)).length < wanted) await setTimeout(50);
    };
    await closed(closedBefore + 1);
    for (const { body } of reports) assert.equal((await post(server.url, "/v1/reports", body)).status, 204);
    await closed((await fetchLog(server.url)).length + 2);
    const batches = await verifiedBatches(server.url, await fetchLog(server.url));
    for (const { tokens } of reports) {
      const times = batches.map((batch) => tokensIn(batch, tokens).filter(Boolean).length);
      assert.deepEqual(
        times.filter((count) => count > 0),
        [16],
      );
    }
    assert.equal(await server.end("SIGTERM"), 0);
  });

  test("two servers that start on one empty folder make one region and close each period once", async (t) => {
    const dataDirectory = temporaryDirectory(t);
    const start = (): Promise<ServerProcess> => startServerProcess(t, dataDirectory, everySecond);
    const [one, other] = await Promise.all([start(), start()]);
    const made = [...one.lines, ...other.lines].filter((line) => line.includes("Made a trial region"));
    assert.equal(made.length, 1);
    while ((await fetchLog(one.url)).length < 5) await setTimeout(100);
    await verifiedBatches(other.url, await fetchLog(one.url));
    assert.deepEqual(await Promise.all([one.end("SIGTERM"), other.end("SIGINT")]), [0, 0]);
    const closed = [...one.lines, ...other.lines].flatMap(
      (line) => (JSON.parse(line) as { batch?: number }).batch ?? [],
    );
    assert.deepEqual(
      closed.toSorted((a, b) => a - b),
      closed.map((_, index) => index + 1),
    );
  });
});
