import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { decoyClaimCode, encodeReport, prepareTicketClaim } from "../../protocol/index.ts";
import { ask, post, sentenceOf } from "../server/http-text.ts";
import { fetchLog, freshTokens, mintTickets } from "../server/reporter.ts";
import { startNodes, timesPublished, untilGrown, verifiedBatches } from "./nodes.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

const away = "The server cannot reach its database; please try again in a few seconds.";

/** A PostgreSQL of this test alone. */
async function own(t: TestContext): Promise<PostgresServer> {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  return postgres;
}

type Nodes = Awaited<ReturnType<typeof startNodes>>;

/** Reports that flow to both nodes, each until it is acknowledged. */
class Flow {
  readonly #urls: readonly string[];
  readonly #source: Parameters<typeof mintTickets>[0];
  readonly #stop = new AbortController();
  readonly #senders: Promise<void>[];
  readonly acknowledged: Uint8Array[] = [];

  constructor({ folders, nodes }: Nodes) {
    this.#urls = nodes.map(({ url }) => url);
    this.#source = { dataDirectory: folders[0]!, clock: { now: Date.now() / 1000 } };
    this.#senders = [0, 1, 2, 3].map((sender) => this.#send(sender));
  }

  /** Wait until so many more have been acknowledged. */
  async more(count: number): Promise<void> {
    const enough = this.acknowledged.length + count;
    while (this.acknowledged.length < enough) await Promise.race([setTimeout(20), this.#failed()]);
  }

  /** Send no new ones. @returns When the last was acknowledged. */
  async end(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#senders);
  }

  async #failed(): Promise<never> {
    await Promise.all(this.#senders);
    throw new Error("the senders have ended");
  }

  async #send(sender: number): Promise<void> {
    for (let to = sender; !this.#stop.signal.aborted; to++) {
      const [token] = freshTokens(1);
      const body = encodeReport(mintTickets(this.#source, 1)[0]!, [token!]);
      for (;;) {
        const answer = await post(this.#urls[to % this.#urls.length]!, "/v1/reports", body);
        if (answer.status === 204) break;
        assert.equal(answer.status, 503, answer.body.toString());
        assert.equal(sentenceOf(answer), away);
        to++;
        await setTimeout(50);
      }
      this.acknowledged.push(token!);
    }
  }
}

/** Two lists later: everything acknowledged is in one batch, and batches have no gap. */
async function assertWhole({ nodes }: Nodes, flow: Flow): Promise<void> {
  await flow.end();
  await untilGrown(nodes[1].url, 2);
  assert.deepEqual(timesPublished(await verifiedBatches(nodes[1].url), flow.acknowledged), new Set([1]));
}

// Together: what they do most is to wait.
describe("nodes whose database is lost", { concurrency: true }, () => {
  test("while PostgreSQL is away all that needs it is answered 503 in a sentence, and pages go on; when it is back so does everything, and nothing is lost or doubled", async (t) => {
    const postgres = await own(t);
    const set = await startNodes(t, await postgres.database("restarted"));
    const flow = new Flow(set);
    await flow.more(40);
    await postgres.halt();
    const claim = prepareTicketClaim(decoyClaimCode).request;
    for (const { url } of set.nodes) {
      // Where they have been built.
      assert.notEqual((await ask(url, "GET /")).status, 503);
      for (const path of ["root", "manifest", "batch/0", "log/checkpoint", "log/tile/0/000.p/2"]) {
        const answer = await ask(url, `GET /v1/${path}`);
        assert.deepEqual([answer.status, sentenceOf(answer)], [503, away], path);
      }
      const tickets = await post(url, "/v1/tickets", claim);
      assert.deepEqual([tickets.status, sentenceOf(tickets)], [503, away]);
    }
    const taken = flow.acknowledged.length;
    // Some periods: what the nodes do by themselves fails, and they live on.
    await setTimeout(2_000);
    assert.equal(flow.acknowledged.length, taken);
    await postgres.goOn();
    await flow.more(40);
    await assertWhole(set, flow);
    for (const node of set.nodes) assert.equal(await node.end("SIGTERM"), 0, node.errors());
    // A node whose keys are not those of the first does not start.
    writeFileSync(join(set.folders[1]!, "keys", "report.key"), randomBytes(32).toString("hex"));
    await assert.rejects(
      set.start(1),
      /other than where it was begun is report\.key\. .* Copy the folder keys/,
    );
  });

  test("when the primary falls silent and its synchronous standby takes over, both nodes go on there; when it comes back and knows of nothing it is refused; nothing is lost or doubled", async (t) => {
    const postgres = await own(t);
    const url = await postgres.database("failover");
    const standby = await postgres.standby("second");
    t.after(() => standby.stop());
    await postgres.query("ALTER SYSTEM SET synchronous_standby_names = 'second'");
    await postgres.query("SELECT pg_reload_conf()");
    const isSynchronous = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'";
    while ((await postgres.query(isSynchronous)).length === 0) await setTimeout(50);
    // The standby first: a node finds out by itself which of them takes writes.
    const set = await startNodes(t, url.replace(postgres.host, `${standby.host},${postgres.host}`));
    const flow = new Flow(set);
    await flow.more(40);
    postgres.signal("SIGSTOP");
    await standby.query("SELECT pg_promote()");
    await flow.more(40);
    const written = (await fetchLog(set.nodes[0].url)).length;
    postgres.signal("SIGCONT");
    const [old] = await postgres.query("SELECT pg_is_in_recovery() AS follows");
    assert.equal(old!["follows"], false);
    const third = await set.start(0);
    await flow.more(10);
    await untilGrown(third.url, 2);
    assert.ok((await fetchLog(third.url)).length > written);
    await assertWhole(set, flow);
  });
});
