import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { decoyReport, encodeReport, epochOf } from "../../protocol/index.ts";
import { rowsOf } from "./database-file.ts";
import { post } from "./http-text.ts";
import { freshTokens, mintTickets, sendReport } from "./reporter.ts";
import { noon, periodSeconds, startTrialServer, type TrialServer } from "./trial-server.ts";

const databaseOf = (server: TrialServer): string => join(server.dataDirectory, "celadon.sqlite");

const personalTables = ["claim", "pending", "spent"];

/** The pages that each transaction in the journal wrote, in the order in which they were committed. SQLite's file format, §4. */
function transactionsIn(path: string): Buffer[] {
  const journal = readFileSync(`${path}-wal`);
  if (journal.length === 0) return [];
  const frameBytes = 24 + journal.readUInt32BE(8);
  const transactions: Buffer[] = [];
  let pages: Buffer[] = [];
  for (let at = 32; at + frameBytes <= journal.length; at += frameBytes) {
    pages.push(journal.subarray(at + 24, at + frameBytes));
    if (journal.readUInt32BE(at + 4) === 0) continue;
    transactions.push(Buffer.concat(pages));
    pages = [];
  }
  return transactions;
}

test("the same tokens in another company leave the same rows", async (t) => {
  const tokens = freshTokens(32);
  const rowsAfter = async (tokensOfAReport: number): Promise<string[]> => {
    const server = await startTrialServer(t, { region: { policy: { mixPeriods: 0 } } });
    for (const [index, ticket] of mintTickets(server, 32 / tokensOfAReport).entries()) {
      const start = index * tokensOfAReport;
      await sendReport(server.url, ticket, tokens.slice(start, start + tokensOfAReport));
    }
    return rowsOf(databaseOf(server), "pending");
  };
  const alone = await rowsAfter(1);
  assert.equal(alone.length, 32);
  assert.deepEqual(alone, await rowsAfter(16));
});

test("nothing ties rows of persons to each other or counts them: no reference, sequence, index or trigger", async (t) => {
  const database = new DatabaseSync(databaseOf(await startTrialServer(t)), { readOnly: true });
  t.after(() => database.close());
  const ofSchema = (type: string) =>
    database.prepare("SELECT tbl_name AS name, sql FROM sqlite_schema WHERE type = ?").all(type);
  const tables = ofSchema("table");
  assert.ok(personalTables.every((name) => tables.some((table) => table["name"] === name)));
  for (const { name, sql } of tables) {
    const references = database.prepare(`PRAGMA foreign_key_list(${String(name)})`).all();
    const isTied = references.some(
      (each) => personalTables.includes(String(each["table"])) || personalTables.includes(String(name)),
    );
    assert.ok(!isTied, String(name));
    assert.doesNotMatch(String(sql), /autoincrement/i);
  }
  // What a primary key makes has no text.
  const others = [...ofSchema("trigger"), ...ofSchema("index")].filter(
    ({ name, sql }) => personalTables.includes(String(name)) && sql !== null,
  );
  assert.deepEqual(others, []);
});

test("until its batch a token says only which one it waits for: every policy spreads over mixPeriods + 1", async (t) => {
  for (const mixPeriods of [0, 3]) {
    const server = await startTrialServer(t, { region: { policy: { mixPeriods } } });
    for (const ticket of mintTickets(server, 60)) await sendReport(server.url, ticket, freshTokens(2));
    const waiting = rowsOf(databaseOf(server), "pending").map((row) => Number(row.split(" ")[0]));
    const [next, last] = [Math.min(...waiting), Math.max(...waiting)];
    assert.deepEqual([next, last], [1, 1 + mixPeriods]);
    for (let batch = next; batch <= last; batch++) {
      const share = waiting.filter((each) => each === batch).length / waiting.length;
      assert.ok(share > 0.2 / (mixPeriods + 1), `${share} wait for batch ${batch}`);
    }
  }
});

test("what the journal says: within a period which tokens came together, from its batch on nothing", async (t) => {
  const server = await startTrialServer(t, { region: { policy: { mixPeriods: 3 } } });
  const path = databaseOf(server);
  server.clock.forward(periodSeconds);
  await server.publish();
  const before = transactionsIn(path).length;
  const reports = mintTickets(server, 8).map((ticket) => ({ ticket, tokens: freshTokens(4) }));
  for (const { ticket, tokens } of reports) {
    assert.equal((await post(server.url, "/v1/reports", encodeReport(ticket, tokens))).status, 204);
    assert.equal((await post(server.url, "/v1/reports", decoyReport(epochOf(noon)))).status, 204);
  }
  const told = transactionsIn(path).slice(before);
  const firstSeen = (token: Uint8Array) => told.findIndex((pages) => pages.includes(Buffer.from(token)));
  const places = reports.map(({ tokens }) => [...new Set(tokens.map(firstSeen))]);
  const together = places.filter((place) => place.length === 1 && place[0] !== -1).length;
  t.diagnostic(
    `${told.length} transactions of ${reports.length} reports and as many decoys: the journal tells of ${together} reports which tokens came together`,
  );
  assert.equal(together, reports.length, "this test can see; docs/threats.md says so");
  assert.deepEqual(
    places.flat(),
    places.flat().toSorted((one, other) => one - other),
    "and in which order",
  );

  server.clock.forward(periodSeconds);
  await server.publish();
  const left = transactionsIn(path);
  const waiting = rowsOf(path, "pending").length;
  t.diagnostic(`from the next batch on: ${left.length} transactions, while ${waiting} tokens still wait`);
  assert.ok(waiting > 0, "some wait for a later batch");
  assert.deepEqual(left, []);
});
