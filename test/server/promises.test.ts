import assert from "node:assert/strict";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  encodeReport,
  formatClaimCode,
  prepareTicketClaim,
  decoyClaimCode,
  decoyReport,
  epochOf,
  epochSeconds,
} from "../../protocol/index.ts";
import { Store } from "../../server/store/store.ts";
import { bytesUnder, cellOffsets, columnsOf, rowsOf } from "./database-file.ts";
import { ask, post } from "./http-text.ts";
import { freshTokens, mintTickets, sendReport, takeTickets } from "./reporter.ts";
import {
  noon,
  periodSeconds,
  startTrialServer,
  temporaryDirectory,
  type TrialServer,
} from "./trial-server.ts";

const databaseOf = (server: TrialServer): string => join(server.dataDirectory, "celadon.sqlite");

const personalTables = ["claim", "pending", "spent"];

describe("DESIGN §2.13: the server stores no address, user agent, order or time of arrival", () => {
  test("no column is for one", async (t) => {
    const columns = columnsOf(databaseOf(await startTrialServer(t)));
    const allowed = [
      // Of the published objects, and the same for everyone.
      "batch.closed",
      "batch.period_start",
      "log_entry.position",
      "log_node.position",
      "mirror_batch.closed",
      "mirror_entry.position",
      "mirror_head.sequence",
      "mirror_manifest.sequence",
      "mirror_node.position",
      // Of claim codes and spent nonces: an hour and a day of expiry, both documented in the schema.
      "claim.expires_hour",
      "spent.body_until_day",
      // Of counts, which become public as they are.
      "claim_count.day",
      "claim_count_due.day",
      // Of lists for which claim codes are made: when the last of them expires. Of laboratories: the day of last use.
      "claim_job.expires_hour",
      "api_token.expires_day",
      "api_token.per_day",
      "api_token.used_day",
      // Of staff, who are named: what they do is on record by the minute.
      "audit_entry.minute",
      "audit_entry.position",
      "staff.ended_day",
      "staff_passkey.added_day",
      // Of counts over everyone, in whole hours.
      "hourly_count.hour",
    ];
    const suspect =
      /addr|ip|host|port|agent|user|device|client|session|time|date|day|hour|minute|second|created|arriv|received|seen|order|position|sequence|seq|index|closed|start|_at$|_id$|^id$/;
    const found = columns
      .filter(({ name }) => suspect.test(name))
      .map(({ table, name }) => `${table}.${name}`)
      .filter((column) => !allowed.includes(column) && column !== "manifest.sequence");
    assert.deepEqual(found, []);
    assert.deepEqual(
      [...new Set(columns.map(({ table }) => table))],
      [
        "api_token",
        "approval",
        "audit_entry",
        "audit_head",
        "batch",
        "claim",
        "claim_count",
        "claim_count_due",
        "claim_job",
        "claim_job_row",
        "hourly_count",
        "key_check",
        "log_cosignature",
        "log_entry",
        "log_head",
        "log_node",
        "manifest",
        "mirror_batch",
        "mirror_entry",
        "mirror_head",
        "mirror_manifest",
        "mirror_node",
        "pending",
        "publisher",
        "region",
        "spent",
        "staff",
        "staff_challenge",
        "staff_invitation",
        "staff_passkey",
        "staff_session",
      ],
      "a new table must be thought of here",
    );
  });

  test("rows of persons have no rowid, and their times are rounded", async (t) => {
    const server = await startTrialServer(t);
    server.clock.forward(1234);
    const [ticket] = mintTickets(server, 1);
    await sendReport(server.url, ticket!, freshTokens(1));
    await server.issueClaimCode(2);
    const column = (table: string, index: number): Set<string> =>
      new Set(rowsOf(databaseOf(server), table).map((row) => row.split(" ")[index]!));
    assert.deepEqual(column("claim", 2), new Set([String(noon / 3600 + 1 + 24)]));
    assert.deepEqual(column("spent", 3), new Set([String(Math.floor(noon / 86_400) + 1)]));
    for (const table of personalTables) {
      assert.throws(
        () => rowsOf(databaseOf(server), `(SELECT rowid FROM ${table})`),
        /no such column/,
        table,
      );
    }
  });

  test("the order of rows is that of their keys, whatever order they came in", async (t) => {
    const one = await startTrialServer(t);
    const tickets = mintTickets(one, 32);
    const reports = tickets.map((ticket) => encodeReport(ticket, freshTokens(2)));
    await one.close();
    const copy = `${one.dataDirectory}-copy`;
    cpSync(one.dataDirectory, copy, { recursive: true });
    const rowsAfter = async (dataDirectory: string, order: Uint8Array[]): Promise<string[][]> => {
      const server = await startTrialServer(t, { dataDirectory });
      for (const report of order) assert.equal((await post(server.url, "/v1/reports", report)).status, 204);
      return personalTables.map((table) => rowsOf(databaseOf(server), table));
    };
    const inOrder = await rowsAfter(one.dataDirectory, reports);
    assert.deepEqual(inOrder, await rowsAfter(copy, reports.toReversed()));
    assert.deepEqual(
      inOrder,
      inOrder.map((rows) => rows.toSorted()),
    );
  });

  test("from its batch on not even the file's pages show in which order rows came in", async (t) => {
    const rows = freshTokens(600);
    const layoutsAfter = async (
      order: Uint8Array[],
    ): Promise<{ before: number[][][]; after: number[][][] }> => {
      const path = join(temporaryDirectory(t), "celadon.sqlite");
      const store = await Store.open(path);
      for (const row of order) {
        await store.claims.add(row, 1, 7);
        await store.reports.addToken(3, 1, row);
        await store.reports.spend({ nonceHash: row, epoch: 5, bodyHash: row, bodyUntilDay: 9 });
      }
      const layouts = async (): Promise<number[][][]> => {
        await store.truncateJournal();
        return personalTables.map((table) => cellOffsets(path, table));
      };
      const before = await layouts();
      await store.transaction(async () => store.forgetArrivalOrder());
      const after = await layouts();
      await store.close();
      return { before, after };
    };
    const [one, other] = [await layoutsAfter(rows), await layoutsAfter(rows.toReversed())];
    assert.notDeepEqual(one.before, other.before, "this test can see");
    assert.deepEqual(one.after, other.after);
  });

  test("every closing forgets the order: its file is laid out as if the rows had come by their keys", async (t) => {
    const server = await startTrialServer(t);
    for (let count = 0; count < 60; count++) await server.issueClaimCode(1);
    const path = databaseOf(server);
    const store = await Store.open(path);
    t.after(async () => store.close());
    const layout = async (): Promise<number[][]> => {
      await store.truncateJournal();
      return cellOffsets(path, "claim");
    };
    const asTheyCame = await layout();
    server.clock.forward(periodSeconds);
    assert.ok(await server.publish());
    const closed = await layout();
    await store.transaction(async () => store.forgetArrivalOrder());
    assert.notDeepEqual(asTheyCame, closed, "this test can see");
    assert.deepEqual(closed, await layout());
  });

  test("a decoy leaves no row", async (t) => {
    const server = await startTrialServer(t);
    const rows = (): string[][] => personalTables.map((table) => rowsOf(databaseOf(server), table));
    const before = rows();
    await post(server.url, "/v1/tickets", prepareTicketClaim(decoyClaimCode).request);
    await post(server.url, "/v1/reports", decoyReport(epochOf(noon)));
    assert.deepEqual(rows(), before);
  });

  test("published tokens, claim codes, nonces, addresses and user agents are in no file and no log line", async (t) => {
    const server = await startTrialServer(t);
    const codes = [await server.issueClaimCode(1), await server.issueClaimCode(1)];
    const tickets = await takeTickets(server.url, codes[0]!, noon);
    const tokens = freshTokens(48);
    for (const [index, ticket] of tickets.slice(0, 3).entries()) {
      await sendReport(server.url, ticket, tokens.slice(index * 16, index * 16 + 16));
    }
    const headers = { "user-agent": "CuriousBrowser/7.3", "x-forwarded-for": "203.0.113.9" };
    await ask(server.url, "GET /v1/root", { headers });
    await ask(server.url, "POST /v1/reports", { headers, body: Buffer.from("CuriousBody") });
    const bytesNow = (): Buffer =>
      Buffer.concat([bytesUnder(server.dataDirectory), Buffer.from(server.logLines.join(""))]);
    assert.ok(
      tokens.every((token) => bytesNow().includes(Buffer.from(token))),
      "until their batch they are there: this test can see",
    );
    server.clock.forward(periodSeconds);
    await server.publish();
    const bytes = bytesNow();
    for (const token of tokens) assert.ok(!bytes.includes(Buffer.from(token)), "a token");
    for (const { nonce } of tickets) assert.ok(!bytes.includes(Buffer.from(nonce)), "a nonce");
    for (const code of codes) {
      assert.ok(!bytes.includes(code) && !bytes.includes(formatClaimCode(code)), "a claim code");
    }
    for (const trace of ["127.0.0.1", "::1", "203.0.113.9", "CuriousBrowser", "CuriousBody"]) {
      assert.ok(!bytes.includes(trace), trace);
    }
  });

  test("log lines count requests over a period and tell no arrival", async (t) => {
    const server = await startTrialServer(t);
    const lines = server.logLines.length;
    for (let sent = 0; sent < 3; sent++) await post(server.url, "/v1/reports", decoyReport(0));
    await ask(server.url, "GET /v1/batch/0");
    await ask(server.url, "GET /v1/batch/77?who=me");
    await ask(server.url, "GET /secret/path");
    assert.equal(server.logLines.length, lines);
    server.clock.forward(periodSeconds + 59);
    await server.publish();
    const line = JSON.parse(server.logLines.at(-1)!) as Record<string, unknown>;
    assert.equal(server.logLines.length, lines + 1);
    assert.deepEqual(line, {
      level: "info",
      time: "2026-11-02T13:00Z",
      batch: 1,
      bytes: line["bytes"],
      requests: {
        "GET /* 404": 1,
        "GET /v1/batch/:number 200": 1,
        "GET /v1/batch/:number 404": 1,
        "POST /v1/reports 204": 3,
      },
      msg: `Batch 1 closed, ${Number(line["bytes"])} bytes.`,
    });
  });

  test("what has had its time is forgotten: codes, answers, hashes of bodies, nonces, ticket keys", async (t) => {
    const server = await startTrialServer(t);
    const [ticket] = await takeTickets(server.url, await server.issueClaimCode(1), noon);
    await server.issueClaimCode(1);
    await sendReport(server.url, ticket!, freshTokens(2));
    const count = (table: string): number => rowsOf(databaseOf(server), table).length;
    const bodies = (): string[] => rowsOf(databaseOf(server), "spent").map((row) => row.split(" ")[2]!);
    const key = `1-${epochOf(noon)}.key`;
    const hasKey = (): boolean => existsSync(join(server.dataDirectory, "keys", "tickets", key));
    assert.deepEqual([count("claim"), count("pending"), count("spent"), hasKey()], [2, 2, 1, true]);
    server.clock.forward(26 * 3600);
    await server.publish();
    assert.deepEqual([count("claim"), count("pending"), count("spent"), hasKey()], [0, 0, 1, true]);
    assert.match(bodies()[0]!, /^[0-9a-f]{64}$/);
    server.clock.forward(24 * 3600);
    await server.publish();
    assert.deepEqual(bodies(), ["null"]);
    server.clock.forward(epochSeconds);
    await server.publish();
    assert.deepEqual([count("spent"), hasKey()], [1, true], "tickets are redeemed in the next epoch too");
    server.clock.forward(epochSeconds);
    await server.publish();
    assert.deepEqual([count("spent"), hasKey()], [0, false]);
  });
});
