import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { decodeReport } from "../../protocol/index.ts";
import type { LedgerEntry } from "../../web/device/device.ts";
import { databasesWith, everythingStored } from "./storage.ts";
import { checkIn, day, hour, minute, morning, type Phone, report, type Town, townFor } from "./town.ts";

/** A phone that has synced and has one visit behind it. */
async function visitor(town: Town): Promise<{ phone: Phone; id: string }> {
  const phone = await town.phone();
  await phone.device.sync();
  const { id } = await checkIn(phone, town.place("Library").display());
  town.now += 45 * minute;
  await phone.device.checkOut();
  return { phone, id };
}

const asked = ({ method, path }: { readonly method: string; readonly path: string }) => `${method} ${path}`;

/** The ledger as it lies on the disk, oldest first. */
async function written({ factory }: Phone): Promise<LedgerEntry[]> {
  const stored = await everythingStored(factory);
  return [...stored]
    .filter(([name]) => name.startsWith("celadon-ledger-"))
    .flatMap(([, entries]) => entries as LedgerEntry[])
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

test("every request is on record, with its reason, what went out and how much came in", async (t) => {
  const town = await townFor(t);
  const { phone, id } = await visitor(town);
  await town.publish();
  await phone.device.sync({ force: true });
  const began = town.now;
  await report(town, phone, [id]);
  await town.publish();
  await phone.device.sync();
  await phone.device.startAnew();

  const ledger = (await phone.device.ledger()).toReversed();
  assert.deepEqual(ledger.map(asked).toSorted(), phone.sent.map(asked).toSorted());
  assert.deepEqual(new Set(ledger.map(({ why }) => why)), new Set(["lists", "report", "begin-anew"]));
  const ofReport = ledger.filter(({ why }) => why === "report");
  assert.equal(new Set(ofReport.map(({ occasion }) => occasion)).size, 1, "one report is one occasion");
  assert.equal(ofReport.length, 33);
  assert.ok(ofReport.every(({ at }) => at >= began && at <= town.now));
  for (const { outcome } of ledger) assert.equal(outcome.kind, "answered");
  for (const { path, outcome } of ledger) {
    if (!path.startsWith("/v1/batch/") || outcome.kind !== "answered") continue;
    const { length } = await (await fetch(town.server.url + path)).bytes();
    assert.deepEqual([outcome.status, outcome.bytes], [200, length], path);
  }
  const sent = phone.sent.filter(({ path }) => path === "/v1/reports").map(({ body }) => body!);
  const kept = ledger.filter(({ path }) => path === "/v1/reports").map(({ content }) => content!);
  assert.deepEqual(kept, sent, "byte for byte");
  assert.ok(kept.some((content) => decodeReport(content).evidence === 1));
});

test("a claim code is in no database once the report has begun to be sent, and never in the ledger", async (t) => {
  const town = await townFor(t);
  const { phone, id } = await visitor(town);
  const code = await town.server.issueClaimCode(1);
  const inLedger = async () =>
    (await databasesWith(phone.factory, code)).filter((name) => name.startsWith("celadon-ledger-"));
  let looks = 0;
  phone.after = async ({ path }, response) => {
    if (path === "/v1/tickets") {
      looks++;
      assert.ok((await databasesWith(phone.factory, code)).includes("celadon"), "the search finds it");
      assert.deepEqual(await inLedger(), []);
    }
    return response;
  };
  await phone.device.startReport(code, [id]);
  await phone.device.runOutbox();
  assert.equal(looks, 1);
  assert.deepEqual(await databasesWith(phone.factory, code), []);
  const entry = (await phone.device.ledger()).find(({ path }) => path === "/v1/tickets")!;
  const body = phone.sent.find(({ path }) => path === "/v1/tickets")!.body!;
  assert.deepEqual(entry.content?.subarray(1, 13), utf8ToBytes("************"));
  assert.deepEqual(entry.content?.subarray(13), body.subarray(13), "all the rest is there");
});

test("an entry is on the disk before its request leaves, and one that was cut off says that no answer was seen", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  const missing: string[] = [];
  phone.after = async (request, response) => {
    const waiting = (await written(phone)).filter(({ outcome }) => outcome.kind === "unanswered");
    if (!waiting.map(asked).includes(asked(request))) missing.push(asked(request));
    return response;
  };
  await phone.device.sync();
  assert.deepEqual(missing, []);
  assert.ok((await written(phone)).every(({ outcome }) => outcome.kind === "answered"));

  // The page is closed in the middle: what is opened afterwards finds the entry.
  await town.publish();
  let left: () => void = () => {};
  const leaving = new Promise<void>((resolve) => {
    left = resolve;
  });
  let answer: (response: Response) => void = () => {};
  phone.after = () => {
    left();
    return new Promise<Response>((resolve) => {
      answer = resolve;
    });
  };
  const cut = phone.device.sync({ force: true });
  await leaving;
  const [newest] = (await (await phone.reload()).device.ledger()).filter(
    ({ outcome }) => outcome.kind !== "answered",
  );
  assert.deepEqual(
    [newest?.why, newest && asked(newest), newest?.outcome.kind],
    ["lists", "GET /v1/log/checkpoint", "unanswered"],
  );
  answer(new Response("x"));
  await assert.rejects(cut);
});

test("failures, refusals and stops are on record as such", async (t) => {
  const town = await townFor(t);
  const { phone } = await visitor(town);
  const newest = async () => (await phone.device.ledger())[0]!.outcome;
  phone.before = () => {
    throw new TypeError("no network");
  };
  await assert.rejects(phone.device.sync({ force: true }), { code: "offline" });
  assert.deepEqual(await newest(), { kind: "failed" });
  phone.before = () => new Response("busy", { status: 503 });
  town.now += minute;
  await assert.rejects(phone.device.sync({ force: true }), { code: "server-trouble" });
  assert.deepEqual(await newest(), { kind: "answered", status: 503, bytes: 4 });
  const stop = new AbortController();
  phone.before = () => {
    stop.abort();
    throw new DOMException("stopped", "AbortError");
  };
  town.now += minute;
  await assert.rejects(phone.device.sync({ force: true, signal: stop.signal }), { name: "AbortError" });
  assert.deepEqual(await newest(), { kind: "stopped" });
});

test("the record ages out with the visits, as databases, and goes with everything else", async (t) => {
  const town = await townFor(t, { retentionDays: 2, quarantineDays: 2 });
  const { phone, id } = await visitor(town);
  await report(town, phone, [id]);
  const days = async () =>
    (await phone.factory.databases()).flatMap(({ name }) =>
      name!.startsWith("celadon-ledger-") ? [name!.slice(15)] : [],
    );
  for (let each = 1; each <= 3; each++) {
    town.now = morning + each * day;
    await town.publish();
    await phone.device.sync();
  }
  assert.deepEqual((await days()).toSorted(), ["2026-11-24", "2026-11-25", "2026-11-26"]);
  assert.ok((await phone.device.ledger()).every(({ why }) => why === "lists"));
  town.now += hour;
  await phone.device.erase();
  assert.deepEqual(await days(), []);
  assert.deepEqual(await phone.device.ledger(), []);
});

test("what leaves at once is written at once: a sync of a hundred lists costs few transactions more", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  for (let batch = 0; batch < 100; batch++) await town.publish();
  const { transaction } = IDBDatabase.prototype;
  let writes = 0;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...parameters) {
    if (this.name.startsWith("celadon-ledger-") && parameters[1] === "readwrite") writes++;
    return transaction.apply(this, parameters);
  };
  const before = phone.sent.length;
  try {
    await phone.device.sync();
  } finally {
    IDBDatabase.prototype.transaction = transaction;
  }
  assert.ok(phone.sent.length - before >= 100);
  assert.ok(writes <= 25, `${writes} transactions`);
});
