import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import {
  decoyClaimCode,
  decoyReport,
  encodeReport,
  epochOf,
  formatClaimCode,
  generateCosignerKey,
  prepareTicketClaim,
} from "../../protocol/index.ts";
import { metricsText } from "../../server/operations/prometheus.ts";
import { startTwoRegions } from "../mirror/two-regions.ts";
import { ask, post } from "../server/http-text.ts";
import { freshTokens, mintTickets, takeTickets } from "../server/reporter.ts";
import { noon, periodSeconds, startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { type ReadSample, readMetrics, valueOf } from "./metrics-reader.ts";

const operations = { port: 0, host: "127.0.0.1" };

const start = (t: TestContext): Promise<TrialServer> => startTrialServer(t, { operations });

const operationsUrl = ({ operationsPort }: TrialServer): string => `http://127.0.0.1:${operationsPort}`;

async function metricsTextOf(server: TrialServer): Promise<string> {
  const { status, headers, body } = await ask(operationsUrl(server), "GET /metrics");
  assert.equal(`${status} ${headers["content-type"]}`, "200 text/plain; version=0.0.4; charset=utf-8");
  return body.toString();
}

const metricsOf = async (server: TrialServer): Promise<readonly ReadSample[]> =>
  readMetrics(await metricsTextOf(server));

test("metrics can be read, and say how the region is", async (t) => {
  const server = await start(t);
  server.clock.forward(periodSeconds + 7);
  await server.publish();
  const metrics = await metricsOf(server);
  const value = (name: string): number | undefined => valueOf(metrics, name);
  assert.equal(value("celadon_batches_total"), 2);
  assert.equal(value("celadon_batch_age_seconds"), 7);
  assert.equal(value("celadon_batch_period_seconds"), periodSeconds);
  assert.equal(value("celadon_log_entries"), 3);
  assert.equal(value("celadon_log_shown_entries"), 3);
  assert.equal(value("celadon_log_quorum"), 0);
  assert.equal(value("celadon_sunset_remaining_seconds"), 25 * 86_400 - periodSeconds - 7);
  assert.ok(value("process_resident_memory_bytes")! > 16 * 1024 * 1024);
  const delays = ["0.5", "0.99", "1"].map((quantile) =>
    valueOf(metrics, "celadon_event_loop_delay_seconds", { quantile }),
  );
  for (const delay of delays) assert.ok(delay! >= 0 && delay! < 10, String(delay));
  assert.ok(value("celadon_cpu_seconds_total")! > 0);
});

test("what depends on who asked is told of whole periods, when their batch is closed", async (t) => {
  const server = await start(t);
  const changing = async (): Promise<string[]> =>
    (await metricsTextOf(server))
      .split("\n")
      .filter((line) => !line.startsWith("process_resident_memory_bytes "));
  server.clock.forward(periodSeconds);
  await server.publish();
  const before = await changing();
  const [ticket] = await takeTickets(server.url, await server.issueClaimCode(1), noon);
  await post(server.url, "/v1/reports", encodeReport(ticket!, freshTokens(3)));
  await post(server.url, "/v1/reports", Buffer.from("no report"));
  assert.deepEqual(await changing(), before);
  server.clock.forward(periodSeconds);
  await server.publish();
  const metrics = await metricsOf(server);
  const count = (route: string, status: string): number | undefined =>
    valueOf(metrics, "celadon_requests_total", { route, status });
  assert.deepEqual(
    [count("/v1/tickets", "2xx"), count("/v1/reports", "2xx"), count("/v1/reports", "4xx")],
    [1, 1, 1],
  );
  assert.ok(valueOf(metrics, "celadon_connections_peak")! >= 1);
});

test("decoys and real reports are one number", async (t) => {
  const told = async (server: TrialServer, claimCode: string, report: Uint8Array): Promise<string[]> => {
    await post(server.url, "/v1/tickets", prepareTicketClaim(claimCode).request);
    await post(server.url, "/v1/reports", report);
    server.clock.forward(periodSeconds);
    await server.publish();
    const lines = (await metricsTextOf(server)).split("\n");
    return lines.filter((line) => line.startsWith("celadon_requests_total"));
  };
  const [one, other] = [await start(t), await start(t)];
  const decoys = await told(one, decoyClaimCode, decoyReport(epochOf(noon)));
  const report = encodeReport(mintTickets(other, 1)[0]!, freshTokens(16));
  const real = await told(other, await other.issueClaimCode(1), report);
  assert.equal(real.length, 2);
  assert.deepEqual(decoys, real);
});

test("witnesses and peers are told by what the region publishes of them, before they have answered too", async (t) => {
  const witnesses = ["one.example/w1", "two.example/w1"].map((name) => generateCosignerKey(name).vkey);
  const peers = [{ root: "5a".repeat(32), name: { en: "Elsewhere" }, url: "https://elsewhere.example" }];
  const metrics = await metricsOf(
    await startTrialServer(t, { operations, region: { witnesses, quorum: 2, peers } }),
  );
  assert.equal(valueOf(metrics, "celadon_log_quorum"), 2);
  assert.equal(valueOf(metrics, "celadon_log_entries"), 2);
  assert.equal(valueOf(metrics, "celadon_log_shown_entries"), 0);
  assert.equal(valueOf(metrics, "celadon_witness_cosigned_entries", { witness: "one.example/w1" }), 0);
  assert.equal(valueOf(metrics, "celadon_peer_mirrored", { peer: "5a".repeat(8) }), 0);
  assert.equal(valueOf(metrics, "celadon_peer_batch_age_seconds", { peer: "5a".repeat(8) }), undefined);
});

test("a mirrored peer's age is that of its newest batch", async (t) => {
  const { home, clock } = await startTwoRegions(t, { home: { operations } });
  await home.mirrorPeers();
  const closed = Math.floor(clock.now / 600) * 600;
  clock.forward(1234);
  const metrics = await metricsOf(home);
  const mirrored = metrics.find(({ name }) => name === "celadon_peer_mirrored")!;
  assert.equal(mirrored.value, 1);
  assert.equal(valueOf(metrics, "celadon_peer_batch_age_seconds", mirrored.labels), clock.now - closed);
});

test("nothing personal is in the metrics after a whole story", async (t) => {
  const server = await start(t);
  const code = await server.issueClaimCode(1);
  const [ticket] = await takeTickets(server.url, code, noon);
  const tokens = freshTokens(4);
  const report = encodeReport(ticket!, tokens);
  const headers = {
    "user-agent": "CuriousBrowser/1.0",
    "x-forwarded-for": "203.0.113.9",
    "content-type": "application/octet-stream",
  };
  await ask(server.url, "POST /v1/reports", { headers, body: report });
  await ask(server.url, `GET /v1/batch/0?code=${code}`, { headers });
  await ask(server.url, "GET /secret/place", { headers });
  await ask(server.url, "PROPFIND /secret/place", { headers });
  server.clock.forward(periodSeconds);
  await server.publish();
  const text = await metricsTextOf(server);
  readMetrics(text);
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  for (const trace of [
    code,
    formatClaimCode(code),
    "CuriousBrowser",
    "203.0.113.9",
    "127.0.0.1",
    "::1",
    "secret",
    "PROPFIND",
    ...tokens.map(hex),
    hex(ticket!.nonce),
  ]) {
    assert.ok(!text.includes(trace), trace);
  }
  const routes = new Set(readMetrics(text).flatMap(({ labels }) => labels["route"] ?? []));
  for (const route of routes) assert.match(route, /^(\/v1\/[a-z/:*]+|\/\*|\(none\))$/);
});

test("monitoring has a port of its own: nothing of it is on the public one, nor the other way round", async (t) => {
  const server = await start(t);
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    assert.equal((await ask(server.url, `GET ${path}`)).status, 404, path);
    assert.equal((await ask(operationsUrl(server), `GET ${path}`)).status, 200, path);
    assert.equal((await ask(operationsUrl(server), `POST ${path}`)).status, 405, path);
  }
  for (const path of ["/", "/v1/root", "/v1/reports", "/metrics/"]) {
    assert.equal((await ask(operationsUrl(server), `GET ${path}`)).status, 404, path);
  }
  const without = await startTrialServer(t);
  assert.equal(without.operationsPort, 0);
});

test("health and readiness are told apart by status, in a sentence", async (t) => {
  const server = await start(t);
  const told = async (path: string): Promise<string> => {
    const { status, body } = await ask(operationsUrl(server), `GET ${path}`);
    return `${status} ${body.toString()}`;
  };
  assert.equal(await told("/healthz"), "200 The process answers.\n");
  assert.equal(await told("/readyz"), "200 The server takes requests.\n");
  await server.close();
  await assert.rejects(told("/readyz"), /ECONNREFUSED/);
});

test("a port that cannot be had is said in a sentence", async (t) => {
  const { operationsPort } = await start(t);
  await assert.rejects(startTrialServer(t, { operations: { ...operations, port: operationsPort } }), {
    name: "OperatorError",
    message: `Nothing can be shown to monitoring on 127.0.0.1, port ${operationsPort} (EADDRINUSE): see CELADON_OPERATIONS_PORT and CELADON_OPERATIONS_HOST.`,
  });
});

test("names of others are written so that they stay one value", () => {
  const labels = { witness: 'a"b\\c\nd' };
  const metric = { name: "x", type: "gauge", help: "One.\nTwo.", samples: [{ labels, value: 1 }] } as const;
  assert.deepEqual(readMetrics(metricsText([metric])), [{ name: "x", labels, value: 1 }]);
  assert.equal(metricsText([{ ...metric, samples: [] }]), "");
});
