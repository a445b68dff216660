import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { ask } from "./http-text.ts";
import { startTrialServer } from "./trial-server.ts";

/** Open a connection that is cut after the test. */
async function open(t: TestContext, url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  t.after(() => socket.destroy());
  await once(socket, "connect");
  return socket;
}

/** All that comes until the server closes, or cuts off. */
async function allOf(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("data", (part: string) => (text += part));
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

test("headers that trickle in are cut off in a plain sentence, and others are served meanwhile", async (t) => {
  const limits = { headersMilliseconds: 400, requestMilliseconds: 800 };
  const { url, logLines } = await startTrialServer(t, { limits });
  const lines = logLines.length;
  const sockets = await Promise.all(Array.from({ length: 50 }, () => open(t, url)));
  const answers = sockets.map(async (socket) => {
    const trickle = setInterval(() => socket.writable && socket.write("x"), 50);
    socket.write("GET /v1/root HTTP/1.1\r\nhost: x\r\nslow: ");
    const answer = await allOf(socket);
    clearInterval(trickle);
    return answer;
  });
  assert.equal((await ask(url, "GET /v1/root")).status, 200);
  for (const answer of await Promise.all(answers)) {
    assert.match(answer, /^HTTP\/1\.1 408 [^]*\{"error":"The request took too long to arrive\."\}$/);
  }
  assert.equal(logLines.length, lines, "it is nobody's failure, and not logged");
});

test("a body that trickles in is cut off too", async (t) => {
  const limits = { headersMilliseconds: 200, requestMilliseconds: 600 };
  const { url } = await startTrialServer(t, { limits });
  const socket = await open(t, url);
  const trickle = setInterval(() => socket.writable && socket.write("x"), 50);
  socket.write(
    "POST /v1/reports HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: 325\r\n\r\n",
  );
  assert.match(await allOf(socket), /^HTTP\/1\.1 4\d\d /);
  clearInterval(trickle);
  assert.equal((await ask(url, "GET /v1/root")).status, 200);
});

test("whoever asks on and on without reading the answers is cut off, and they are not gathered in memory", async (t) => {
  const { url } = await startTrialServer(t);
  const socket = await open(t, url);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.resume();
  const before = process.memoryUsage().rss;
  socket.write("GET /v1/batch/0 HTTP/1.1\r\nhost: x\r\n\r\n".repeat(5_000));
  await closed;
  assert.ok(process.memoryUsage().rss - before < 64 * 1024 * 1024);
  assert.equal((await ask(url, "GET /v1/root")).status, 200);
});

test("a flood of connections is bounded: beyond it they are closed, and places become free by themselves", async (t) => {
  const limits = { connectionsMax: 20, headersMilliseconds: 400 };
  const { url } = await startTrialServer(t, { origin: "http://127.0.0.1", limits });
  const port = new URL(url).port;
  const local = `http://127.0.0.1:${port}`;
  const sockets = await Promise.all(Array.from({ length: 60 }, () => open(t, local)));
  const closings = sockets.map((socket) => once(socket.resume(), "close"));
  await setTimeout(150);
  const left = sockets.filter(({ closed }) => !closed).length;
  assert.equal(left, 20);
  await assert.rejects(ask(local, "GET /v1/root"));
  await Promise.all(closings);
  assert.equal((await ask(local, "GET /v1/root")).status, 200);
});

test("headers larger than any browser's are refused", async (t) => {
  const { url } = await startTrialServer(t);
  const answer = await ask(url, "GET /v1/root", { headers: { large: "x".repeat(8200) } });
  assert.equal(answer.status, 431);
});

test("whom to tell of a weakness is said until the sunset, where the operator names somebody", async (t) => {
  const { url } = await startTrialServer(t, { contact: "mailto:security@celadon.example" });
  const { status, headers, body } = await ask(url, "GET /.well-known/security.txt");
  assert.equal(`${status} ${headers["content-type"]}`, "200 text/plain; charset=utf-8");
  assert.equal(
    body.toString(),
    "Contact: mailto:security@celadon.example\nExpires: 2026-11-27T12:00:00Z\nPreferred-Languages: en\n",
  );
  const nobody = await startTrialServer(t);
  assert.equal((await ask(nobody.url, "GET /.well-known/security.txt")).status, 404);
});
