import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { encodeReport } from "../../protocol/index.ts";
import { openSodiumGroup } from "../../server/intake/sodium-group.ts";
import { ask, post } from "../server/http-text.ts";
import { fetchBatch, fetchLog, freshTokens, mintTickets, tokensIn } from "../server/reporter.ts";
import { type ServerProcess, startServerProcess } from "../server/server-process.ts";
import { temporaryDirectory } from "../server/trial-server.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

/** 10,000 took two minutes on two busy processors, and held as well. */
const reportsWanted = 4_000;
const senders = 16;

let postgres: PostgresServer;

before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

/** Nodes on one database, each with its own copy of the keys. The first makes the region. */
async function nodesFor(
  t: Parameters<typeof startServerProcess>[0] & Parameters<typeof temporaryDirectory>[0],
  name: string,
) {
  const environment = { CELADON_DATABASE_URL: await postgres.database(name), CELADON_PERIOD_SECONDS: "1" };
  const folders = [temporaryDirectory(t), temporaryDirectory(t)];
  const start = (index: number) => startServerProcess(t, folders[index]!, environment);
  const first = await start(0);
  cpSync(join(folders[0]!, "keys"), join(folders[1]!, "keys"), { recursive: true });
  return { folder: folders[0]!, start, nodes: [first, await start(1)] };
}

/** All batches; throws unless they are numbered without a gap, and what is served is what is logged. */
async function verifiedBatches(url: string): Promise<Awaited<ReturnType<typeof fetchBatch>>[]> {
  const logged = (await fetchLog(url)).filter((entry) => entry.kind === "batch");
  assert.deepEqual(
    logged.map(({ number }) => number),
    logged.map((_, index) => index),
  );
  const batches = [];
  for (const { number, sha256 } of logged) {
    const { body } = await ask(url, `GET /v1/batch/${number}`);
    assert.equal(createHash("sha256").update(body).digest("hex"), sha256);
    batches.push(await fetchBatch(url, number));
  }
  return batches;
}

const batchesIn = async (url: string): Promise<number> =>
  (await fetchLog(url)).filter(({ kind }) => kind === "batch").length;

async function untilGrown(url: string, by: number): Promise<void> {
  const enough = (await batchesIn(url)) + by;
  while ((await batchesIn(url)) < enough) await setTimeout(100);
}

test(`two nodes on PostgreSQL, ${reportsWanted} reports while nodes are killed in turn: all are published exactly once, and batches have no gap`, async (t) => {
  const { folder, start, nodes } = await nodesFor(t, "killed");
  const group = await openSodiumGroup();
  const tickets = mintTickets(
    { dataDirectory: folder, clock: { now: Date.now() / 1000 } },
    reportsWanted,
    1,
    group,
  );
  const tokens = freshTokens(reportsWanted);
  const waiting = tickets.map((ticket, index) => encodeReport(ticket, [tokens[index]!]));
  const alive: Promise<ServerProcess>[] = nodes.map((node) => Promise.resolve(node));
  const sending = new AbortController();
  let kills = 0;
  const killing = (async () => {
    for (; !sending.signal.aborted; kills++) {
      await setTimeout(1_000 + Math.random() * 1_000);
      const index = kills % 2;
      const node = await alive[index]!;
      alive[index] = node.end("SIGKILL").then(() => start(index));
      await alive[index];
    }
  })();
  const send = async (first: number): Promise<void> => {
    for (let body = waiting.pop(), to = first; body !== undefined; body = waiting.pop()) {
      // As a device does: until it is acknowledged, by whichever node.
      for (;;) {
        const { url } = await alive[to % 2]!;
        const answer = await post(url, "/v1/reports", body).catch(() => null);
        if (answer?.status === 204) break;
        assert.ok(answer === null || answer.status === 503, answer?.body.toString());
        to++;
        await setTimeout(20);
      }
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: senders }, (_, index) => send(index)));
  const seconds = (performance.now() - began) / 1000;
  sending.abort();
  await killing;
  const { url } = await alive[0]!;
  await untilGrown(url, 2);
  const batches = await verifiedBatches(url);
  const times = tokens.map(() => 0);
  for (const batch of batches) {
    for (const [index, isIn] of tokensIn(batch, tokens).entries()) if (isIn) times[index]!++;
  }
  assert.deepEqual(new Set(times), new Set([1]));
  assert.ok(kills >= 3, `${kills} kills`);
  t.diagnostic(
    `${reportsWanted} reports in ${seconds.toFixed(1)} s, ${kills} kills, ${batches.length} batches`,
  );
});

test("a publisher that is stopped is replaced, and when it goes on it publishes nothing late", async (t) => {
  const { nodes } = await nodesFor(t, "stopped");
  const closedBy = ({ lines }: ServerProcess): number =>
    lines.filter((line) => /Batch \d+ closed/.test(line)).length;
  const one = nodes[0]!;
  const other = nodes[1]!;
  await untilGrown(one.url, 2);
  assert.equal(closedBy(other), 0, "the first that came publishes, alone");
  one.signal("SIGSTOP");
  while (closedBy(other) === 0) await setTimeout(100);
  const closed = closedBy(one);
  one.signal("SIGCONT");
  await untilGrown(one.url, 3);
  assert.equal(closedBy(one), closed);
  await verifiedBatches(one.url);
  assert.equal(await other.end("SIGTERM"), 0);
  while (closedBy(one) === closed) await setTimeout(100);
  await verifiedBatches(one.url);
});
