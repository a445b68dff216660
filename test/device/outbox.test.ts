import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import { generateClaimCode, lookUp, openBatch } from "../../protocol/index.ts";
import type { DeviceOptions } from "../../web/device/device.ts";
import { ManyDeaths } from "./death.ts";
import { everythingStored } from "./storage.ts";
import {
  checkIn,
  minute,
  morning,
  type Phone,
  report,
  sendAll,
  type SentRequest,
  type Town,
  townFor,
} from "./town.ts";

/** A phone with some visits of half an hour each, newest last. */
async function visitor(
  town: Town,
  visits: number,
  options: Partial<DeviceOptions> = {},
): Promise<{ phone: Phone; ids: string[] }> {
  const phone = await town.phone(options);
  await phone.device.sync();
  const ids: string[] = [];
  for (let index = 0; index < visits; index++) {
    ids.push((await checkIn(phone, town.place(`Place ${index}`).display())).id);
    town.now += 25 * minute;
  }
  await phone.device.checkOut();
  return { phone, ids };
}

/** In how many of the batches each token of the phone's visits is published. */
async function publications(town: Town, phone: Phone, batches: number): Promise<number[]> {
  const tokens = [...(await everythingStored(phone.factory))]
    .filter(([name]) => name.startsWith("celadon-day-"))
    .flatMap(([, visits]) => visits as { tokens: { token: Uint8Array }[] }[])
    .flatMap((visit) => visit.tokens.map(({ token }) => token));
  const counts = tokens.map(() => 0);
  for (let number = 0; number <= batches; number++) {
    const bytes = await (await fetch(`${town.server.url}/v1/batch/${number}`)).bytes();
    const { found } = lookUp(
      openBatch(bytes),
      tokens.map((token) => ({ evidence: 1, token })),
    );
    for (const [index, isFound] of found.entries()) counts[index]! += Number(isFound);
  }
  return counts;
}

const posts = (phone: Phone, path: string) =>
  phone.sent.filter((request) => request.path === path).map(({ body }) => body!);

test("nothing is sent before the outbox runs, and then always one claim and 32 reports of the same size", async (t) => {
  const town = await townFor(t, { reportMinutes: 5 });
  const { phone, ids } = await visitor(town, 3);
  const before = phone.sent.length;
  const begun = await phone.device.startReport(await town.server.issueClaimCode(1), ids.slice(0, 2));
  assert.equal(begun.step, "claiming");
  assert.equal(phone.sent.length, before, "beginning a report sends nothing");
  await assert.rejects(phone.device.startReport(await town.server.issueClaimCode(1), ids), {
    code: "report-running",
  });

  const started = town.now;
  const times: number[] = [];
  phone.before = ({ path }) => {
    if (path === "/v1/reports") times.push(town.now - started);
    return undefined;
  };
  await sendAll(town, phone);
  assert.deepEqual(
    posts(phone, "/v1/tickets").map(({ length }) => length),
    [1037],
  );
  assert.deepEqual(
    posts(phone, "/v1/reports").map(({ length }) => length),
    Array.from({ length: 32 }, () => 325),
  );
  assert.equal(new Set(posts(phone, "/v1/reports").map(bytesToHex)).size, 32);
  assert.ok(times.every((time) => time >= 0 && time < 5 * minute));
  assert.ok(times.at(-1)! > 2 * minute, "spread over the minutes that the policy says");
  const { headers } = phone.sent.find(({ path }) => path === "/v1/reports")!.init;
  assert.deepEqual(headers, { "content-type": "application/octet-stream" });
});

test("a report that is killed at each of its steps, on the network and in the storage, is published exactly once", async (t) => {
  const town = await townFor(t, { mixPeriods: 4 });
  const { phone: first, ids } = await visitor(town, 5);
  let phone = first;
  await phone.device.startReport(await town.server.issueClaimCode(1), ids);

  const deaths = new ManyDeaths(0.4);
  try {
    const bodies: Uint8Array[] = [];
    for (let run = 0; ; run++) {
      assert.ok(run < 500, "each run comes further");
      phone = deaths.of(await phone.reload());
      try {
        const { nextDue } = await phone.device.runOutbox();
        if (nextDue === null) break;
        town.now = Math.max(town.now, nextDue);
      } catch (error) {
        assert.equal((error as Error).name, "AbortError");
      } finally {
        bodies.push(...phone.sent.map(({ body }) => body!));
      }
    }
    assert.ok(deaths.count > 100, `${deaths.count} deaths`);
    const distinct = new Map(bodies.map((body) => [bytesToHex(body), body.length]));
    assert.deepEqual([...distinct.values()].toSorted(), [1037, ...Array.from({ length: 32 }, () => 325)]);
  } finally {
    deaths.end();
  }
  phone.before = () => undefined;
  phone.after = (_, response) => response;
  let last = 0;
  for (let batch = 0; batch < 6; batch++) last = await town.publish();
  const counts = await publications(town, phone, last);
  assert.ok(counts.length >= 5 * 4);
  assert.ok(
    counts.every((count) => count === 1),
    counts.join(),
  );
  await phone.device.sync({ force: true });
  const sent = await phone.device.report();
  assert.deepEqual(
    sent?.visits.map(({ status }) => status),
    ids.map(() => "published"),
  );
});

test("two tabs that run the outbox together send nothing twice", async (t) => {
  const town = await townFor(t);
  const { phone, ids } = await visitor(town, 2);
  const other = await phone.reload();
  await phone.device.startReport(await town.server.issueClaimCode(1), ids);
  town.now += minute;
  await Promise.all([phone.device.runOutbox(), other.device.runOutbox()]);
  town.now += minute;
  await Promise.all([phone.device.runOutbox(), other.device.runOutbox()]);
  const bodies = [...posts(phone, "/v1/reports"), ...posts(other, "/v1/reports")];
  assert.equal(bodies.length, 32);
  assert.equal((await other.device.report())?.step, "sent");
});

test("a wrong claim code leaves the choice of visits and asks for another", async (t) => {
  const town = await townFor(t);
  const { phone, ids } = await visitor(town, 2);
  await assert.rejects(phone.device.startReport("hello", ids), { name: "ProtocolError", code: "malformed" });
  await assert.rejects(phone.device.startReport("0000-0000-0000", ids), { code: "decoy-claim-code" });
  await phone.device.startReport(generateClaimCode(), ids);
  const { report: refused, nextDue } = await phone.device.runOutbox();
  assert.equal(nextDue, null);
  assert.ok(refused?.step === "refused");
  assert.equal(refused.reason, "not-valid");
  assert.deepEqual(new Set(refused.visits.map(({ visitId }) => visitId)), new Set(ids));
  assert.equal(posts(phone, "/v1/reports").length, 0);
  assert.equal((await phone.device.state()).colour.ownPositive, false);
  await report(town, phone, ids);
  assert.equal((await phone.device.report())?.step, "sent");
  assert.equal((await phone.device.state()).colour.ownPositive, true);
});

test("a claim code that was used, one for another page, and a dishonest answer each have their reason", async (t) => {
  const town = await townFor(t);
  const { phone, ids } = await visitor(town, 1);
  const reasonFor = async (code: string) => {
    await phone.device.startReport(code, ids);
    const { report: state } = await phone.device.runOutbox();
    return state?.step === "refused" ? state.reason : state?.step;
  };
  assert.equal(await reasonFor(await town.server.issueClaimCode(2)), "other-purpose");
  phone.after = async ({ path }, response) => {
    if (path !== "/v1/tickets") return response;
    const bytes = await response.bytes();
    bytes[bytes.length - 1]! ^= 1;
    return new Response(bytes);
  };
  assert.equal(await reasonFor(await town.server.issueClaimCode(1)), "dishonest-answer");
  phone.after = (_, response) => response;

  const other = await visitor(town, 1);
  const code = await town.server.issueClaimCode(1);
  await other.phone.device.startReport(code, other.ids);
  await sendAll(town, other.phone);
  assert.equal(await reasonFor(code), "used");
});

test("trouble on the way is no refusal: the same bytes go out again later", async (t) => {
  const town = await townFor(t);
  const { phone, ids } = await visitor(town, 1);
  await phone.device.startReport(await town.server.issueClaimCode(1), ids);
  const troubles: (() => Response)[] = [
    () => {
      throw new TypeError("no network");
    },
    () => new Response("busy", { status: 503 }),
    () => new Response("<title>Welcome to Hotel Wi-Fi</title>"),
  ];
  for (const path of ["/v1/tickets", "/v1/reports"]) {
    for (const trouble of troubles) {
      phone.before = (request) => (request.path === path ? trouble() : undefined);
      for (;;) {
        const { problem, nextDue } = await phone.device.runOutbox();
        if (problem !== null) {
          assert.equal(nextDue, town.now + minute);
          assert.ok(problem === "offline" || problem === "server-trouble");
          break;
        }
        town.now = nextDue!;
      }
    }
  }
  phone.before = () => undefined;
  await sendAll(town, phone);
  assert.equal(new Set(posts(phone, "/v1/tickets").map(bytesToHex)).size, 1);
  assert.equal(new Set(posts(phone, "/v1/reports").map(bytesToHex)).size, 32);
});

test("what exceeds 32 reports is left over: the newest go, and another claim code takes the rest", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const ids: string[] = [];
  for (let index = 0; index < 35; index++) {
    ids.push((await checkIn(phone, town.place(`Place ${index}`).display())).id);
    town.now += 10 * minute;
  }
  await phone.device.checkOut();
  const state = await phone.device.startReport(await town.server.issueClaimCode(1), ids);
  assert.equal(state.leftOver, 3);
  assert.deepEqual(
    state.visits.map(({ visitId }) => visitId),
    ids.slice(3).toReversed(),
  );
  await sendAll(town, phone);
  const unreported = (await phone.device.state()).diary.filter((visit) => visit.reported < visit.tokens);
  assert.deepEqual(
    unreported.map(({ id }) => id),
    ids.slice(0, 3).toReversed(),
  );
  await report(town, phone, ids);
  const second = await phone.device.report();
  assert.equal(second?.leftOver, 0);
  assert.equal(second?.visits.length, 3);
});

test("a long visit takes several reports and is told as one", async (t) => {
  const town = await townFor(t);
  const phone = await town.phone();
  await phone.device.sync();
  const { id } = await checkIn(phone, town.place("Shift").display(12));
  town.now += 8 * 60 * minute;
  await phone.device.checkOut();
  const state = await phone.device.startReport(await town.server.issueClaimCode(1), [id]);
  assert.deepEqual(
    state.visits.map(({ reports, status }) => [reports, status]),
    [[4, "chosen"]],
  );
});

test("a report whose tokens never appear is told as missing, and a late one as published after all", async (t) => {
  const town = await townFor(t);
  const { phone, ids } = await visitor(town, 1);
  const held: SentRequest[] = [];
  phone.before = (request) => {
    if (request.path !== "/v1/reports") return undefined;
    held.push(request);
    return new Response(null, { status: 204 });
  };
  await report(town, phone, ids);
  const status = async () => {
    await town.publish();
    await phone.device.sync({ force: true });
    return (await phone.device.report())?.visits[0]?.status;
  };
  assert.deepEqual([await status(), await status()], ["sent", "missing"]);
  for (const { body } of held) {
    const init = {
      method: "POST",
      body: new Uint8Array(body!),
      headers: { "content-type": "application/octet-stream" },
    };
    await fetch(`${town.server.url}/v1/reports`, init);
  }
  assert.equal(await status(), "published");
});

test("a report can be stopped: before the claim nothing remains, afterwards decoys take its place", async (t) => {
  const town = await townFor(t);
  // Always the same chance, so that about a third has always left.
  let drawn = 0;
  const { phone, ids } = await visitor(town, 20, { random: () => (++drawn * 0.618) % 1 });
  await phone.device.startReport(await town.server.issueClaimCode(1), ids);
  await phone.device.cancelReport();
  assert.equal(await phone.device.report(), null);
  await phone.device.runOutbox();
  assert.deepEqual(posts(phone, "/v1/tickets"), []);

  await phone.device.startReport(await town.server.issueClaimCode(1), ids);
  const { nextDue } = await phone.device.runOutbox();
  town.now = nextDue! + 20;
  await phone.device.runOutbox();
  await phone.device.cancelReport();
  const stopped = (await phone.device.report())!;
  const sent = stopped.visits.filter((visit) => visit.status === "sent").map(({ visitId }) => visitId);
  assert.ok(sent.length > 0 && sent.length < 20, `${sent.length} had left`);
  assert.equal(stopped.visits.filter(({ status }) => status === "withdrawn").length, 20 - sent.length);
  await sendAll(town, phone);
  assert.equal(posts(phone, "/v1/reports").length, 32);
  const { diary } = await phone.device.state();
  assert.deepEqual(new Set(diary.filter(({ reported }) => reported > 0).map(({ id }) => id)), new Set(sent));
  const last = await town.publish();
  const published = (await publications(town, phone, last)).filter((count) => count > 0).length;
  const tokens = diary.filter(({ id }) => sent.includes(id)).reduce((sum, visit) => sum + visit.tokens, 0);
  assert.equal(published, tokens);
});

test("reports age out with the diary, and their tokens with them", async (t) => {
  const town = await townFor(t, { retentionDays: 2, isolationDays: 5, quarantineDays: 2 });
  const { phone, ids } = await visitor(town, 1);
  await report(town, phone, ids);
  for (let each = 1; each <= 3; each++) {
    town.now = morning + each * 86_400;
    await phone.device.tick();
  }
  assert.equal(await phone.device.report(), null);
  assert.equal((await phone.device.state()).colour.ownPositive, true, "one's own positive test lasts longer");
  for (let each = 4; each <= 6; each++) {
    town.now = morning + each * 86_400;
    await phone.device.tick();
  }
  const [main] = [...(await everythingStored(phone.factory)).entries()].filter(
    ([name]) => name === "celadon",
  );
  assert.ok(main![1].includes(null));
  assert.equal((await phone.device.state()).colour.ownPositive, false);
});
