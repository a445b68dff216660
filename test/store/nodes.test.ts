import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { encodeReport } from "../../protocol/index.ts";
import { openSodiumGroup } from "../../server/intake/sodium-group.ts";
import { post } from "../server/http-text.ts";
import { freshTokens, mintTickets } from "../server/reporter.ts";
import type { ServerProcess } from "../server/server-process.ts";
import { startNodes, timesPublished, untilGrown, verifiedBatches } from "./nodes.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

const reportsWanted = 10_000;
const senders = 32;

let postgres: PostgresServer;

before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

test("two nodes on PostgreSQL, 10,000 reports while nodes are killed in turn: all are published exactly once, and batches have no gap", async (t) => {
  const { folders, start, nodes } = await startNodes(t, await postgres.database("killed"));
  const group = await openSodiumGroup();
  const tickets = mintTickets(
    { dataDirectory: folders[0]!, clock: { now: Date.now() / 1000 } },
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
        // The other one, while one is just being started again.
        const { url } = await Promise.race([alive[to % 2]!, alive[(to + 1) % 2]!]);
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
  assert.deepEqual(timesPublished(batches, tokens), new Set([1]));
  assert.ok(kills >= 3, `${kills} kills`);
  t.diagnostic(
    `${reportsWanted} reports in ${seconds.toFixed(1)} s, ${kills} kills, ${batches.length} batches`,
  );
});

test("a publisher that is stopped is replaced, and when it goes on it publishes nothing late", async (t) => {
  const { nodes } = await startNodes(t, await postgres.database("stopped"));
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
