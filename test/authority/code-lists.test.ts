import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { prepareTicketClaim, ticketPurpose } from "../../protocol/index.ts";
import type { CodeJob, RowsIssued } from "../../server/authority/codes/code-job.ts";
import { rowsOf } from "../server/database-file.ts";
import { post, sentenceOf } from "../server/http-text.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { enrolAnother, enrolFirst, type StaffClient } from "./staff-client.ts";

const freshJob = (): string => randomBytes(16).toString("hex");

async function office(t: TestContext) {
  const server = await startTrialServer(t);
  const issuer = await enrolFirst(server);
  return { server, issuer };
}

/** What an issuer's page asks of a list. */
function listOf(client: StaffClient, job: string) {
  return {
    begin: async (rows: number) => (await client.post("/codes/lists/begin", { job, rows })) as CodeJob,
    issue: async (wanted: object) =>
      (await client.post("/codes/lists/issue", { job, ...wanted })) as RowsIssued,
    saved: async (saved: object) => (await client.post("/codes/lists/saved", { job, ...saved })) as CodeJob,
    refused: async (part: string, body: object): Promise<string> => {
      const answer = await client.send(`POST /codes/lists/${part}`, { job, ...body });
      return `${answer.status} ${sentenceOf(answer)}`;
    },
  };
}

const claimStatus = async (server: TrialServer, code: string | null): Promise<number> =>
  (await post(server.url, "/v1/tickets", prepareTicketClaim(code!).request)).status;

const tableOf = (server: TrialServer, table: string): string[] =>
  rowsOf(join(server.dataDirectory, "celadon.sqlite"), table);

describe("claim codes for a list", () => {
  test("10,000 rows get 10,000 different codes, and the server knows a list's id and row numbers only", async (t) => {
    const { server, issuer } = await office(t);
    const list = listOf(issuer, freshJob());
    const { run } = await list.begin(10_000);
    const codes: (string | null)[] = [];
    for (let first = 0, attempt = 1; first < 10_000; first += 500, attempt++) {
      codes.push(...(await list.issue({ run, attempt, first, count: 500 })).codes);
    }
    assert.equal(new Set(codes).size, 10_000);
    assert.ok(!codes.includes(null));
    for (const row of [0, 4_999, 9_999]) assert.equal(await claimStatus(server, codes[row]!), 200);
    const issued = tableOf(server, "claim_count").map((row) => Number(row.split(" ")[2]));
    assert.deepEqual(issued, [10_000]);
    assert.equal(tableOf(server, "claim_job_row").length, 10_000);
    const audited = tableOf(server, "audit_entry").flatMap((row) => {
      const [, count] = /codes-issued \{"count":(\d+),"purpose":1\}/.exec(row) ?? [];
      return count === undefined ? [] : [Number(count)];
    });
    assert.equal(
      audited.reduce((sum, count) => sum + count, 0),
      10_000,
    );
  });

  test("rows whose answer was lost get new codes, the lost ones are wrong, and no row has two", async (t) => {
    const { server, issuer } = await office(t);
    const list = listOf(issuer, freshJob());
    const { run } = await list.begin(4);
    const lost = await list.issue({ run, attempt: 1, first: 0, count: 4 });
    const got = await list.issue({ run, attempt: 2, first: 0, count: 4 });
    for (const code of lost.codes) assert.equal(await claimStatus(server, code), 403);
    for (const code of got.codes) assert.equal(await claimStatus(server, code), 200);
  });

  test("of two requests that cross on their way the later one holds, and the earlier one changes nothing", async (t) => {
    const { server, issuer } = await office(t);
    const list = listOf(issuer, freshJob());
    const { run } = await list.begin(2);
    const later = await list.issue({ run, attempt: 2, first: 0, count: 2 });
    for (const attempt of [1, 2]) {
      assert.match(await list.refused("issue", { run, attempt, first: 0, count: 2 }), /^503 A later request/);
    }
    assert.equal(await claimStatus(server, later.codes[0]!), 200);
  });

  test("a row whose code has been used gets no other", async (t) => {
    const { server, issuer } = await office(t);
    const list = listOf(issuer, freshJob());
    const { run } = await list.begin(2);
    const { codes } = await list.issue({ run, attempt: 1, first: 0, count: 2 });
    assert.equal(await claimStatus(server, codes[1]!), 200);
    const again = await list.issue({ run, attempt: 2, first: 0, count: 2 });
    assert.equal(again.codes[1], null);
    assert.notEqual(again.codes[0], null);
  });

  test("one that is taken up again goes on after what was saved, and who had it before cannot go on", async (t) => {
    const { server, issuer } = await office(t);
    const job = freshJob();
    const list = listOf(issuer, job);
    const { run } = await list.begin(6);
    const saved = await list.issue({ run, attempt: 1, first: 0, count: 2 });
    await list.saved({ run, rows: 2 });
    const unsaved = await list.issue({ run, attempt: 2, first: 2, count: 2 });
    const [known] = (await issuer.get("/codes/lists")) as CodeJob[];
    assert.deepEqual(
      { ...known, expires: 0 },
      { job, rows: 6, run: 1, attempt: 2, issued: 4, saved: 2, expires: 0 },
    );
    const taken = await list.begin(6);
    assert.equal(taken.run, 2);
    const superseded = "409 This list has been taken up in another window.";
    assert.equal(await list.refused("issue", { run, attempt: 3, first: 4, count: 2 }), superseded);
    assert.equal(await list.refused("saved", { run, rows: 4 }), superseded);
    const rest = await list.issue({ run: 2, attempt: taken.attempt + 1, first: taken.saved, count: 4 });
    for (const code of unsaved.codes) assert.equal(await claimStatus(server, code), 403);
    for (const code of [...saved.codes, ...rest.codes]) assert.equal(await claimStatus(server, code), 200);
  });

  test("leaves out no row, goes beyond none, and is nobody else's", async (t) => {
    const { issuer } = await office(t);
    const other = await enrolAnother(issuer, "Grace", ["issuer"]);
    const job = freshJob();
    const list = listOf(issuer, job);
    const { run } = await list.begin(4);
    const malformed = "400 The request is malformed.";
    for (const wanted of [
      { first: 1, count: 1 },
      { first: 0, count: 5 },
      { first: -1, count: 1 },
      { first: 0, count: 501 },
      { first: 0, count: 0 },
    ]) {
      assert.equal(
        await list.refused("issue", { run, attempt: 1, ...wanted }),
        malformed,
        JSON.stringify(wanted),
      );
    }
    assert.equal(await list.refused("saved", { run, rows: 1 }), malformed);
    const none = "404 There is nothing at this address.";
    assert.equal(await list.refused("begin", { rows: 5 }), none, "another number of rows");
    const others = listOf(other, job);
    assert.equal(await others.refused("begin", { rows: 4 }), none);
    assert.equal(await others.refused("issue", { run, attempt: 1, first: 0, count: 1 }), none);
    assert.equal(await others.refused("revoke", {}), none);
    assert.deepEqual(await other.get("/codes/lists"), []);
  });

  test("can be revoked as a whole: what was unused is wrong, and the list is forgotten", async (t) => {
    const { server, issuer } = await office(t);
    const job = freshJob();
    const list = listOf(issuer, job);
    const { run } = await list.begin(3);
    const { codes } = await list.issue({ run, attempt: 1, first: 0, count: 3 });
    assert.equal(await claimStatus(server, codes[0]!), 200);
    assert.deepEqual(await issuer.post("/codes/lists/revoke", { job }), { revoked: 2, used: 1 });
    assert.equal(await claimStatus(server, codes[1]!), 403);
    assert.deepEqual(await issuer.get("/codes/lists"), []);
    assert.deepEqual(tableOf(server, "claim_job_row"), []);
  });

  test("is forgotten when its last code has expired, and not before", async (t) => {
    const { server, issuer } = await office(t);
    const list = listOf(issuer, freshJob());
    const { run } = await list.begin(2);
    await list.issue({ run, attempt: 1, first: 0, count: 1 });
    server.clock.forward(20 * 3600);
    await issuer.signIn();
    await list.issue({ run, attempt: 2, first: 1, count: 1 });
    server.clock.forward(20 * 3600);
    await server.publish();
    assert.equal(tableOf(server, "claim_job").length, 1);
    server.clock.forward(5 * 3600);
    await server.publish();
    assert.deepEqual(tableOf(server, "claim_job"), []);
    assert.deepEqual(tableOf(server, "claim_job_row"), []);
  });

  test("is for reports only", async (t) => {
    const { server, issuer } = await office(t);
    const list = listOf(issuer, freshJob());
    const { run } = await list.begin(1);
    await list.issue({ run, attempt: 1, first: 0, count: 1 });
    const [purpose] = tableOf(server, "claim").map((row) => Number(row.split(" ")[1]));
    assert.equal(purpose, ticketPurpose.report);
    const answer = await list.refused("issue", { run, attempt: 2, first: 0, count: 1, purpose: 2 });
    assert.equal(answer, "400 The request is malformed.");
  });
});
