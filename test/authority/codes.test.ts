import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { formatClaimCode, parseClaimCode, prepareTicketClaim, ticketPurpose } from "../../protocol/index.ts";
import { bytesUnder, rowsOf } from "../server/database-file.ts";
import { post, sentenceOf } from "../server/http-text.ts";
import { takeTickets } from "../server/reporter.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { enrolAnother, enrolFirst, type StaffClient } from "./staff-client.ts";

interface Issued {
  readonly code: string;
  readonly expires: number;
}

async function office(t: TestContext) {
  const server = await startTrialServer(t);
  const first = await enrolFirst(server);
  const issuer = await enrolAnother(first, "Grace", ["issuer"]);
  const approver = await enrolAnother(first, "Mary", ["approver"]);
  return { server, first, issuer, approver };
}

const issue = async (client: StaffClient, body: object = { purpose: 1 }): Promise<Issued> =>
  (await client.post("/codes/issue", body)) as Issued;

async function refused(client: StaffClient, line: string, body?: object): Promise<string> {
  const answer = await client.send(line, body);
  return `${answer.status} ${sentenceOf(answer)}`;
}

const claimStatus = async (server: TrialServer, code: string): Promise<number> =>
  (await post(server.url, "/v1/tickets", prepareTicketClaim(code).request)).status;

describe("a claim code of the authority", () => {
  test("is given by one person for a report, shown once, and is in no file, in whatever spelling", async (t) => {
    const { server, issuer } = await office(t);
    const { code, expires } = await issue(issuer);
    assert.equal(parseClaimCode(code), code);
    assert.equal(expires, Math.ceil(server.clock.now / 3600) * 3600 + 86_400);
    assert.equal((await takeTickets(server.url, code, server.clock.now)).length, 32);
    const { code: unused } = await issue(issuer);
    await server.close();
    const bytes = bytesUnder(server.dataDirectory);
    for (const secret of [code, formatClaimCode(code), unused, formatClaimCode(unused)]) {
      assert.ok(!bytes.includes(secret));
      assert.ok(!server.logLines.join("\n").includes(secret));
    }
  });

  test("takes the role of an issuer", async (t) => {
    const { approver } = await office(t);
    for (const [line, body] of [
      ["POST /codes/issue", { purpose: 1 }],
      ["POST /codes/ask", { purpose: 2 }],
      ["POST /codes/revoke", { code: "000000000000" }],
      ["POST /codes/lists/begin", { job: "0".repeat(32), rows: 1 }],
      ["GET /codes/lists", undefined],
    ] as const) {
      assert.equal(await refused(approver, line, body), "403 Your role does not allow this.", line);
    }
  });

  test("has no field for a person, nor for any words", async (t) => {
    const { issuer } = await office(t);
    for (const field of ["name", "note", "reference", "phone"]) {
      const answer = await refused(issuer, "POST /codes/issue", { purpose: 1, [field]: "x" });
      assert.equal(answer, "400 The request is malformed.", field);
    }
  });

  test("for confirming or retracting takes a second person, works once and only for who asked", async (t) => {
    const { server, first, issuer, approver } = await office(t);
    for (const purpose of [ticketPurpose.confirm, ticketPurpose.retract]) {
      const { approval } = (await issuer.post("/codes/ask", { purpose })) as { approval: number };
      const body = { purpose, approval };
      const not = "409 A second person has not approved this, or it has been used already.";
      assert.equal(await refused(issuer, "POST /codes/issue", { purpose }), not, "none asked for");
      assert.equal(await refused(issuer, "POST /codes/issue", body), not, "not approved yet");
      await approver.prove();
      await approver.post("/approvals/decide", { approval, decision: "approved" });
      const other = { ...body, purpose: purpose === 2 ? 3 : 2 };
      assert.equal(await refused(issuer, "POST /codes/issue", other), not, "another purpose");
      assert.equal(await refused(first, "POST /codes/issue", body), not, "another person");
      const { code } = await issue(issuer, body);
      const tickets = await takeTickets(server.url, code, server.clock.now, purpose);
      assert.equal(tickets.length, 32);
      assert.equal(await refused(issuer, "POST /codes/issue", body), not, "once");
    }
  });

  test("is not approved by who asked for it", async (t) => {
    const { first } = await office(t);
    const { approval } = (await first.post("/codes/ask", { purpose: 2 })) as { approval: number };
    await first.prove();
    const answer = await refused(first, "POST /approvals/decide", { approval, decision: "approved" });
    assert.equal(answer, "403 Nobody approves what they asked for themselves: another person must.");
    assert.match(await refused(first, "POST /codes/issue", { purpose: 2, approval }), /^409 /);
  });

  test("can be revoked while it is unused, however it is typed, and then is as wrong as one that never was", async (t) => {
    const { server, issuer } = await office(t);
    const { code } = await issue(issuer);
    const { code: used } = await issue(issuer);
    assert.equal(await claimStatus(server, used), 200);
    await issuer.post("/codes/revoke", { code: ` ${formatClaimCode(code).toLowerCase()}` });
    assert.equal(await claimStatus(server, code), 403);
    const wrong = "403 This claim code is wrong or has expired.";
    assert.equal(await refused(issuer, "POST /codes/revoke", { code }), wrong);
    assert.equal(
      await refused(issuer, "POST /codes/revoke", { code: used }),
      "409 This claim code has been used already.",
    );
    assert.equal(
      await refused(issuer, "POST /codes/revoke", { code: "no code" }),
      "400 The request is malformed.",
    );
  });

  test("is on record by number and purpose: who, when, and neither code nor person", async (t) => {
    const { server, issuer } = await office(t);
    const { code } = await issue(issuer);
    await issue(issuer);
    await issuer.post("/codes/revoke", { code });
    const rows = rowsOf(join(server.dataDirectory, "celadon.sqlite"), "audit_entry").filter((row) =>
      row.includes(" codes-"),
    );
    assert.deepEqual(
      rows.map((row) => row.split(" ").slice(2, 5).join(" ")),
      [
        '2 codes-issued {"count":1,"purpose":1}',
        '2 codes-issued {"count":1,"purpose":1}',
        '2 codes-revoked {"count":1}',
      ],
    );
  });
});
