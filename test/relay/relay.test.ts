import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { type RelayOptions, type RunningRelay, startRelay } from "../../server/relay/start-relay.ts";
import { commandEnvironment } from "../server/command-environment.ts";
import { type Answer, ask } from "../server/http-text.ts";
import { run } from "../server/server-process.ts";
import { temporaryDirectory } from "../server/trial-server.ts";
import { type RecordingGateway, startRecordingGateway } from "./recording-gateway.ts";
import { sendSealed } from "./sealing.ts";

const body = new Uint8Array(1591).fill(7);

async function relayFor(
  t: TestContext,
  options: Partial<RelayOptions> = {},
): Promise<{ relay: RunningRelay; gateway: RecordingGateway }> {
  const gateway = await startRecordingGateway(t);
  const relay = await startRelay({ gateway: gateway.url, port: 0, ...options });
  let closing: Promise<void> | null = null;
  const close = () => (closing ??= relay.close());
  t.after(close);
  return { relay: { ...relay, close }, gateway };
}

/** What a browser sends along, and what somebody in between may. */
const revealing = {
  "content-type": "message/ohttp-req",
  cookie: "session=secret",
  authorization: "Bearer secret",
  origin: "https://celadon.example",
  referer: "https://celadon.example/report",
  "user-agent": "Browser/1.0 (Phone)",
  "accept-language": "mi, en",
  "x-forwarded-for": "203.0.113.9",
  forwarded: "for=203.0.113.9",
  via: "1.1 somewhere",
  "x-request-id": "4711",
};

test("a gateway gets the body, and no header, path or address of who sent it", async (t) => {
  const { relay, gateway } = await relayFor(t, { addressHeader: "x-real-ip" });
  const headers = { ...revealing, "x-real-ip": "203.0.113.9" };
  const answer = await ask(relay.url, "POST /any/path?who=me", { headers, body });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.toString(), "sealed");
  const [arrived] = gateway.arrived;
  assert.deepEqual([arrived!.method, arrived!.path, arrived!.body.equals(body)], ["POST", "/v1/ohttp", true]);
  const { host, ...own } = arrived!.headers;
  assert.equal(host, new URL(gateway.url).host);
  assert.deepEqual(own, {
    "content-type": "message/ohttp-req",
    "content-length": "1591",
    connection: "keep-alive",
  });
});

test("whoever asks gets the status and what is sealed, and no other header of the gateway", async (t) => {
  const { relay, gateway } = await relayFor(t);
  const marks = { "set-cookie": "who=me", server: "gateway", etag: '"1"', "x-trace": "4711" };
  const shown = async (status: number, type: string): Promise<Answer> => {
    gateway.answer = (_request, response) => {
      response.writeHead(status, { ...marks, "content-type": type }).end("content");
    };
    return sendSealed(relay.url, body, "/");
  };
  const sealed = await shown(200, "message/ohttp-res");
  const { date: _, ...headers } = sealed.headers;
  assert.deepEqual(headers, {
    "content-type": "message/ohttp-res",
    "content-length": "7",
    "cache-control": "no-store",
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  const problem = await shown(400, "application/problem+json; charset=utf-8");
  assert.deepEqual([problem.status, problem.body.toString()], [400, "content"]);
  for (const [status, wanted] of [
    [410, 410],
    [429, 429],
    [503, 503],
    [204, 502],
    [302, 502],
  ] as const) {
    const answer = await shown(status, "text/html");
    assert.deepEqual([answer.status, answer.body.length], [wanted, 0]);
  }
});

test("a page of another origin may send, and is told so before", async (t) => {
  const { relay, gateway } = await relayFor(t);
  const asking = {
    origin: "https://celadon.example",
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type",
  };
  const { status, headers } = await ask(relay.url, "OPTIONS /", { headers: asking });
  assert.equal(status, 204);
  assert.equal(headers["access-control-allow-origin"], "*");
  assert.equal(headers["access-control-allow-methods"], "POST");
  assert.equal(headers["access-control-allow-headers"], "content-type");
  assert.equal(headers["access-control-allow-credentials"], undefined);
  assert.equal(gateway.arrived.length, 0);
});

test("everything else is refused without asking the gateway", async (t) => {
  const { relay, gateway } = await relayFor(t, { perMinute: 3, addressHeader: "x-real-ip" });
  const type = { "content-type": "message/ohttp-req" };
  const refused = async (line: string, headers: Record<string, string>, content?: Uint8Array) =>
    (await ask(relay.url, line, { headers, ...(content === undefined ? {} : { body: content }) })).status;
  assert.equal(await refused("GET /", {}), 405);
  assert.equal(await refused("PUT /", type, body), 405);
  assert.equal(await refused("POST /", { "content-type": "application/octet-stream" }, body), 415);
  assert.equal(await refused("POST /", type), 400);
  assert.equal(await refused("POST /", type, new Uint8Array(100_000)), 413);
  assert.equal(gateway.arrived.length, 0);
  const from = (address: string) => refused("POST /", { ...type, "x-real-ip": address }, body);
  const first = [];
  for (let number = 0; number < 5; number++) first.push(await from("203.0.113.9"));
  assert.deepEqual(first, [200, 200, 200, 429, 429]);
  assert.equal(await from("203.0.113.10"), 200);
  assert.equal(gateway.arrived.length, 4);
});

test("a gateway that is down, slow or floods costs its time and no more", async (t) => {
  const { relay, gateway } = await relayFor(t, { answerMilliseconds: 300, waitingMax: 2 });
  const held: (() => void)[] = [];
  gateway.answer = (_request, response) => held.push(() => response.destroy());
  const slow = [sendSealed(relay.url, body), sendSealed(relay.url, body)];
  while (held.length < 2) await new Promise((resolve) => void setTimeout(resolve, 10));
  assert.equal((await sendSealed(relay.url, body)).status, 503, "no more wait at once than are set");
  assert.deepEqual(
    (await Promise.all(slow)).map(({ status }) => status),
    [504, 504],
  );
  for (const end of held) end();
  gateway.answer = (_request, response) => {
    response.writeHead(200, { "content-type": "message/ohttp-res" }).end(Buffer.alloc(100_000));
  };
  assert.equal((await sendSealed(relay.url, body)).status, 502);
  gateway.answer = (_request, response) => response.destroy();
  assert.equal((await sendSealed(relay.url, body)).status, 502);
  const nowhere = await startRelay({ gateway: "http://localhost:9/v1/ohttp", port: 0 });
  t.after(() => nowhere.close());
  assert.equal((await sendSealed(nowhere.url, body)).status, 502);
});

test("many senders share the connections to the gateway, which cannot tell them apart by these", async (t) => {
  const { relay, gateway } = await relayFor(t);
  for (let sender = 0; sender < 20; sender++) await sendSealed(relay.url, body);
  assert.ok(new Set(gateway.arrived.map(({ from }) => from)).size <= 2);
});

test("health is told on a port of its own, and what is no HTTP gets one line", async (t) => {
  const { relay, gateway } = await relayFor(t, { healthPort: 0 });
  const health = `http://localhost:${relay.healthPort}`;
  for (const [path, wanted] of [
    ["/healthz", 200],
    ["/readyz", 200],
    ["/metrics", 404],
  ] as const) {
    assert.equal((await ask(health, `GET ${path}`)).status, wanted);
  }
  const socket = connect(Number(new URL(relay.url).port), "localhost");
  socket.end("nonsense\r\n\r\n");
  const [answer] = (await once(socket, "data")) as [Buffer];
  assert.match(answer.toString(), /^HTTP\/1\.1 400 /);
  assert.equal(gateway.arrived.length, 0);
  await relay.close();
  await assert.rejects(ask(health, "GET /readyz"));
});

test("the program writes down nothing of what it carries: no line, no file", async (t) => {
  const gateway = await startRecordingGateway(t);
  const folder = temporaryDirectory(t);
  const main = join(import.meta.dirname, "..", "..", "server", "main.ts");
  const args = [main, "relay", "--gateway", gateway.url, "--port", "0", "--address-header", "X-Real-IP"];
  const child = spawn(process.execPath, args, { cwd: folder, env: commandEnvironment });
  t.after(() => child.kill("SIGKILL"));
  const errors: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  const lines: string[] = [];
  const reading = createInterface(child.stdout);
  reading.on("line", (line) => lines.push(line));
  while (!lines.some((line) => line.startsWith("Relay is ready"))) await once(reading, "line");
  const url = lines.at(-1)!.split(" ").at(-1)!;
  const before = [...lines];
  for (let sender = 0; sender < 10; sender++) {
    const headers = { ...revealing, "x-real-ip": `203.0.113.${sender}` };
    assert.equal((await ask(url, "POST /", { headers, body })).status, 200);
  }
  gateway.answer = (_request, response) => response.destroy();
  assert.equal((await ask(url, "POST /", { headers: revealing, body })).status, 502);
  child.kill("SIGTERM");
  const [status] = (await once(child, "exit")) as [number];
  assert.equal(status, 0);
  assert.deepEqual(lines, before);
  assert.equal(Buffer.concat(errors).toString(), "");
  assert.deepEqual(readdirSync(folder), []);
});

test("a relay carries to one https address, or to this machine to try it", async () => {
  for (const gateway of [
    "http://celadon.example",
    "ftp://celadon.example",
    "celadon",
    "https://a@b.example",
  ]) {
    const { status, stderr } = await run(["relay", "--gateway", gateway, "--port", "0"], {}, 20_000);
    assert.equal(status, 2, gateway);
    assert.match(stderr, /^--gateway must be an https address/);
  }
  assert.equal((await run(["relay"])).status, 2);
});
