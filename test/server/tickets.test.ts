import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decoyClaimCode,
  encodeReport,
  epochSeconds,
  evidence,
  generateClaimCode,
  prepareTicketClaim,
  ticketPurpose,
  ticketResponseBytes,
} from "../../protocol/index.ts";
import { WrongCodeRate } from "../../server/intake/wrong-code-rate.ts";
import { answerText, post, sentenceOf } from "./http-text.ts";
import { fetchBatch, freshTokens, sendReport, takeTickets, tokensIn } from "./reporter.ts";
import { periodSeconds, startTrialServer } from "./trial-server.ts";

test("a claim code buys 32 tickets of its purpose, and each can be spent on one report", async (t) => {
  const server = await startTrialServer(t);
  for (const [name, purpose] of Object.entries(ticketPurpose)) {
    const tickets = await takeTickets(
      server.url,
      await server.issueClaimCode(purpose),
      server.clock.read(),
      purpose,
    );
    assert.equal(tickets.length, 32, name);
    const tokens = freshTokens(16);
    await sendReport(server.url, tickets[0]!, tokens);
    server.clock.forward(periodSeconds);
    const { number } = (await server.publish())!;
    const batch = await fetchBatch(server.url, number);
    for (const other of Object.values(evidence)) {
      assert.deepEqual(
        tokensIn(batch, tokens, other),
        tokens.map(() => other === purpose),
        `${name}, ${other}`,
      );
    }
  }
});

test("the same request gets the same answer until the code expires, another request none", async (t) => {
  const { url, issueClaimCode, clock } = await startTrialServer(t);
  const code = await issueClaimCode(1);
  const claim = prepareTicketClaim(code);
  const first = await post(url, "/v1/tickets", claim.request);
  assert.equal(first.headers["cache-control"], "no-store");
  assert.equal(first.body.length, ticketResponseBytes);
  clock.forward(23 * 3600);
  assert.deepEqual((await post(url, "/v1/tickets", claim.request)).body, first.body);
  assert.equal(
    answerText(await post(url, "/v1/tickets", prepareTicketClaim(code).request)),
    `409 Conflict
cache-control: no-store
content-type: application/json; charset=utf-8
content-length: 50

{"error":"This claim code has been used already."}`,
  );
  clock.forward(2 * 3600);
  const late = await post(url, "/v1/tickets", claim.request);
  assert.equal(`${late.status} ${sentenceOf(late)}`, "403 This claim code is wrong or has expired.");
});

test("a request that comes twice at once is answered once", async (t) => {
  const { url, issueClaimCode } = await startTrialServer(t);
  const code = await issueClaimCode(1);
  const requests = [prepareTicketClaim(code).request, prepareTicketClaim(code).request];
  const answers = await Promise.all(
    [...requests, ...requests].map((request) => post(url, "/v1/tickets", request)),
  );
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 200, 409, 409]);
  const [one, other] = answers.filter(({ status }) => status === 200);
  assert.deepEqual(one!.body, other!.body);
});

test("a code that was never issued is refused like one that has expired", async (t) => {
  const { url, issueClaimCode, clock } = await startTrialServer(t);
  const expired = await issueClaimCode(1);
  clock.forward(25 * 3600);
  const answers = [expired, generateClaimCode()].map((code) =>
    post(url, "/v1/tickets", prepareTicketClaim(code).request),
  );
  const [one, other] = await Promise.all(answers);
  assert.equal(answerText(one!), answerText(other!));
});

test("a decoy gets an answer of the same form and leaves nothing behind", async (t) => {
  const server = await startTrialServer(t);
  const claim = prepareTicketClaim(decoyClaimCode);
  const [first, again] = [
    await post(server.url, "/v1/tickets", claim.request),
    await post(server.url, "/v1/tickets", claim.request),
  ];
  const real = await post(
    server.url,
    "/v1/tickets",
    prepareTicketClaim(await server.issueClaimCode(1)).request,
  );
  const form = (answer: typeof first): string => answerText({ ...answer, body: Buffer.alloc(0) });
  assert.equal(form(first), form(real));
  assert.deepEqual([...first.body.subarray(0, 4)], [...real.body.subarray(0, 4)]);
  assert.notDeepEqual(first.body, again.body);
});

test("beyond a rate wrong codes are answered late, right ones at once", async (t) => {
  const { url, issueClaimCode } = await startTrialServer(t);
  const timed = async (code: string): Promise<{ status: number; seconds: number }> => {
    const { request } = prepareTicketClaim(code);
    const start = performance.now();
    const { status } = await post(url, "/v1/tickets", request);
    return { status, seconds: (performance.now() - start) / 1000 };
  };
  const before = await timed(await issueClaimCode(1));
  const { request } = prepareTicketClaim(generateClaimCode());
  for (let sent = 0; sent < 30; sent++) {
    assert.equal((await post(url, "/v1/tickets", request)).status, 403);
  }
  const late = timed(generateClaimCode());
  const right = await timed(await issueClaimCode(1));
  assert.equal(right.status, 200);
  assert.ok(right.seconds < before.seconds + 1.9, `${right.seconds} s, ${before.seconds} s before`);
  const { status, seconds } = await late;
  assert.equal(status, 403);
  assert.ok(seconds >= 2, `${seconds} s`);
});

test("the rate of wrong codes recovers", () => {
  let milliseconds = 0;
  const rate = new WrongCodeRate(() => milliseconds);
  const taken = (): number => Array.from({ length: 100 }, () => rate.take()).filter(Boolean).length;
  assert.equal(taken(), 30);
  assert.equal(taken(), 0);
  milliseconds += 60_000;
  assert.equal(taken(), 10);
  milliseconds += 3_600_000;
  assert.equal(taken(), 30);
});

test("those who are made to wait are answered when the server stops", async () => {
  const rate = new WrongCodeRate(() => 0);
  while (rate.take());
  const start = performance.now();
  const waiting = [rate.slowDown(), rate.slowDown()];
  rate.stop();
  await Promise.all([...waiting, rate.slowDown()]);
  assert.ok(performance.now() - start < 1900);
});

test("tickets are redeemed in their epoch and the next, then their key is gone", async (t) => {
  const server = await startTrialServer(t);
  const tickets = await takeTickets(server.url, await server.issueClaimCode(1), server.clock.read());
  await sendReport(server.url, tickets[0]!, freshTokens(1));
  server.clock.forward(epochSeconds);
  await server.publish();
  await sendReport(server.url, tickets[1]!, freshTokens(1));
  server.clock.forward(epochSeconds);
  const tooOld = async (): Promise<string> => {
    const answer = await post(server.url, "/v1/reports", encodeReport(tickets[2]!, freshTokens(1)));
    return `${answer.status} ${sentenceOf(answer)}`;
  };
  assert.equal(await tooOld(), "403 The ticket of this report is no longer valid, or not yet.");
  await server.publish();
  server.clock.forward(-epochSeconds);
  assert.equal(await tooOld(), "403 The ticket of this report is no longer valid, or not yet.");
});
