import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { generateClaimCode, prepareTicketClaim } from "../../protocol/index.ts";
import { guessingFrom, WrongCodeCounts } from "../../server/intake/wrong-code-counts.ts";
import { Store } from "../../server/store/store.ts";
import { readMetrics, valueOf } from "../operations/metrics-reader.ts";
import { ask } from "./http-text.ts";
import { noon, startTrialServer, temporaryDirectory } from "./trial-server.ts";

const tries = 10_000;
const atOnce = 1_000;
const addresses = 500;

/** Wrong codes answered at once: the burst, and what is added to it while the test runs. */
const promptMax = 60;

interface Answered {
  readonly status: number;
  readonly seconds: number;
  readonly retryAfter: string | undefined;
}

/** Try codes from many addresses, which a proxy in front names. */
function guesser(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const { request: template } = prepareTicketClaim(generateClaimCode());
  const { hostname, port } = new URL(url);
  const send = (body: Uint8Array, address: number): Promise<Answered> => {
    const start = performance.now();
    const headers = {
      "content-type": "application/octet-stream",
      "x-real-ip": `203.0.${113 + Math.floor(address / 250)}.${1 + (address % 250)}`,
    };
    return new Promise((resolve, reject) => {
      const options = { hostname, port, path: "/v1/tickets", method: "POST", headers, agent };
      const sending = request(options, (answer) => {
        answer.resume();
        answer.on("end", () => {
          resolve({
            status: answer.statusCode!,
            seconds: (performance.now() - start) / 1000,
            retryAfter: answer.headers["retry-after"],
          });
        });
      });
      sending.on("error", reject);
      sending.end(body);
    });
  };
  return {
    /** The elements may be the same each time: a wrong code is refused before they are looked at. */
    guess: (address: number): Promise<Answered> => {
      const body = template.slice();
      body.set(Buffer.from(generateClaimCode()), 1);
      return send(body, address);
    },
    claim: (code: string, address: number): Promise<Answered> =>
      send(prepareTicketClaim(code).request, address),
    end: () => agent.destroy(),
  };
}

test("10,000 wrong claim codes from many addresses find nothing, are answered late and raise the alarm, and honest people claim meanwhile", async (t) => {
  const server = await startTrialServer(t, {
    addressHeader: "x-real-ip",
    operations: { host: "localhost", port: 0 },
  });
  const alarm = async (): Promise<number | undefined> => {
    const metrics = await ask(`http://localhost:${server.operationsPort}`, "GET /metrics");
    return valueOf(readMetrics(metrics.body.toString()), "celadon_claim_code_guessing");
  };
  const codes = await Promise.all(Array.from({ length: 12 }, () => server.issueClaimCode(1)));
  assert.equal(await alarm(), 0);
  const { guess, claim, end } = guesser(server.url);
  t.after(end);
  const answers: Answered[] = [];
  let sent = 0;
  const attacker = async (): Promise<void> => {
    while (sent < tries) answers.push(await guess(sent++ % addresses));
  };
  const flood = Promise.all(Array.from({ length: atOnce }, attacker));
  const honest: Answered[] = [];
  for (const [index, code] of codes.entries()) honest.push(await claim(code, addresses - 1 - index));
  await flood;
  assert.deepEqual(
    honest.map(({ status }) => status),
    honest.map(() => 200),
  );
  assert.equal(answers.length, tries);
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [403], "nothing was found");
  const prompt = answers.filter(({ seconds }) => seconds < 2);
  assert.ok(prompt.length <= promptMax, `${prompt.length} of ${tries} were answered at once`);
  assert.equal(await alarm(), 1);
  const warnings = server.logLines.filter((line) => line.includes("trying claim codes"));
  assert.equal(warnings.length, 1, "once an hour");
  assert.match(warnings[0]!, /"level":"warn"/);
  server.clock.forward(2 * 3600);
  assert.equal(await alarm(), 0);
});

test("one address alone is told to come later after sixty, and holds up nobody else", async (t) => {
  const server = await startTrialServer(t, { addressHeader: "x-real-ip" });
  const { guess, claim, end } = guesser(server.url);
  t.after(end);
  const answers = await Promise.all(Array.from({ length: 200 }, () => guess(0)));
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(refused.length, 140);
  assert.ok(refused.every(({ retryAfter }) => Number(retryAfter) > 0));
  assert.equal((await claim(await server.issueClaimCode(1), 1)).status, 200);
});

test("the alarm of wrong claim codes is raised once an hour, and is not forgotten by a restart", async (t) => {
  const store = await Store.open(join(temporaryDirectory(t), "celadon.sqlite"));
  const log = { error: (error: unknown) => assert.fail(String(error)) };
  const counts = new WrongCodeCounts(store, log);
  const raised = await Promise.all(Array.from({ length: 2 * guessingFrom }, () => counts.add(noon)));
  assert.equal(raised.filter(Boolean).length, 1);
  assert.ok(await counts.isGuessing(noon + 3600));
  assert.ok(!(await counts.isGuessing(noon + 2 * 3600)));
  await counts.write();
  const after = new WrongCodeCounts(store, log);
  assert.ok(await after.isGuessing(noon + 3600));
  assert.ok(!(await after.isGuessing(noon + 2 * 3600)));
  await store.close();
});
