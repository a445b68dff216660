import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decoyReport,
  encodeReport,
  epochOf,
  generateTicketKeyPair,
  type Ticket,
  ticketOutput,
} from "../../protocol/index.ts";
import { answerText, post, sentenceOf } from "./http-text.ts";
import { fetchBatch, freshTokens, mintTickets, sendReport, takeTickets, tokensIn } from "./reporter.ts";
import { noon, periodSeconds, startTrialServer, type TrialServer } from "./trial-server.ts";

/** Close the next batch and take it. */
async function nextBatch(server: TrialServer): ReturnType<typeof fetchBatch> {
  server.clock.forward(periodSeconds);
  return fetchBatch(server.url, (await server.publish())!.number);
}

test("a report is taken in silence, and again when it is sent again", async (t) => {
  const server = await startTrialServer(t);
  const [ticket] = mintTickets(server, 1);
  const report = encodeReport(ticket!, freshTokens(3));
  const silence = "204 No Content\ncache-control: no-store\n\n";
  assert.equal(answerText(await post(server.url, "/v1/reports", report)), silence);
  assert.equal(answerText(await post(server.url, "/v1/reports", report)), silence);
  server.clock.forward(24 * 3600);
  await server.publish();
  assert.equal(answerText(await post(server.url, "/v1/reports", report)), silence);
});

test("sent again after its batch a report is not published again", async (t) => {
  const server = await startTrialServer(t);
  const [ticket] = mintTickets(server, 1);
  const tokens = freshTokens(3);
  await sendReport(server.url, ticket!, tokens);
  assert.deepEqual(tokensIn(await nextBatch(server), tokens), [true, true, true]);
  assert.equal((await post(server.url, "/v1/reports", encodeReport(ticket!, tokens))).status, 409);
  assert.deepEqual(tokensIn(await nextBatch(server), tokens), [false, false, false]);
});

test("one of a hundred reports that spend the same ticket at once is taken", async (t) => {
  const server = await startTrialServer(t);
  const [ticket] = await takeTickets(server.url, await server.issueClaimCode(1), noon);
  const tokens = freshTokens(100);
  const answers = await Promise.all(
    tokens.map((token) => post(server.url, "/v1/reports", encodeReport(ticket!, [token]))),
  );
  assert.equal(answers.filter(({ status }) => status === 204).length, 1);
  const refused = answers.filter(({ status }) => status === 409);
  assert.equal(refused.length, 99);
  assert.deepEqual(
    new Set(refused.map(sentenceOf)),
    new Set(["The ticket of this report has been used already."]),
  );
  assert.deepEqual(
    tokensIn(await nextBatch(server), tokens),
    answers.map(({ status }) => status === 204),
  );
});

test("a report needs a ticket of this server, of its purpose and epoch, and bound to its body", async (t) => {
  const server = await startTrialServer(t);
  const [ticket, second] = mintTickets(server, 2);
  const foreign: Ticket = {
    ...ticket!,
    output: ticketOutput(generateTicketKeyPair().secretKey, ticket!.nonce),
  };
  const changed = encodeReport(second!, freshTokens(2));
  changed[60]! ^= 1;
  const refusal = async (body: Uint8Array): Promise<string> => {
    const answer = await post(server.url, "/v1/reports", body);
    return `${answer.status} ${sentenceOf(answer)}`;
  };
  const wrong = "403 This report carries no valid ticket.";
  const over = "403 The ticket of this report is no longer valid, or not yet.";
  assert.equal(await refusal(encodeReport(foreign, freshTokens(1))), wrong);
  assert.equal(await refusal(encodeReport({ ...ticket!, purpose: 2 }, freshTokens(1))), wrong);
  assert.equal(await refusal(changed), wrong);
  assert.equal(await refusal(encodeReport({ ...ticket!, epoch: epochOf(noon) + 1 }, freshTokens(1))), over);
  assert.equal(await refusal(encodeReport({ ...ticket!, epoch: 0 }, freshTokens(1))), over);
  await sendReport(server.url, ticket!, freshTokens(1));
  await sendReport(server.url, second!, freshTokens(1));
});

test("a decoy is dropped, whatever epoch it names", async (t) => {
  const server = await startTrialServer(t);
  for (const epoch of [epochOf(noon), 0, 65_535]) {
    assert.equal((await post(server.url, "/v1/reports", decoyReport(epoch))).status, 204);
  }
});

test("a token can wait with several evidences, and is published with each", async (t) => {
  const server = await startTrialServer(t);
  const [reporting] = mintTickets(server, 1);
  const [confirming] = mintTickets(server, 1, 2);
  const tokens = freshTokens(2);
  await sendReport(server.url, reporting!, tokens);
  await sendReport(server.url, confirming!, tokens.slice(0, 1));
  const batch = await nextBatch(server);
  assert.deepEqual(tokensIn(batch, tokens, 1), [true, true]);
  assert.deepEqual(tokensIn(batch, tokens, 2), [true, false]);
});

test("two cases at one place make one entry", async (t) => {
  const server = await startTrialServer(t);
  const [one, other] = mintTickets(server, 2);
  const tokens = freshTokens(16);
  await sendReport(server.url, one!, tokens);
  await sendReport(server.url, other!, tokens);
  assert.deepEqual(
    tokensIn(await nextBatch(server), tokens),
    tokens.map(() => true),
  );
});

test("reports are spread over the batches that the policy allows, each report whole", async (t) => {
  const server = await startTrialServer(t, { region: { policy: { mixPeriods: 2 } } });
  const tickets = mintTickets(server, 32);
  const reports = tickets.map((ticket) => ({ ticket, tokens: freshTokens(2) }));
  for (const { ticket, tokens } of reports) await sendReport(server.url, ticket, tokens);
  const batches = [await nextBatch(server), await nextBatch(server), await nextBatch(server)];
  const sizes = batches.map(
    (batch) => reports.filter(({ tokens }) => tokensIn(batch, tokens).every(Boolean)).length,
  );
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    reports.length,
  );
  assert.ok(
    sizes.every((size) => size > 0),
    sizes.join(),
  );
});
