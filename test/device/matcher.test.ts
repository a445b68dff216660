import assert from "node:assert/strict";
import { test } from "node:test";
import { randomBytes } from "@noble/hashes/utils.js";
import { drillToken, encodeBatch, evidence } from "../../protocol/index.ts";
import { answerMatch, type MatchRequest } from "../../web/device/match-service.ts";
import { directMatcher } from "../../web/device/matcher.ts";
import { workerMatcher } from "../../web/device/worker-matcher.ts";

const regionId = randomBytes(8);
const batch = encodeBatch({ number: 7, closed: 2_990_000, regionId, exposed: [] });
const drill = { evidence: evidence.confirmed, token: drillToken(regionId, 2_990_000) };

/** The worker's side over a channel, as a browser runs it: everything is cloned on the way. */
function workerOnChannel(t: { after(task: () => void): void }) {
  const { port1, port2 } = new MessageChannel();
  port2.addEventListener("message", ({ data }: MessageEvent<MatchRequest>) => {
    void answerMatch(data).then((answer) => port2.postMessage(answer));
  });
  port1.start();
  port2.start();
  t.after(() => port1.close());
  const failures: ((event: Event) => void)[] = [];
  return {
    fail: () => failures.forEach((listener) => listener(new Event("error"))),
    worker: {
      postMessage: (request: MatchRequest) => port1.postMessage(request),
      addEventListener: (type: string, listener: (event: never) => void) => {
        if (type === "error") failures.push(listener as (event: Event) => void);
        else port1.addEventListener(type, listener as (event: Event) => void);
      },
      terminate: () => port1.close(),
    },
  };
}

test("a worker finds what the same thread finds, and answers to each question its own", async (t) => {
  const matcher = workerMatcher(workerOnChannel(t).worker);
  const stranger = { evidence: evidence.reported, token: randomBytes(16) };
  const queries = [stranger, drill];
  assert.deepEqual(await directMatcher().match(batch, queries), [false, true]);
  const answers = await Promise.all([
    matcher.match(batch, queries),
    matcher.match(batch, [drill]),
    matcher.match(batch, [stranger]),
  ]);
  assert.deepEqual(answers, [[false, true], [true], [false]]);
  matcher.close();
});

test("a broken batch is refused with the same code from a worker as from the same thread", async (t) => {
  const matcher = workerMatcher(workerOnChannel(t).worker);
  const broken = batch.slice(0, -1);
  for (const each of [directMatcher(), matcher]) {
    await assert.rejects(each.match(broken, [drill]), { name: "ProtocolError", code: "malformed" });
  }
  // The last bits of its last segment: nothing that a look for other tokens would see.
  const oneSegment = batch.slice();
  oneSegment.fill(0, oneSegment.length - 100);
  for (const each of [directMatcher(), matcher]) {
    await each.check(batch);
    await assert.rejects(each.check(oneSegment), { name: "ProtocolError", code: "malformed" });
  }
  matcher.close();
});

test("a worker that fails or is closed leaves nobody waiting", async (t) => {
  const { worker, fail } = workerOnChannel(t);
  const matcher = workerMatcher({ ...worker, postMessage: () => {} });
  const waiting = matcher.match(batch, [drill]);
  fail();
  await assert.rejects(waiting, { message: "the worker that compares batches failed" });
  await assert.rejects(matcher.match(batch, [drill]));
  const closed = workerMatcher({ ...workerOnChannel(t).worker, postMessage: () => {} });
  const asked = closed.match(batch, [drill]);
  closed.close();
  await assert.rejects(asked, { message: "the matcher was closed" });
});
