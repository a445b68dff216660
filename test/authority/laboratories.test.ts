import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { type Static } from "typebox";
import { Value } from "typebox/value";
import { parseClaimCode, prepareTicketClaim } from "../../protocol/index.ts";
import type { ApiToken } from "../../server/authority/codes/api-token.ts";
import { claimsAnswer } from "../../server/authority/codes/laboratory-schemas.ts";
import { bytesUnder, rowsOf } from "../server/database-file.ts";
import { type Answer, ask, post, sentenceOf } from "../server/http-text.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { enrolAnother, enrolFirst, type StaffClient } from "./staff-client.ts";

const path = "/v1/authority/api/claims";

type Claims = Static<typeof claimsAnswer>["claims"];

async function laboratory(t: TestContext, { perDay = 100, days = 30 } = {}) {
  const server = await startTrialServer(t);
  const administrator = await enrolFirst(server);
  const { token, number } = await makeToken(administrator, { name: "LAB-07", perDay, days });
  return { server, administrator, token, number };
}

async function makeToken(client: StaffClient, body: object): Promise<{ token: string; number: number }> {
  await client.prove();
  return (await client.post("/api-tokens/make", body)) as { token: string; number: number };
}

/** Ask as a laboratory's program does. */
function sendJson(server: TrialServer, token: string | null, body: unknown, to = path): Promise<Answer> {
  return ask(server.url, `POST ${to}`, {
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: Buffer.from(JSON.stringify(body)),
  });
}

async function claimsFor(server: TrialServer, token: string, count: number): Promise<Claims> {
  const answer = await sendJson(server, token, { count });
  assert.equal(answer.status, 200, answer.body.toString());
  assert.equal(answer.headers["cache-control"], "no-store");
  const json = JSON.parse(answer.body.toString()) as unknown;
  return Value.Parse(claimsAnswer, json).claims;
}

const refused = async (answer: Promise<Answer>): Promise<string> => {
  const given = await answer;
  return `${given.status} ${sentenceOf(given)}`;
};

const claimStatus = async (server: TrialServer, code: string): Promise<number> =>
  (await post(server.url, "/v1/tickets", prepareTicketClaim(parseClaimCode(code)).request)).status;

const wrongToken = "401 This token is wrong, has expired or was revoked.";

describe("a laboratory's program", () => {
  test("gets claim codes with links and expiry, by its token alone", async (t) => {
    const { server, token } = await laboratory(t);
    const [claim] = await claimsFor(server, token, 1);
    assert.equal(claim!.link, `${server.url}/#report-${claim!.code}`);
    assert.equal(claim!.expires, "2026-11-03T12:00:00Z");
    assert.equal(await claimStatus(server, claim!.code), 200);
    assert.equal(await refused(sendJson(server, null, { count: 1 })), wrongToken);
    assert.equal(await refused(sendJson(server, `${token}x`, { count: 1 })), wrongToken);
    assert.equal(await refused(sendJson(server, "", { count: 1 })), wrongToken);
  });

  test("50 at once: every answer has another code, all can be claimed, and the counts are right", async (t) => {
    const { server, token } = await laboratory(t, { perDay: 1_000 });
    const rounds = 3;
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const codes: string[] = [];
        for (let round = 0; round < rounds; round++) {
          codes.push(...(await claimsFor(server, token, 1)).map(({ code }) => code));
        }
        return codes;
      }),
    );
    const codes = answers.flat();
    assert.equal(new Set(codes).size, 150);
    const statuses = new Set<number>();
    for (let first = 0; first < codes.length; first += 25) {
      const some = codes.slice(first, first + 25).map((code) => claimStatus(server, code));
      for (const status of await Promise.all(some)) statuses.add(status);
    }
    assert.deepEqual([...statuses], [200]);
    const database = join(server.dataDirectory, "celadon.sqlite");
    const [, , issued] = rowsOf(database, "claim_count")[0]!.split(" ");
    assert.equal(Number(issued), 150);
    const audited = rowsOf(database, "audit_entry").filter((row) =>
      row.includes('codes-issued-by-token {"count":1,"token":1}'),
    );
    assert.equal(audited.length, 150);
  });

  test("gets no more than its token is good for on a day, also when it asks for all at once, and more the day after", async (t) => {
    const { server, token } = await laboratory(t, { perDay: 10 });
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => sendJson(server, token, { count: 1 })),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 10);
    const late = answers.find(({ status }) => status === 429)!;
    assert.equal(sentenceOf(late), "These would be more claim codes than this token is good for today.");
    assert.equal(late.headers["retry-after"], String(12 * 3600));
    server.clock.forward(86_400);
    assert.equal(await refused(sendJson(server, token, { count: 11 })), `429 ${sentenceOf(late)}`);
    assert.equal((await claimsFor(server, token, 10)).length, 10);
  });

  test("gets nothing with a token that has expired or was revoked", async (t) => {
    const { server, administrator, token, number } = await laboratory(t, { days: 2 });
    const other = await makeToken(administrator, { name: "LAB-08", perDay: 5, days: 180 });
    await administrator.post("/api-tokens/revoke", { number });
    assert.equal(await refused(sendJson(server, token, { count: 1 })), wrongToken);
    await claimsFor(server, other.token, 1);
    const third = await makeToken(administrator, { name: "LAB-09", perDay: 5, days: 2 });
    server.clock.forward(86_400);
    await claimsFor(server, third.token, 1);
    server.clock.forward(86_400);
    assert.equal(await refused(sendJson(server, third.token, { count: 1 })), wrongToken);
    await administrator.signIn();
    const tokens = (await administrator.get("/api-tokens")) as ApiToken[];
    assert.deepEqual(
      tokens.map(({ name, state }) => `${name} ${state}`),
      ["LAB-07 revoked", "LAB-08 valid", "LAB-09 expired"],
    );
  });

  test("can take a code back that was not used, and no other", async (t) => {
    const { server, token } = await laboratory(t);
    const [unused, used] = await claimsFor(server, token, 2);
    assert.equal(await claimStatus(server, used!.code), 200);
    const revoke = (code: string, by = token): Promise<Answer> =>
      sendJson(server, by, { code }, `${path}/revoke`);
    assert.equal(await refused(revoke(unused!.code, "wrong")), wrongToken);
    assert.equal((await revoke(unused!.code)).status, 204);
    assert.equal(await claimStatus(server, unused!.code), 403);
    assert.equal(await refused(revoke(used!.code)), "409 This claim code has been used already.");
    assert.equal(await refused(revoke(unused!.code)), "403 This claim code is wrong or has expired.");
  });

  test("has no field to say for whom, and is told so", async (t) => {
    const { server, token } = await laboratory(t);
    for (const body of [
      {},
      { count: 0 },
      { count: 501 },
      { count: 1.5 },
      { count: 1, reference: "x" },
      [],
      "1",
    ]) {
      const answer = refused(sendJson(server, token, body));
      assert.equal(await answer, "400 The request is malformed.", JSON.stringify(body));
    }
    const form = ask(server.url, `POST ${path}`, {
      headers: { "content-type": "text/plain", authorization: `Bearer ${token}` },
      body: Buffer.from("{}"),
    });
    assert.equal((await form).status, 415);
  });

  test("is let in by no session, and its token opens nothing else", async (t) => {
    const { server, administrator, token } = await laboratory(t);
    assert.equal((await administrator.send("POST /api/claims", { count: 1 })).status, 401);
    const asStaff = await ask(server.url, "POST /v1/authority/codes/issue", {
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${token}`,
        origin: server.url,
      },
      body: Buffer.from('{"purpose":1}'),
    });
    assert.equal(asStaff.status, 401);
  });
});

describe("a token", () => {
  test("is made by an administrator who has just shown a passkey, shown once, and kept as a keyed hash", async (t) => {
    const { server, administrator, token } = await laboratory(t);
    const issuer = await enrolAnother(administrator, "Grace", ["issuer"]);
    const body = { name: "LAB-1", perDay: 1, days: 1 };
    assert.equal((await issuer.send("POST /api-tokens/make", body)).status, 403);
    assert.equal((await issuer.send("GET /api-tokens")).status, 403);
    server.clock.forward(301);
    assert.equal((await administrator.send("POST /api-tokens/make", body)).status, 428);
    assert.ok(!bytesUnder(server.dataDirectory).includes(token.slice("celadon_api_".length)));
    const [known] = (await administrator.get("/api-tokens")) as ApiToken[];
    assert.deepEqual(Object.keys(known!), ["number", "name", "perDay", "expiresDay", "usedDay", "state"]);
  });

  test("shows the day of its last use, and nothing finer", async (t) => {
    const { server, administrator, token } = await laboratory(t);
    const usedDay = async (): Promise<number | null> =>
      ((await administrator.get("/api-tokens")) as ApiToken[])[0]!.usedDay;
    assert.equal(await usedDay(), null);
    await claimsFor(server, token, 1);
    assert.equal(await usedDay(), Math.floor(server.clock.now / 86_400));
  });

  test("has a laboratory's short name, no sentence, and limits", async (t) => {
    const { administrator } = await laboratory(t);
    await administrator.prove();
    for (const wrong of [
      { name: "" },
      { name: "Ms Wong, tel. 1234" },
      { name: "-LAB" },
      { name: "a".repeat(25) },
      { perDay: 0 },
      { perDay: 20_001 },
      { days: 0 },
      { days: 181 },
    ]) {
      const body = { name: "LAB", perDay: 1, days: 1, ...wrong };
      assert.equal(
        (await administrator.send("POST /api-tokens/make", body)).status,
        400,
        JSON.stringify(wrong),
      );
    }
  });
});

test("the laboratories' document is served, and made of the schemas that check", async (t) => {
  const { server } = await laboratory(t);
  const answer = await ask(server.url, "GET /v1/authority/api/openapi.json");
  const document = JSON.parse(answer.body.toString()) as {
    openapi: string;
    servers: { url: string }[];
    paths: Record<string, { post: { responses: Record<string, { content?: object }> } }>;
  };
  assert.equal(answer.headers["content-type"], "application/json; charset=utf-8");
  assert.equal(document.openapi, "3.1.0");
  assert.deepEqual(document.servers, [{ url: server.url }]);
  assert.deepEqual(Object.keys(document.paths), [path, `${path}/revoke`]);
  const { responses } = document.paths[path]!.post;
  assert.deepEqual(responses["200"]!.content, {
    "application/json": { schema: JSON.parse(JSON.stringify(claimsAnswer)) as unknown },
  });
  assert.deepEqual(Object.keys(responses), ["200", "400", "401", "415", "429", "503"]);
});
