import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import { auditChainStart, auditHash, type AuditEntry } from "../../protocol/index.ts";
import { addAudit, type AuditData, checkAudit } from "../../server/authority/audit.ts";
import { compareSaved } from "../../server/authority/saved-audit.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { Store } from "../../server/store/store.ts";
import { isWhole, recordAsCsv, type AuditRecord } from "../../web/authority/audit/audit-record.ts";
import { bytesUnder } from "../server/database-file.ts";
import { run } from "../server/server-process.ts";
import { noon, startTrialServer, temporaryDirectory, type TrialServer } from "../server/trial-server.ts";
import { enrolAnother, enrolFirst, StaffClient } from "./staff-client.ts";

const day = 86_400;

async function dataOf(t: TestContext, { dataDirectory }: TrialServer): Promise<AuditData> {
  const store = await Store.open(join(dataDirectory, "celadon.sqlite"));
  t.after(async () => store.close());
  return { store, keys: new KeyDirectory(join(dataDirectory, "keys")) };
}

interface AuditPage {
  readonly entries: readonly AuditEntry[];
  readonly hasMore: boolean;
  readonly names: Readonly<Record<string, string>>;
  readonly actions: readonly string[];
}

async function record(client: StaffClient, query = ""): Promise<AuditPage> {
  return (await client.get(`/audit${query}`)) as AuditPage;
}

const inBrief = ({ entries }: AuditPage): string[] =>
  entries.map(({ staff, action, numbers }) => `${staff} ${action} ${JSON.stringify(numbers)}`);

test("who did what when is on record, with numbers only", async (t) => {
  const server = await startTrialServer(t);
  const ada = await enrolFirst(server);
  const bo = await enrolAnother(ada, "Bo", ["approver", "issuer"]);
  await ada.post("/people/roles", { staff: 2, roles: ["approver"] });
  await bo.post("/sign-out");
  server.clock.forward(90);
  await ada.post("/people/end", { staff: 2 });
  const page = await record(ada);
  assert.deepEqual(inBrief(page), [
    '1 access-ended {"staff":2}',
    "2 signed-out {}",
    '1 roles-changed {"from":3,"staff":2,"to":2}',
    '2 enrolled {"roles":3}',
    '1 invited {"roles":3,"staff":2}',
    '1 enrolled {"roles":7}',
    '0 invited {"roles":7,"staff":1}',
  ]);
  assert.deepEqual(
    page.entries.map(({ minute }) => minute - noon / 60),
    [1, 0, 0, 0, 0, 0, 0],
  );
  assert.deepEqual(page.names, { 1: "Ada", 2: "Bo" });
});

test("it is shown by person and by action, page by page", async (t) => {
  const server = await startTrialServer(t);
  const ada = await enrolFirst(server);
  const data = await dataOf(t, server);
  await data.store.transaction(async () => {
    for (let each = 0; each < 250; each++) {
      await addAudit(data, { number: 7 }, each % 2 === 0 ? "signed-in" : "signed-out", {}, noon);
    }
  });
  assert.equal((await record(ada, "?staff=7&action=signed-in")).entries.length, 100);
  const positions: number[] = [];
  let page = await record(ada, "?staff=7");
  for (;;) {
    positions.push(...page.entries.map(({ position }) => position));
    if (!page.hasMore) break;
    page = await record(ada, `?staff=7&before=${positions.at(-1)}`);
  }
  assert.deepEqual(
    positions,
    Array.from({ length: 250 }, (_, index) => 251 - index),
  );
  assert.deepEqual(inBrief(await record(ada, "?staff=0")), ['0 invited {"roles":7,"staff":1}']);
  assert.deepEqual(inBrief(await record(ada, "?action=nothing")), []);
  for (const query of ["?staff=x", "?before=-1", "?staff=1e3", "?before=99999999999999999999"]) {
    assert.equal((await ada.send(`GET /audit${query}`)).status, 400, query);
  }
});

test("nothing but whole numbers by name is written: no words, so no patient, no code, no address", async (t) => {
  const server = await startTrialServer(t);
  const data = await dataOf(t, server);
  for (const numbers of [
    { note: "Mrs Chan" as unknown as number },
    { count: 1.5 },
    { count: -1 },
    { count: Number.NaN },
    { "Mrs Chan": 1 },
  ]) {
    const write = async () =>
      data.store.transaction(async () => addAudit(data, "command-line", "signed-in", numbers, noon));
    await assert.rejects(write, TypeError);
  }
  assert.equal((await checkAudit(data)).state, "empty");
});

test("the database itself refuses to change, remove, insert or replace an entry", async (t) => {
  const server = await startTrialServer(t);
  await enrolFirst(server);
  const database = new DatabaseSync(join(server.dataDirectory, "celadon.sqlite"));
  t.after(() => database.close());
  for (const statement of [
    "UPDATE audit_entry SET staff = 9",
    "UPDATE audit_entry SET hash = zeroblob(32) WHERE position = 1",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_entry WHERE position = 0",
    "INSERT INTO audit_entry SELECT 9, minute, staff, action, numbers, hash FROM audit_entry LIMIT 1",
    "REPLACE INTO audit_entry SELECT 1, minute, 9, action, numbers, hash FROM audit_entry LIMIT 1",
    "DELETE FROM audit_head",
    "UPDATE audit_head SET next = 1",
  ]) {
    assert.throws(() => database.exec(statement), /only ever appended to/, statement);
  }
});

test("whoever changes or cuts it all the same is found out", async (t) => {
  const tamper = async (...statements: string[]): Promise<string> => {
    const server = await startTrialServer(t);
    const ada = await enrolFirst(server);
    await ada.post("/sign-out");
    const database = new DatabaseSync(join(server.dataDirectory, "celadon.sqlite"));
    for (const trigger of [
      "audit_entry_unchanged",
      "audit_entry_kept",
      "audit_entry_appended",
      "audit_head_forward",
      "audit_head_kept",
    ]) {
      database.exec(`DROP TRIGGER ${trigger}`);
    }
    for (const statement of statements) database.exec(statement);
    database.close();
    return (await checkAudit(await dataOf(t, server))).state;
  };
  assert.equal(await tamper(), "whole", "this test can see");
  assert.equal(await tamper("UPDATE audit_entry SET staff = 2 WHERE position = 1"), "changed");
  assert.equal(await tamper("UPDATE audit_entry SET minute = 0 WHERE position = 0"), "changed");
  assert.equal(await tamper(`UPDATE audit_entry SET numbers = '{"roles": 7}' WHERE position = 1`), "changed");
  assert.equal(await tamper("DELETE FROM audit_entry WHERE position = 1"), "changed");
  assert.equal(await tamper("DELETE FROM audit_entry WHERE position = 2"), "cut");
  assert.equal(await tamper("DELETE FROM audit_entry"), "cut");
  assert.equal(await tamper("DELETE FROM audit_head"), "cut");
  const endIsGone = [
    "DELETE FROM audit_entry WHERE position = 2",
    "UPDATE audit_head SET next = 2, hash = (SELECT hash FROM audit_entry WHERE position = 1)",
  ];
  assert.equal(await tamper(...endIsGone), "cut", "who has no key cannot seal it");
  const beginningIsGone = [
    "UPDATE audit_head SET first = 1, base = (SELECT hash FROM audit_entry WHERE position = 0)",
    "DELETE FROM audit_entry WHERE position = 0",
  ];
  assert.equal(await tamper(...beginningIsGone), "cut");
});

test("a saved record is checked where it was saved, and shows what a whole new record hides", async (t) => {
  const server = await startTrialServer(t);
  const ada = await enrolFirst(server);
  const saved = (await ada.post("/audit/export")) as AuditRecord;
  assert.ok(isWhole(saved));
  assert.deepEqual(
    saved.entries.map(({ action }) => action),
    ["invited", "enrolled", "audit-exported"],
  );
  const alter = (change: Partial<AuditRecord>) => isWhole({ ...saved, ...change });
  assert.equal(alter({ entries: saved.entries.slice(1) }), false);
  assert.equal(alter({ entries: saved.entries.slice(0, -1) }), false);
  assert.equal(alter({ entries: saved.entries.map((entry) => ({ ...entry, staff: 1 })) }), false);
  assert.equal(alter({ state: "cut" }), false);
  const { store } = await dataOf(t, server);
  assert.equal((await compareSaved(store, saved)).holds, true);
  await ada.post("/sign-out");
  assert.equal((await compareSaved(store, saved)).holds, true, "what came since does not matter");
  assert.equal(
    (await compareSaved(store, { ...saved, entries: saved.entries.slice(1), first: 1 })).holds,
    false,
  );
  // Another history, under the same key: whole in itself.
  const other = await startTrialServer(t);
  const eve = await enrolFirst(other, "Eve");
  for (let times = 0; times < 3; times++) {
    other.clock.forward(60);
    await eve.post("/audit/export");
  }
  const another = await dataOf(t, other);
  assert.equal((await checkAudit(another)).state, "whole");
  const { holds, words } = await compareSaved(another.store, saved);
  assert.equal(holds, false);
  assert.match(words, /NOT the one that was saved/);
  assert.match(
    (await compareSaved((await dataOf(t, await startTrialServer(t))).store, saved)).words,
    /NOT here/,
  );
});

test("the command says whether it is whole, and compares a saved one", async (t) => {
  const server = await startTrialServer(t);
  const environment = { CELADON_DATA: server.dataDirectory };
  assert.match((await run(["staff", "audit"], environment)).stdout, /^The record is empty\.$/m);
  const ada = await enrolFirst(server);
  const path = join(temporaryDirectory(t), "saved.json");
  writeFileSync(path, JSON.stringify(await ada.post("/audit/export")));
  const whole = await run(["staff", "audit", "--saved", path], environment);
  assert.equal(whole.status, 0);
  assert.match(whole.stdout, /^The record is whole: entries 0 to 2, hash [0-9a-f]{64}\.$/m);
  assert.match(whole.stdout, /^All of the saved record, up to entry 2, is here unchanged\.$/m);
  writeFileSync(path, "{}");
  assert.equal((await run(["staff", "audit", "--saved", path], environment)).status, 1);
  const database = new DatabaseSync(join(server.dataDirectory, "celadon.sqlite"));
  database.exec("DROP TRIGGER audit_entry_unchanged; UPDATE audit_entry SET staff = 5 WHERE position = 1");
  database.close();
  const changed = await run(["staff", "audit"], environment);
  assert.deepEqual(
    [changed.status, changed.stdout],
    [3, "The record was CHANGED: entry 1 is not what was written.\n"],
  );
});

test("as a spreadsheet a name is no formula", () => {
  const entries = [
    { position: 0, minute: noon / 60, staff: 3, action: "invited", numbers: { staff: 4, roles: 1 } },
  ];
  const names = { 3: '=HYPERLINK("x"), Bo' };
  const whole = {
    what: "",
    region: "",
    first: 0,
    base: "",
    hash: "",
    state: "whole",
    names,
    entries,
  } as const;
  assert.equal(
    recordAsCsv(whole, "2026-11-02").text,
    "entry,time (UTC),staff number,name,action,numbers\r\n" +
      `0,2026-11-02 12:00,3,"'=HYPERLINK(""x""), Bo",invited,staff 4; roles 1\r\n`,
  );
});

test("an entry's hash is over the one before and the entry's own JSON", () => {
  const entry = {
    position: 0,
    minute: 29_893_680,
    staff: 1,
    action: "enrolled",
    numbers: { roles: 7, a: 1 },
  };
  assert.equal(
    Buffer.from(auditHash(auditChainStart, entry)).toString("hex"),
    // By Python's hashlib.
    "9cd9c9c136e0e827dae1ff7488d07688c2ab11adc08df92ef6f6fe90d54d9fb4",
  );
});

test("entries go after a year, and names with the last entry about them; the rest still holds", async (t) => {
  const server = await startTrialServer(t, { region: { days: 25 } });
  const ada = await enrolFirst(server);
  await ada.post("/people/invite", { name: "Bo", roles: ["issuer"] });
  await ada.post("/people/end", { staff: 2 });
  const data = await dataOf(t, server);
  for (let renewals = 0; renewals < 15; renewals++) {
    server.clock.forward(24 * day);
    await server.renewManifest({ days: 30 });
    await server.publish();
    if (renewals === 10) await ada.signIn();
  }
  await ada.signIn();
  const page = await record(ada);
  assert.equal((await checkAudit(data)).state, "whole");
  assert.ok(server.clock.now === noon + 360 * day);
  assert.deepEqual(inBrief(page).slice(0, 2), ["1 signed-in {}", "1 signed-in {}"]);
  assert.equal(page.names[2], "Bo", "not yet a year");
  server.clock.forward(6 * day);
  assert.ok(await server.publish());
  await ada.signIn();
  const later = await record(ada);
  assert.deepEqual(inBrief(later), ["1 signed-in {}", "1 signed-in {}", "1 signed-in {}"]);
  assert.deepEqual(later.names, { 1: "Ada" });
  assert.equal((await checkAudit(data)).state, "whole");
  assert.ok(isWhole((await ada.post("/audit/export")) as AuditRecord));
});

test("at the sunset staff, sessions, requests and record are gone, and the interface says that it has ended", async (t) => {
  const server = await startTrialServer(t);
  const ada = await enrolFirst(server, "Ada Lovelace");
  await ada.post("/people/invite", { name: "Bo", roles: ["issuer"] });
  server.clock.forward(25 * day);
  await server.publish();
  assert.equal((await ada.send("GET /me")).status, 410);
  assert.equal((await ada.send("POST /sign-in/begin", {})).status, 410);
  const database = new DatabaseSync(join(server.dataDirectory, "celadon.sqlite"));
  t.after(() => database.close());
  for (const table of [
    "staff",
    "staff_invitation",
    "staff_passkey",
    "staff_session",
    "staff_challenge",
    "approval",
    "audit_entry",
  ]) {
    assert.equal(database.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.["count"], 0, table);
  }
  const { stdout } = await run(["staff", "list"], { CELADON_DATA: server.dataDirectory });
  assert.match(stdout, /^Nobody yet/);
  assert.equal((await checkAudit(await dataOf(t, server))).state, "whole", "an empty rest of it");
});

test("no address and no browser's name is stored, whatever staff do", async (t) => {
  const server = await startTrialServer(t);
  const ada = await enrolFirst(server);
  const headers = {
    "user-agent": "CuriousBrowser/7.3",
    "x-forwarded-for": "203.0.113.9",
    "accept-language": "xx-curious",
  };
  for (const line of ["GET /me", "GET /audit", "GET /sessions"]) await ada.send(line, undefined, headers);
  await ada.send("POST /passkeys/begin", {}, headers);
  await ada.send("POST /people/invite", { name: "Bo", roles: ["issuer"] }, headers);
  const bytes = bytesUnder(server.dataDirectory);
  const all = Buffer.concat([bytes, Buffer.from(server.logLines.join(""))]);
  assert.ok(all.includes("Ada"), "this test can see");
  for (const trace of ["127.0.0.1", "::1", "203.0.113.9", "CuriousBrowser", "xx-curious"]) {
    assert.ok(!all.includes(trace), trace);
  }
  assert.ok(!all.includes(ada.cookie!.split("=")[1]!), "nor the session's secret");
});
