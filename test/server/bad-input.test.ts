import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import {
  encodeReport,
  generateClaimCode,
  prepareTicketClaim,
  reportBytes,
  ticketRequestBytes,
} from "../../protocol/index.ts";
import { ask, post, sentenceOf } from "./http-text.ts";
import { freshTokens, mintTickets, sendReport, takeTickets } from "./reporter.ts";
import { noon, startTrialServer } from "./trial-server.ts";

/** Some bytes with others put in at an offset. */
function patched(bytes: Uint8Array, offset: number, ...values: number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(values, offset);
  return copy;
}

test("bad input is refused in one plain sentence, and the server goes on", async (t) => {
  const server = await startTrialServer(t);
  const { url, issueClaimCode } = server;
  const tickets = mintTickets(server, 1);
  const code = await issueClaimCode(1);
  const request = prepareTicketClaim(code).request;
  const report = encodeReport(tickets[0]!, freshTokens(5));
  const size = "400 The request does not have the right size.";
  const malformed = "400 The request is malformed.";
  const version = "400 The request is of a version that this server does not speak.";
  const large = "413 The request is too large.";
  const cases: [name: string, path: string, body: Uint8Array, refusal: string][] = [
    ["empty request", "/v1/tickets", new Uint8Array(), size],
    ["truncated request", "/v1/tickets", request.subarray(0, ticketRequestBytes - 1), size],
    ["one byte more", "/v1/tickets", Buffer.concat([request, Buffer.alloc(1)]), size],
    ["as large as is read", "/v1/tickets", randomBytes(4096), size],
    ["larger than is read", "/v1/tickets", randomBytes(4097), large],
    ["10 MB request", "/v1/tickets", randomBytes(10_000_000), large],
    ["version 0", "/v1/tickets", patched(request, 0, 0), version],
    ["version 2", "/v1/tickets", patched(request, 0, 2), version],
    ["claim code that is not UTF-8", "/v1/tickets", patched(request, 1, 0xff, 0xfe, 0xc3, 0x28), malformed],
    ["claim code in small letters", "/v1/tickets", patched(request, 1, 0x61), malformed],
    ["mistyped claim code", "/v1/tickets", patched(request, 1, request[1]! ^ 1), malformed],
    ["no group element", "/v1/tickets", patched(request, 13, ...Array<number>(32).fill(0xff)), malformed],
    ["identity element", "/v1/tickets", patched(request, 13, ...Array<number>(32).fill(0)), malformed],
    ["zeros", "/v1/tickets", new Uint8Array(ticketRequestBytes), version],
    ["empty report", "/v1/reports", new Uint8Array(), size],
    ["truncated report", "/v1/reports", report.subarray(0, reportBytes - 1), size],
    ["half a report", "/v1/reports", report.subarray(0, 150), size],
    ["report and one byte", "/v1/reports", Buffer.concat([report, Buffer.alloc(1)]), size],
    ["10 MB report", "/v1/reports", randomBytes(10_000_000), large],
    ["report of version 2", "/v1/reports", patched(report, 0, 2), version],
    ["evidence 4", "/v1/reports", patched(report, 1, 4), malformed],
    ["no tokens", "/v1/reports", patched(report, 4, 0), malformed],
    ["17 tokens", "/v1/reports", patched(report, 4, 17), malformed],
    ["text", "/v1/reports", Buffer.from('{"tokens":[]}'), size],
  ];
  for (const [name, path, body, refusal] of cases) {
    const answer = await post(url, path, body);
    assert.equal(`${answer.status} ${sentenceOf(answer)}`, refusal, name);
    assert.equal(answer.headers["cache-control"], "no-store");
  }
  const afterwards = await post(url, "/v1/tickets", request);
  assert.equal(afterwards.status, 200, "the code is still good");
  await sendReport(url, tickets[0]!, freshTokens(1));
});

test("an expired or used claim code is refused", async (t) => {
  const { url, issueClaimCode, clock } = await startTrialServer(t);
  const [used, expired] = [await issueClaimCode(1), await issueClaimCode(1)];
  await takeTickets(url, used, noon);
  const refusal = async (code: string): Promise<string> => {
    const answer = await post(url, "/v1/tickets", prepareTicketClaim(code).request);
    return `${answer.status} ${sentenceOf(answer)}`;
  };
  assert.equal(await refusal(used), "409 This claim code has been used already.");
  clock.forward(24 * 3600 + 1);
  assert.equal(await refusal(expired), "403 This claim code is wrong or has expired.");
  assert.equal(await refusal(generateClaimCode()), "403 This claim code is wrong or has expired.");
});

test("a body comes as application/octet-stream or not at all", async (t) => {
  const { url } = await startTrialServer(t);
  const body = randomBytes(reportBytes);
  const wrong = "415 The request must be of the type application/octet-stream.";
  for (const type of [
    undefined,
    "",
    "text/plain",
    "application/json",
    "application/octet-stream2",
    ";",
    "\t",
  ]) {
    const headers = type === undefined ? {} : { "content-type": type };
    for (const path of ["/v1/reports", "/v1/tickets"]) {
      const answer = await ask(url, `POST ${path}`, { headers, body });
      assert.equal(`${answer.status} ${sentenceOf(answer)}`, wrong, JSON.stringify(type));
    }
  }
  const large = await ask(url, "POST /v1/reports", { body: randomBytes(10_000_000) });
  assert.equal(large.status, 415);
  const parameters = { "content-type": "Application/Octet-Stream; v=1" };
  assert.equal((await ask(url, "POST /v1/reports", { headers: parameters, body })).status, 400);
});

test("a body without declared length is bounded while it is read", async (t) => {
  const { url } = await startTrialServer(t);
  const headers = { "content-type": "application/octet-stream", "transfer-encoding": "chunked" };
  const large = await ask(url, "POST /v1/reports", { headers, body: randomBytes(10_000_000) });
  assert.equal(`${large.status} ${sentenceOf(large)}`, "413 The request is too large.");
  const small = await ask(url, "POST /v1/reports", { headers, body: randomBytes(reportBytes + 1) });
  assert.equal(small.status, 400);
  const withoutEnd = httpRequest(`${url}/v1/reports`, { method: "POST", headers, agent: false });
  t.after(() => withoutEnd.destroy());
  withoutEnd.write(randomBytes(1_000_000));
  const [answer] = (await once(withoutEnd, "response")) as [IncomingMessage];
  assert.equal(answer.statusCode, 413, "told while it is still being sent");
});

test("what is not HTTP is refused in one plain sentence too", async (t) => {
  const { url } = await startTrialServer(t);
  const exchange = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), "localhost", () => socket.end(text));
      let answer = "";
      socket.setEncoding("utf8");
      socket.on("data", (part: string) => (answer += part));
      socket.on("error", reject);
      socket.on("close", () => resolve(answer));
    });
  const inBrief = (answer: string): string => `${answer.split("\r\n", 1)[0]} ${answer.split("\r\n\r\n")[1]}`;
  assert.equal(
    inBrief(await exchange("hello\r\n\r\n")),
    'HTTP/1.1 400 Bad Request {"error":"The server cannot read this request."}',
  );
  assert.equal(
    inBrief(await exchange(`GET / HTTP/1.1\r\nhost: x\r\nlong: ${"x".repeat(20_000)}\r\n\r\n`)),
    'HTTP/1.1 431 Request Header Fields Too Large {"error":"The headers of the request are too large."}',
  );
  const badEscape = await ask(url, "GET /%ZZ");
  assert.equal(`${badEscape.status} ${sentenceOf(badEscape)}`, "400 The server cannot read this request.");
  const odd = await ask(url, "PROPFIND /v1/root");
  assert.equal(odd.status, 404);
  assert.equal((await ask(url, "GET /v1/root")).status, 200);
});

test("a sender who breaks off harms nobody and is not logged", async (t) => {
  const { url, logLines } = await startTrialServer(t);
  await new Promise<void>((resolve) => {
    const head = `POST /v1/reports HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: ${reportBytes}\r\n\r\n`;
    const socket = connect(Number(new URL(url).port), "localhost", () => {
      socket.write(head + "half a body");
      setTimeout(() => socket.destroy(), 50);
    });
    socket.on("close", () => resolve());
  });
  assert.equal((await ask(url, "GET /v1/root")).status, 200);
  assert.ok(!logLines.some((line) => line.includes('"error"')), logLines.join(""));
});
