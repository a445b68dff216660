import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { randomBytes } from "@noble/hashes/utils.js";
import {
  decoyReport,
  encodeReport,
  epochOf,
  obliviousResponseBytes,
  openTicketResponse,
  prepareTicketClaim,
  reportBytes,
  ticketPublicKey,
} from "../../protocol/index.ts";
import { answerText, ask, post, sentenceOf } from "../server/http-text.ts";
import { fetchBatch, fetchManifest, freshTokens, mintTickets, tokensIn } from "../server/reporter.ts";
import { noon, periodSeconds, startTrialServer } from "../server/trial-server.ts";
import { askSealed, keyConfigOf, seal, sealBytes, sendSealed } from "./sealing.ts";

const relays = ["https://relay.example/carry", "https://other.example:8443"];

const day = 86_400;

test("a claim and its reports go through the gateway as they go directly, and all answers have one size", async (t) => {
  const server = await startTrialServer(t, { region: { relays } });
  const claim = prepareTicketClaim(await server.issueClaimCode(1));
  const content = claim.request;
  const { status, content: tickets } = await askSealed(server.url, { path: "/v1/tickets", content });
  assert.equal(status, 200);
  assert.deepEqual(new Uint8Array((await post(server.url, "/v1/tickets", content)).body), tickets);
  const manifest = await fetchManifest(server.url);
  const [ticket] = openTicketResponse(claim, tickets, {
    purpose: 1,
    epochs: [epochOf(noon)],
    publicKeyFor: (purpose, epoch) => ticketPublicKey(manifest, purpose, epoch),
  });
  const tokens = freshTokens(3);
  const report = encodeReport(ticket!, tokens);
  const keyConfig = await keyConfigOf(server.url);
  for (const [path, body, wanted] of [
    ["/v1/reports", report, 204],
    ["/v1/reports", decoyReport(epochOf(noon)), 204],
    ["/v1/reports", encodeReport(ticket!, freshTokens(2)), 409],
    ["/v1/reports", new Uint8Array(reportBytes), 400],
    ["/v1/reports", report.slice(1), 400],
    ["/v1/tickets", prepareTicketClaim(await server.issueClaimCode(1)).request.slice(1), 400],
    ["/v1/manifest", report, 404],
    ["/v1/ohttp", report, 404],
  ] as const) {
    const sealed = await seal(keyConfig, { path, content: body });
    const answer = await sendSealed(server.url, sealed.body);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "message/ohttp-res");
    assert.equal(answer.body.length, obliviousResponseBytes);
    assert.equal((await sealed.open(answer)).status, wanted, path);
  }
  server.clock.forward(periodSeconds);
  const batch = await fetchBatch(server.url, (await server.publish())!.number);
  assert.deepEqual(tokensIn(batch, tokens), [true, true, true]);
});

test("a captured request that is repeated does nothing more, and each answer to it looks different", async (t) => {
  const server = await startTrialServer(t, { region: { relays } });
  const [ticket] = mintTickets(server, 1);
  const tokens = freshTokens(2);
  const sealed = await seal(await keyConfigOf(server.url), {
    path: "/v1/reports",
    content: encodeReport(ticket!, tokens),
  });
  const answers = [];
  for (let copy = 0; copy < 3; copy++) answers.push(await sendSealed(server.url, sealed.body));
  assert.equal(new Set(answers.map(({ body }) => body.toString("hex"))).size, 3);
  for (const answer of answers) assert.equal((await sealed.open(answer)).status, 204);
  const published: boolean[][] = [];
  for (let batch = 0; batch < 3; batch++) {
    server.clock.forward(periodSeconds);
    published.push(tokensIn(await fetchBatch(server.url, (await server.publish())!.number), tokens));
  }
  assert.deepEqual(published.flat().filter(Boolean).length, 2, "once each");
});

test("what cannot be opened is refused in the open, with the problem type where the key is not known", async (t) => {
  const server = await startTrialServer(t, { region: { relays } });
  const { body } = await sealBytes(await keyConfigOf(server.url), new Uint8Array(1536));
  const problem =
    '{"type":"https://iana.org/assignments/http-problem-types#ohttp-key",' +
    '"title":"This server does not have the key that the request was sealed for."}';
  const unknown = `400 Bad Request
cache-control: no-store
content-type: application/problem+json; charset=utf-8
content-length: ${problem.length}

${problem}`;
  for (const at of [0, 2, 4, 6]) {
    const changed = body.slice();
    changed[at]! ^= 0x40;
    assert.equal(answerText(await sendSealed(server.url, changed)), unknown, `byte ${at}`);
  }
  for (const at of [7, 40, body.length - 1]) {
    const changed = body.slice();
    changed[at]! ^= 1;
    const answer = await sendSealed(server.url, changed);
    assert.equal(sentenceOf(answer), "The request is malformed.", `byte ${at}`);
  }
  for (const other of [body.slice(1), Uint8Array.of(...body, 0), new Uint8Array(), new Uint8Array(5000)]) {
    assert.ok([400, 413].includes((await sendSealed(server.url, other)).status));
  }
  const plain = await post(server.url, "/v1/ohttp", body);
  assert.equal(plain.status, 415);
  assert.equal(sentenceOf(plain), "The request must be of the type message/ohttp-req.");
  assert.equal((await ask(server.url, "GET /v1/ohttp")).status, 405);
  // It opens, but is no request: whoever sealed it is told so under the seal.
  const sealed = await sealBytes(await keyConfigOf(server.url), new Uint8Array(1536).fill(7));
  const answer = await sendSealed(server.url, sealed.body);
  assert.deepEqual([answer.status, (await sealed.open(answer)).status], [200, 400]);
});

test("a new key comes with a manifest, and the one before is taken until no device can use it", async (t) => {
  const server = await startTrialServer(t, { region: { relays, days: 10 } });
  const directory = join(server.dataDirectory, "keys", "gateway");
  const content = decoyReport(epochOf(noon));
  const old = await keyConfigOf(server.url);
  const send = async (keyConfig: string): Promise<number> => {
    const sealed = await seal(keyConfig, { path: "/v1/reports", content });
    return (await sendSealed(server.url, sealed.body)).status;
  };
  server.clock.forward(day);
  await server.renewManifest({ days: 25, newGatewayKey: true });
  const next = await keyConfigOf(server.url);
  assert.notEqual(next, old);
  assert.deepEqual([await send(old), await send(next)], [200, 200]);
  // The first manifest's sunset is ten days after its making.
  server.clock.now = noon + 10 * day - periodSeconds;
  await server.publish();
  assert.deepEqual([await send(old), await send(next)], [200, 200]);
  assert.deepEqual(readdirSync(directory).toSorted(), ["1.key", "2.key"]);
  server.clock.now = noon + 10 * day;
  await server.publish();
  assert.deepEqual([await send(old), await send(next)], [400, 200]);
  assert.deepEqual(readdirSync(directory), ["2.key"]);
  // A key that no manifest names yet waits for its own; a renewal without the wish keeps the one that is.
  await server.renewManifest({ days: 25 });
  assert.equal(await keyConfigOf(server.url), next);
  await server.renewManifest({ relays: [] });
  assert.equal((await fetchManifest(server.url)).ohttp, null);
  assert.equal(await send(next), 200, "who has not heard of it yet");
});

test("past the sunset the gateway takes nothing and its keys are gone", async (t) => {
  const server = await startTrialServer(t, { region: { relays, days: 1 } });
  const sealed = await seal(await keyConfigOf(server.url), {
    path: "/v1/reports",
    content: decoyReport(epochOf(noon)),
  });
  server.clock.forward(day);
  await server.publish();
  assert.equal((await sendSealed(server.url, sealed.body)).status, 410);
  assert.deepEqual(readdirSync(join(server.dataDirectory, "keys", "gateway")), []);
});

test("pages may ask the server and the relays of the newest manifest, and nobody else", async (t) => {
  const server = await startTrialServer(t, { region: { relays } });
  const connectOf = async (): Promise<string | undefined> => {
    const { headers } = await ask(server.url, "GET /v1/root");
    return /connect-src [^;]*/.exec(String(headers["content-security-policy"]))?.[0];
  };
  assert.equal(await connectOf(), `connect-src 'self' ${relays.join(" ")}`);
  await server.renewManifest({ relays: ["https://third.example"] });
  assert.equal(await connectOf(), "connect-src 'self' https://third.example");
  await server.renewManifest({ relays: [] });
  assert.equal(await connectOf(), "connect-src 'self'");
});

test("what came through a relay is counted with what came directly", async (t) => {
  const server = await startTrialServer(t, { region: { relays } });
  const content = decoyReport(epochOf(noon));
  await askSealed(server.url, { path: "/v1/reports", content });
  await post(server.url, "/v1/reports", content);
  await askSealed(server.url, { path: "/v1/nothing", content: randomBytes(9) });
  server.clock.forward(periodSeconds);
  await server.publish();
  const counted = server.logLines.map((line) => JSON.parse(line) as { requests?: Record<string, number> });
  const { requests } = counted.find((line) => line.requests !== undefined)!;
  assert.equal(requests!["POST /v1/reports 204"], 2);
  assert.equal(requests!["POST /v1/ohttp 200"], 2);
  assert.equal(requests!["POST (none) 404"], 1);
});
