import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { encodeReport, prepareTicketClaim } from "../../protocol/index.ts";
import { ask, post, sentenceOf } from "./http-text.ts";
import { fetchBatch, fetchLog, freshTokens, mintTickets, tokensIn } from "./reporter.ts";
import { noon, SetClock, startTrialServer } from "./trial-server.ts";

const hours = 3600;
const days = 24 * hours;
const inDoubt = "The server's clock is being set; please try again later.";

/** A clock that shows something else than the time that passes. */
class LeapingClock extends SetClock {
  /** Shortly before a period ends, so that the publisher looks often. */
  override now = noon + 0.9;
  leap = 0;

  override readonly read = (): number => this.now + this.leap;
}

/** A server that closes batches by itself, each second of a clock that is set by hand. */
async function startLeaping(t: TestContext) {
  const clock = new LeapingClock();
  const options = { publishByItself: true, periodSeconds: 1, steadyClock: () => clock.now };
  const server = await startTrialServer(t, options, clock);
  const { url, logLines } = server;
  const sent: { tokens: Uint8Array[]; body: Uint8Array }[] = [];
  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await setTimeout(20);
  };
  const batches = async () =>
    (await fetchLog(url)).flatMap((entry) => (entry.kind === "batch" ? entry.number : []));
  return {
    ...server,
    clock,
    until,
    batches,
    /** Send a report of two tokens. @returns The status. */
    async report(): Promise<number> {
      const tokens = freshTokens(2);
      const body = encodeReport(mintTickets(server, 1)[0]!, tokens);
      sent.push({ tokens, body });
      return (await post(url, "/v1/reports", body)).status;
    },
    /** All of them once more. @returns Which statuses there were. */
    async repeat(): Promise<number[]> {
      const answers = await Promise.all(sent.map(({ body }) => post(url, "/v1/reports", body)));
      return [...new Set(answers.map(({ status }) => status))].toSorted();
    },
    /** What the next look at the clock, after it was set, had to say. */
    async look(leap: number, words: string): Promise<void> {
      const before = logLines.length;
      clock.leap = leap;
      await until(() => logLines.slice(before).some((line) => line.includes(words)));
    },
    /** Let some seconds pass, and wait for the batch. */
    async pass(seconds: number): Promise<void> {
      const before = (await batches()).length;
      clock.now += seconds;
      await until(async () => (await batches()).length > before);
    },
    /** Throws unless batches are in order, and every token of every report is in exactly one. */
    async verify(): Promise<void> {
      const numbers = await batches();
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => index),
      );
      const all = await Promise.all(numbers.map((number) => fetchBatch(url, number)));
      assert.ok(all.every(({ closed }, index) => closed >= (all[index - 1]?.closed ?? 0)));
      for (const { tokens } of sent) {
        const times = all.map((batch) => tokensIn(batch, tokens).filter(Boolean).length);
        assert.deepEqual(
          times.filter((count) => count > 0),
          [2],
        );
      }
    },
  };
}

test("a clock that leaps ahead or back by hours, days or past the sunset closes, deletes and refuses nothing for good, and all goes on when it is right again", async (t) => {
  const server = await startLeaping(t);
  const { url, clock } = server;
  const { request } = prepareTicketClaim(await server.issueClaimCode(1));
  await server.report();
  await server.pass(1);
  for (const leap of [3 * hours, -3 * hours, 5 * days, -5 * days, 15 * days, -15 * days, 26 * days]) {
    await server.look(leap, `The clock leapt ${Math.abs(leap) / 60} minutes ${leap > 0 ? "ahead" : "back"}`);
    const before = await server.batches();
    const ticket = mintTickets(server, 1)[0]!;
    const [first, second] = [encodeReport(ticket, freshTokens(1)), encodeReport(ticket, freshTokens(1))];
    assert.ok([204, 503].includes(await server.report()), "what is not taken may be sent again");
    const isTaken = (await post(url, "/v1/reports", first)).status === 204;
    assert.equal((await post(url, "/v1/reports", second)).status, isTaken ? 409 : 503);
    const exchange = await post(url, "/v1/tickets", request);
    assert.deepEqual([exchange.status, sentenceOf(exchange)], [503, inDoubt]);
    assert.equal((await ask(url, "GET /v1/batch/0")).status, leap > 25 * days ? 503 : 200);
    // Three more looks.
    await setTimeout(350);
    assert.deepEqual(await server.batches(), before, "no batch is closed by such a clock");

    await server.look(0, "The clock is as it was");
    assert.deepEqual(await server.repeat(), [204]);
    assert.equal((await post(url, "/v1/reports", first)).status, 204);
    assert.equal((await post(url, "/v1/reports", second)).status, 409);
    await server.pass(1);
  }
  assert.equal((await post(url, "/v1/tickets", request)).status, 200);
  await server.verify();
  assert.equal(clock.leap, 0);
});

test("a clock that stays ahead for a period is believed; set back, it closes nothing until it has caught up, and loses nothing", async (t) => {
  const server = await startLeaping(t);
  const { clock } = server;
  await server.report();
  await server.look(2 * hours, "leapt 120 minutes ahead");
  await server.pass(1);
  await server.look(0, "leapt 120 minutes back");
  clock.now += 1;
  await server.look(0, "it is believed");
  const before = await server.batches();
  assert.equal(await server.report(), 204);
  await setTimeout(350);
  assert.deepEqual(await server.batches(), before, "its periods have been closed");
  await server.pass(2 * hours);
  assert.deepEqual(await server.repeat(), [204]);
  await server.verify();
});
