import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { request as insecureRequest } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { decoyReport, encodeReport, epochOf } from "../../protocol/index.ts";
import { freePort } from "../server/free-port.ts";
import { type Answer, ask, type Sent, sentenceOf } from "../server/http-text.ts";
import { freshTokens, mintTickets } from "../server/reporter.ts";
import { type ServerProcess, startServerProcess } from "../server/server-process.ts";
import { type NginxProcess, startNginx } from "./nginx-process.ts";
import { type RecordingHop, startRecordingHop } from "./recording-hop.ts";

/** What a browser, or somebody worse, says of itself. */
const telling = {
  "user-agent": "Browser/1.0 of somebody",
  "accept-language": "gsw",
  referer: "https://elsewhere.example/",
  cookie: "session=stolen",
  "x-real-ip": "203.0.113.9",
  "x-forwarded-for": "203.0.113.9",
  forwarded: "for=203.0.113.9",
  "sec-ch-ua-platform": '"Somebody\'s"',
};

/** For longer the proxy keeps nothing that changes: a second, in whole ones. */
const keptMilliseconds = 2_100;

const octets = { "content-type": "application/octet-stream" };
const publicPaths = [
  "root",
  "manifest",
  "manifest/1",
  "log/checkpoint",
  "batch/0",
  "log/tile/entries/000.p/2",
];

describe("deploy/nginx.conf, in front of two nodes", () => {
  const ends: (() => unknown)[] = [];
  const folder = mkdtempSync(join(tmpdir(), "celadon-nginx-"));
  const dataDirectory = mkdtempSync(join(tmpdir(), "celadon-data-"));
  const ports: number[] = [];
  let nodes: ServerProcess[];
  let hop: RecordingHop;
  let nginx: NginxProcess;

  const startNode = (index: number): Promise<ServerProcess> =>
    startServerProcess({ after: (end) => ends.push(end as () => unknown) }, dataDirectory, {
      PORT: String(ports[index]),
      CELADON_ORIGIN: "https://celadon.localhost",
      CELADON_ADDRESS_HEADER: "x-real-ip",
      CELADON_PERIOD_SECONDS: "3600",
    });
  const direct = (line: string): Promise<Answer> => ask(`http://127.0.0.1:${ports[0]}`, line);
  /** Through the proxy. */
  const through = (line: string, { headers = {}, body }: Sent = {}): Promise<Answer> => {
    const [method, path] = line.split(" ");
    const { httpsPort: port, certificate: ca } = nginx;
    return new Promise((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        servername: "celadon.localhost",
        port,
        ca,
        method,
        path,
        agent: false,
      };
      const sending = request(
        { ...options, headers: { ...telling, host: "celadon.localhost", ...headers } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () =>
            resolve({
              status: answer.statusCode!,
              statusText: answer.statusMessage!,
              headers: answer.headers,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      sending.on("error", reject);
      sending.end(body);
    });
  };
  const report = (): Buffer => {
    const [ticket] = mintTickets({ dataDirectory, clock: { now: Date.now() / 1000 } }, 1);
    return Buffer.from(encodeReport(ticket!, freshTokens(1)));
  };
  const send = async (body: Uint8Array): Promise<number> =>
    (await through("POST /v1/reports", { headers: octets, body })).status;
  const passed = (line: string): number => hop.passed.filter((each) => each.line === line).length;

  before(async () => {
    ports.push(await freePort(), await freePort());
    nodes = [await startNode(0)];
    hop = await startRecordingHop(ports[0]!);
    nginx = await startNginx(folder, [hop.port]);
  });
  after(async () => {
    await nginx?.stop();
    hop?.close();
    for (const end of ends) end();
    for (const each of [folder, dataDirectory]) rmSync(each, { recursive: true, force: true });
  });

  test("all of it is HTTPS: a plain address leads there, and a report that came plainly is to be sent again", async () => {
    for (const method of ["GET", "POST"]) {
      const answer = await new Promise<{ status?: number | undefined; location?: string | undefined }>(
        (resolve) =>
          insecureRequest(
            { port: nginx.httpPort, method, path: "/v1/root?x", headers: { host: "celadon.localhost" } },
            ({ statusCode, headers }) => resolve({ status: statusCode, location: headers.location }),
          ).end(),
      );
      assert.deepEqual(answer, { status: 308, location: "https://celadon.localhost/v1/root?x" });
    }
  });

  test("answers come as the server gave them, with its headers, none fewer and none more", async () => {
    const ofConnection = ["connection", "date", "keep-alive", "server", "transfer-encoding"];
    for (const line of [
      ...publicPaths.map((path) => `GET /v1/${path}`),
      "GET /v1/nothing",
      "POST /v1/root",
    ]) {
      const [one, other] = [await direct(line), await through(line)];
      const own = ({ headers }: Answer) =>
        Object.entries(headers).filter(([name]) => !ofConnection.includes(name) && name !== "content-length");
      assert.deepEqual(own(other).toSorted(), own(one).toSorted(), line);
      assert.equal(other.status, one.status);
      assert.deepEqual(other.body, one.body);
    }
    assert.match(String((await through("GET /v1/root")).headers["strict-transport-security"]), /max-age/);
  });

  test("what never changes is asked for once, whatever stands after a question mark; what changes each second", async () => {
    const asked = passed("GET /v1/batch/0");
    for (const path of ["batch/0", "batch/0", "batch/0?1", "batch/0?2"])
      assert.equal((await through(`GET /v1/${path}`)).status, 200);
    assert.equal(passed("GET /v1/batch/0"), asked);
    assert.equal(passed("GET /v1/batch/0?1"), 0);
    const checkpoints = passed("GET /v1/log/checkpoint");
    await setTimeout(keptMilliseconds);
    await through("GET /v1/log/checkpoint");
    assert.equal(passed("GET /v1/log/checkpoint"), checkpoints + 1);
  });

  test("of who asks the server hears nothing, and of who reports the address that the proxy saw", async () => {
    assert.equal(await send(decoyReport(epochOf(Date.now() / 1000))), 204);
    const bare = ["host", "accept-encoding", "connection"];
    for (const { line, headers } of hop.passed) {
      const posts = line === "POST /v1/reports";
      const allowed = posts
        ? [...bare, "content-length", "content-type", "x-real-ip"]
        : [...bare, "content-length"];
      for (const name of Object.keys(headers)) assert.ok(allowed.includes(name), `${line} passed on ${name}`);
      assert.equal(headers["x-real-ip"], posts ? "127.0.0.1" : undefined);
    }
    assert.ok(hop.passed.some(({ line }) => line.startsWith("POST")));
    await through("GET /v1/authority/session");
    const { line, headers } = hop.passed.at(-1)!;
    assert.deepEqual([line, headers.cookie], ["GET /v1/authority/session", telling.cookie]);
    assert.ok(!("user-agent" in headers) && !("x-real-ip" in headers) && !("accept-language" in headers));
  });

  test("bodies are bounded by both, and each says so", async () => {
    const large = (bytes: number) =>
      through("POST /v1/reports", { headers: octets, body: new Uint8Array(bytes) });
    assert.equal(sentenceOf(await large(5_000)), "The request is too large.");
    const asked = hop.passed.length;
    assert.equal((await large(9_000)).status, 413);
    assert.equal(hop.passed.length, asked);
  });

  test("while the server is away what was read lately can be read, what was never read and all that is sent is answered plainly, and then all goes on", async () => {
    const read = await Promise.all(publicPaths.map((path) => through(`GET /v1/${path}`)));
    assert.equal(await nodes[0]!.end("SIGTERM"), 0);
    await setTimeout(keptMilliseconds);
    const again = await Promise.all(publicPaths.map((path) => through(`GET /v1/${path}`)));
    assert.deepEqual(
      again.map(({ status, body }) => [status, body]),
      read.map(({ body }) => [200, body]),
    );
    const body = report();
    for (const [line, sent] of [
      ["GET /v1/batch/7", {}],
      ["GET /v1/authority/session", {}],
      ["POST /v1/reports", { headers: octets, body }],
      ["POST /v1/tickets", { headers: octets, body: new Uint8Array(1_037) }],
    ] as const) {
      const answer = await through(line, sent);
      assert.equal(answer.status, 503);
      const { error } = JSON.parse(answer.body.toString()) as { error: string };
      assert.equal(error, "The server is away; please try again in a minute.", line);
    }
    nodes[0] = await startNode(0);
    assert.equal(await send(body), 204);
  });

  test("of two nodes one may be killed at any time: reading and reporting go on, and a report that both were asked for is taken once", async () => {
    await nginx.stop();
    nodes.push(await startNode(1));
    const second = mkdtempSync(join(folder, "second-"));
    nginx = await startNginx(second, [hop.port, ports[1]!]);
    const bodies = Array.from({ length: 20 }, report);
    const statuses: number[] = [];
    for (const [index, body] of bodies.entries()) {
      if (index === 5) await nodes[0]!.end("SIGKILL");
      statuses.push(await send(body), (await through(`GET /v1/nothing?${index}`)).status);
    }
    assert.deepEqual([...new Set(statuses)], [204, 404]);
    for (const body of bodies) assert.equal(await send(body), 204);
  });

  test("it has written down nothing of anybody", () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      if (path.endsWith(".pem") || path.endsWith("nginx.conf")) continue;
      assert.match(path, /\/(?:cache\/\w{32}|nginx\.pid)$/);
      assert.ok(statSync(path).size > 0);
      assert.doesNotMatch(readFileSync(path, "latin1"), /Browser\/1\.0|203\.0\.113|127\.0\.0\.1|gsw/, path);
    }
    assert.ok(files.length > 5);
  });
});
