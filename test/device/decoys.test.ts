import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeReport, decoyClaimCode, ticketsPerClaim } from "../../protocol/index.ts";
import { decoyClockAt, drawnClock, meanSecondsOfUse } from "../../web/device/decoys.ts";
import { readMoveFile } from "../../web/device/move-file.ts";
import { passphrase, quickly } from "../vault/locked.ts";
import { passphrase as wayPhrase } from "./two-phones.ts";
import { seededRandom } from "../replay/random.ts";
import { decoyDue, sessionsIn } from "./decoy-sessions.ts";
import { everythingStored } from "./storage.ts";
import { checkIn, day, hour, minute, morning, type Phone, sendAll, type Town, townFor } from "./town.ts";

const messages = (phone: Pick<Phone, "sent">) => phone.sent.filter(({ method }) => method === "POST");

/** A phone that has synced, and whose next decoy session is due. */
async function duePhone(town: Town, seed = 1): Promise<Phone> {
  const phone = await town.phone({ random: seededRandom(seed).next });
  await phone.device.sync();
  await decoyDue(town, phone);
  return phone;
}

test("decoy sessions begin at random, 0.2 a day, exponentially", () => {
  const random = seededRandom(7).next;
  const days = 20_000;
  const gaps: number[] = [];
  let clock = decoyClockAt(null, morning, random);
  let last = morning;
  for (let now = morning; now < morning + days * day; now += hour) {
    clock = decoyClockAt(clock, now, random);
    if (clock.left > 0) continue;
    gaps.push(now - last);
    last = now;
    clock = drawnClock(now, random);
  }
  assert.ok(Math.abs(gaps.length / days - 0.2) < 0.01, `${gaps.length} in ${days} days`);
  // Of an exponential law these shares lie beyond one, two and three means.
  for (const [means, share] of [0.368, 0.135, 0.05].entries()) {
    const beyond = gaps.filter((gap) => gap > (means + 1) * meanSecondsOfUse).length / gaps.length;
    assert.ok(Math.abs(beyond - share) < 0.02, `${beyond} beyond ${means + 1}`);
  }
});

test("whoever looks once a day gets as many as whoever looks all the time; weeks away count as one day", () => {
  const begunIn = (stepSeconds: number, seconds: number): number => {
    const random = seededRandom(11).next;
    let begun = 0;
    let clock = decoyClockAt(null, morning, random);
    for (let now = morning; now < morning + seconds; now += stepSeconds) {
      clock = decoyClockAt(clock, now, random);
      if (clock.left > 0) continue;
      begun++;
      clock = drawnClock(now, random);
    }
    return begun;
  };
  const daily = begunIn(day, 20_000 * day) / 20_000;
  assert.ok(Math.abs(daily - 0.2) < 0.03, `${daily} a day`);
  const weekly = begunIn(21 * day, 20_000 * 21 * day) / 20_000;
  assert.ok(Math.abs(weekly - 0.2) < 0.03, `${weekly} a look after three weeks`);
  const clock = { left: day, seen: morning };
  assert.deepEqual(decoyClockAt(clock, morning - 3 * day, Math.random), {
    left: day,
    seen: morning - 3 * day,
  });
});

test("from its first day on, across reloads, one at a time after weeks away", async (t) => {
  const town = await townFor(t);
  const fresh = await town.phone({ random: () => 0.5 });
  assert.equal(await fresh.device.isDecoyDue(), false, "before the first sync nothing is asked for");
  await fresh.device.sync();
  // The median: ln 2 × 5 days.
  const due = town.now + Math.ceil(Math.LN2 * meanSecondsOfUse);
  let phone = fresh;
  while (town.now < due) {
    assert.equal(await phone.device.isDecoyDue(), false);
    phone = await phone.reload();
    town.now = Math.min(due, town.now + 5 * hour);
  }
  assert.equal(await phone.device.isDecoyDue(), true);
  assert.deepEqual(messages(phone), []);
  town.now += 40 * day;
  assert.equal(await phone.device.isDecoyDue(), true);
  await phone.device.beginDecoy();
  assert.equal(await phone.device.isDecoyDue(), false);
  await phone.device.beginDecoy();
  await sendAll(town, phone);
  assert.equal(messages(phone).length, 1 + ticketsPerClaim);
});

test("a decoy session is one claim and 32 messages that say nothing, and the record calls it so", async (t) => {
  const town = await townFor(t);
  const phone = await duePhone(town);
  await phone.device.beginDecoy();
  await sendAll(town, phone);
  const [claim, ...reports] = messages(phone);
  assert.equal(Buffer.from(claim!.body!.subarray(1, 13)).toString(), decoyClaimCode);
  assert.equal(reports.length, ticketsPerClaim);
  assert.deepEqual(new Set(reports.map(({ body }) => decodeReport(body!).evidence)), new Set([0]));
  const entries = (await phone.device.ledger()).filter(({ method }) => method === "POST");
  assert.deepEqual(new Set(entries.map(({ why }) => why)), new Set(["decoy"]));
  assert.equal(new Set(entries.map(({ occasion }) => occasion)).size, 1);
  const { colour, report } = await phone.device.state();
  assert.deepEqual([colour.ownPositive, report, await phone.device.report()], [false, null, null]);
  const values = (await everythingStored(phone.factory)).get("celadon")!;
  assert.equal(sessionsIn(values).length, 0, "nothing of it stays");
});

test("a decoy session that is cut off anywhere goes on, and what was answered is not sent again", async (t) => {
  const town = await townFor(t);
  const random = seededRandom(3);
  for (let round = 0; round < 4; round++) {
    let phone = await duePhone(town, round);
    await phone.device.beginDecoy();
    const bodies: string[] = [];
    const answered: string[] = [];
    for (let run = 0; run < 60; run++) {
      phone = await phone.reload();
      let sent = 0;
      const cutAt = random.whole(1, 6);
      phone.before = ({ method, body }) => {
        if (method !== "POST") return undefined;
        bodies.push(Buffer.from(body!).toString("hex"));
        if (++sent === cutAt && random.chance(0.5)) throw new TypeError("cut before it left");
        return undefined;
      };
      phone.after = ({ method, body }, response) => {
        if (method !== "POST") return response;
        if (sent === cutAt) throw new TypeError("cut after it arrived");
        answered.push(Buffer.from(body!).toString("hex"));
        return response;
      };
      const { nextDue } = await phone.device.runOutbox();
      if (nextDue === null) break;
      town.now = Math.max(town.now, nextDue);
    }
    assert.equal(answered.length, 1 + ticketsPerClaim);
    assert.equal(new Set(answered).size, answered.length, "each once");
    assert.deepEqual(new Set(bodies), new Set(answered), "the same bytes at every attempt");
  }
});

test("a decoy session waits for its relay, and never goes directly", async (t) => {
  const relay = "https://relay.example/carry";
  const town = await townFor(t, {}, undefined, morning, [], [relay]);
  const phone = await duePhone(town);
  await phone.device.beginDecoy();
  for (let attempt = 0; attempt < 5; attempt++) {
    const { problem, nextDue } = await phone.device.runOutbox();
    assert.deepEqual([problem, nextDue], ["offline", town.now + minute]);
    town.now = nextDue!;
  }
  await town.server.renewManifest({ relays: [] });
  await phone.device.sync({ force: true });
  assert.equal((await phone.device.runOutbox()).problem, "no-relay");
  assert.ok(messages(phone).length > 0);
  assert.deepEqual(new Set(messages(phone).map(({ address }) => address)), new Set([relay]));
});

test("a report and a decoy session go on beside each other, and neither waits for the other", async (t) => {
  const town = await townFor(t, { reportMinutes: 5 });
  const phone = await duePhone(town);
  const { id } = await checkIn(phone, town.place("Library").display());
  town.now += 30 * minute;
  await phone.device.checkOut();
  await phone.device.beginDecoy();
  await phone.device.runOutbox();
  town.now += minute;
  const before = messages(phone).length;
  const state = await phone.device.startReport(await town.server.issueClaimCode(1), [id]);
  assert.equal(state.step, "claiming");
  await phone.device.runOutbox();
  assert.ok(
    messages(phone)
      .slice(before)
      .some(({ path }) => path === "/v1/tickets"),
  );
  await sendAll(town, phone);
  assert.equal(messages(phone).length, 2 * (1 + ticketsPerClaim));
  const order = (await phone.device.ledger())
    .toReversed()
    .filter(({ path }) => path === "/v1/reports")
    .map(({ why }) => why);
  assert.ok(order.lastIndexOf("decoy") > order.indexOf("report"), "interleaved");
  await town.publish();
  await phone.device.sync({ force: true });
  assert.deepEqual(
    (await phone.device.report())!.visits.map(({ status }) => status),
    ["published"],
  );
});

test("a decoy session does not stand in the way of a move, and does not move", async (t) => {
  const town = await townFor(t);
  const phone = await duePhone(town);
  await phone.device.beginDecoy();
  await phone.device.runOutbox();
  const file = await (await (await phone.reload(quickly)).device.transfer()).pack(wayPhrase);
  const second = await town.phone(quickly);
  await second.device.sync();
  const transfer = await second.device.transfer();
  await transfer.takeMove(await transfer.openMove(readMoveFile(file), wayPhrase));
  assert.deepEqual(await second.device.runOutbox().then(({ nextDue }) => nextDue), null);
});

test("under a lock a decoy session is sealed like a report, waits like one, and begins when a report could", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone({ ...quickly, random: seededRandom(5).next });
  await phone.device.sync();
  await decoyDue(town, phone);
  await phone.device.beginDecoy();
  await phone.device.runOutbox();
  const stored = async () => sessionsIn((await everythingStored(phone.factory)).get("celadon")!);
  assert.equal((await stored()).length, 1, "this test can see");
  await phone.device.vault.setPassphrase(passphrase);
  assert.deepEqual(await stored(), []);
  await phone.device.vault.lock();
  await decoyDueLocked();
  const before = messages(phone).length;
  town.now += hour;
  assert.deepEqual(await phone.device.runOutbox().then(({ nextDue }) => nextDue), null);
  assert.equal(messages(phone).length, before);
  await phone.device.vault.unlockByPassphrase(passphrase);
  await sendAll(town, phone);
  assert.equal(messages(phone).length, 1 + ticketsPerClaim);
  await phone.device.vault.turnOff();
  assert.deepEqual(await stored(), []);

  async function decoyDueLocked(): Promise<void> {
    town.now += 30 * day;
    assert.equal(await phone.device.isDecoyDue(), false);
    await phone.device.beginDecoy();
  }
});

test("past the sunset none begins", async (t) => {
  const town = await townFor(t, {}, 20);
  const phone = await duePhone(town);
  town.now = morning + 19 * day + 20 * hour;
  await town.publish();
  await phone.device.sync({ force: true });
  town.now = morning + 21 * day;
  assert.equal(await phone.device.isDecoyDue(), false);
});
