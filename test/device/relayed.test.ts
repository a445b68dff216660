import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import { obliviousRequestBytes, obliviousResponseBytes } from "../../protocol/index.ts";
import { startRelay } from "../../server/relay/start-relay.ts";
import { relayOrder } from "../../web/device/relays.ts";
import { officeIn, runOf, sendAllOf } from "./office.ts";
import { everythingStored } from "./storage.ts";
import { checkIn, minute, morning, type Phone, report, sendAll, type Town, townFor } from "./town.ts";

const [relayA, relayB] = ["https://relay-a.example/carry", "https://relay-b.example:8443"];

/** What passed from a relay to the gateway. */
interface Passed {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly answer: Buffer;
}

/** A town whose manifest names relays, which run, each with a record of what it hands on. */
async function relayedTown(
  t: TestContext,
  relays: readonly string[],
): Promise<{ town: Town; passed: Map<string, Passed[]> }> {
  const town = await townFor(t, {}, undefined, morning, [], relays);
  const passed = new Map<string, Passed[]>();
  for (const address of relays) {
    const records: Passed[] = [];
    passed.set(address, records);
    const gateway = await passThrough(t, town.server.url, records);
    const relay = await startRelay({ gateway: `${gateway}/v1/ohttp`, port: 0, addressHeader: "x-real-ip" });
    t.after(() => relay.close());
    town.relays.set(address, relay.url);
  }
  return { town, passed };
}

/** In between a relay and the gateway: what it sees is what the gateway sees. */
async function passThrough(t: TestContext, target: string, records: Passed[]): Promise<string> {
  const server = createServer((request, response) => {
    const body: Buffer[] = [];
    request.on("data", (chunk: Buffer) => body.push(chunk));
    request.on("end", () => {
      const { method, headers } = request;
      const onward = httpRequest(`${target}${request.url}`, { method, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          records.push({ headers, body: Buffer.concat(body), answer: Buffer.concat(chunks) });
          response.writeHead(answer.statusCode!, answer.headers).end(Buffer.concat(chunks));
        });
      });
      onward.on("error", () => response.destroy());
      onward.end(Buffer.concat(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** A phone with some visits behind it. */
async function visitor(town: Town, visits = 1): Promise<{ phone: Phone; ids: string[] }> {
  const phone = await town.phone();
  await phone.device.sync();
  const ids: string[] = [];
  for (let index = 0; index < visits; index++) {
    ids.push((await checkIn(phone, town.place(`Place ${index}`).display())).id);
    town.now += 25 * minute;
  }
  await phone.device.checkOut();
  return { phone, ids };
}

const posted = (phone: Pick<Phone, "sent">) => phone.sent.filter(({ method }) => method === "POST");

const toServer = (town: Town, phone: Pick<Phone, "sent">) =>
  posted(phone).filter(({ address }) => address.startsWith(town.server.url));

async function statusesAfterList(town: Town, phone: Phone): Promise<readonly string[]> {
  await town.publish();
  await phone.device.sync({ force: true });
  return (await phone.device.report())!.visits.map(({ status }) => status);
}

test("a report's journey: the relay sees addresses and sizes, the gateway no address, no table an order", async (t) => {
  const { town, passed } = await relayedTown(t, [relayA]);
  const address = "203.0.113.77";
  const { phone, ids } = await visitor(town, 3);
  // What a proxy in front of the relay tells it, and browsers send along.
  const { fetch: plain } = globalThis;
  t.mock.method(globalThis, "fetch", (input: string, init: RequestInit = {}) => {
    const isRelay = [...town.relays.values()].includes(input);
    if (!isRelay) return plain(input, init);
    const headers = { ...init.headers, "x-real-ip": address, cookie: "who=me", origin: "https://r.example" };
    return plain(input, { ...init, headers });
  });
  const code = await town.server.issueClaimCode(1);
  await phone.device.startReport(code, ids);
  await sendAll(town, phone);

  // The relay.
  const sent = posted(phone);
  assert.equal(sent.length, 33);
  assert.deepEqual(new Set(sent.map((request) => request.address)), new Set([relayA]));
  assert.deepEqual(new Set(sent.map(({ body }) => body!.length)), new Set([obliviousRequestBytes]));
  for (const { init } of sent) {
    assert.deepEqual(init.headers, { "content-type": "message/ohttp-req" });
    assert.deepEqual([init.credentials, init.referrerPolicy], ["omit", "no-referrer"]);
  }
  const visits = [...(await everythingStored(phone.factory))]
    .filter(([name]) => name.startsWith("celadon-day-"))
    .flatMap(([, stored]) => stored as { tokens: { token: Uint8Array }[] }[]);
  const secrets = [
    Buffer.from(code).toString("hex"),
    ...visits.flatMap(({ tokens }) => tokens.map(({ token }) => bytesToHex(token))),
  ];
  assert.ok(secrets.length > 6);
  for (const { body } of sent) {
    for (const secret of secrets) assert.ok(!bytesToHex(body!).includes(secret));
  }

  // The gateway.
  const arrived = passed.get(relayA)!;
  assert.equal(arrived.length, 33);
  assert.deepEqual(
    new Set(arrived.map(({ headers }) => Object.keys(headers).toSorted().join())),
    new Set(["connection,content-length,content-type,host"]),
  );
  assert.ok(!JSON.stringify(arrived.map(({ headers }) => headers)).includes(address));
  assert.deepEqual(new Set(arrived.map(({ body }) => body.length)), new Set([obliviousRequestBytes]));
  assert.deepEqual(new Set(arrived.map(({ answer }) => answer.length)), new Set([obliviousResponseBytes]));

  // The store: once the batch is closed nothing says who, and which token came first (`server/promises` looks at the pages).
  assert.deepEqual(
    await statusesAfterList(town, phone),
    ids.map(() => "published"),
  );
  for (const name of readdirSync(town.dataDirectory, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const bytes = readFileSync(join(name.parentPath, name.name));
    assert.ok(!bytes.includes(address) && !bytes.includes("who=me") && !bytes.includes(code), name.name);
  }

  // The person.
  const entries = (await phone.device.ledger()).filter(({ why }) => why === "report");
  assert.equal(entries.length, 33);
  for (const { through, path, content } of entries) {
    assert.deepEqual(through, { relay: relayA, bytes: obliviousRequestBytes });
    assert.equal(content!.length, path === "/v1/tickets" ? 1037 : 325);
  }
});

test("a relay that is down makes a report wait, and it never goes directly", async (t) => {
  const { town } = await relayedTown(t, [relayA]);
  const real = town.relays.get(relayA)!;
  town.relays.delete(relayA);
  const { phone, ids } = await visitor(town);
  await phone.device.startReport(await town.server.issueClaimCode(1), ids);
  for (let attempt = 0; attempt < 5; attempt++) {
    const { problem, nextDue } = await phone.device.runOutbox();
    assert.deepEqual([problem, nextDue], ["offline", town.now + minute]);
    town.now = nextDue!;
  }
  const { phone: later } = { phone: await phone.reload() };
  town.relays.set(relayA, real);
  let sent = 0;
  later.before = () => {
    if (sent++ === 7) town.relays.delete(relayA);
    return undefined;
  };
  for (let run = 0; run < 40 && town.relays.has(relayA); run++) {
    const { nextDue } = await later.device.runOutbox();
    town.now = Math.max(town.now, nextDue ?? 0);
  }
  assert.equal((await later.device.runOutbox()).problem, "offline", "in the middle of it, too");
  assert.deepEqual([...toServer(town, phone), ...toServer(town, later)], []);
  town.relays.set(relayA, real);
  later.before = () => undefined;
  town.now += minute;
  await sendAll(town, later);
  assert.deepEqual(await statusesAfterList(town, later), ["published"]);
  assert.deepEqual(toServer(town, later), []);
});

test("what a relay makes up or alters is trouble to try again, never an answer", async (t) => {
  const { town } = await relayedTown(t, [relayA]);
  const { phone, ids } = await visitor(town);
  let other: Uint8Array<ArrayBuffer> | null = null;
  const lies: ((bytes: Uint8Array<ArrayBuffer>) => Response)[] = [
    () => new Response("<title>Welcome to Hotel Wi-Fi</title>"),
    () => new Response(null, { status: 204 }),
    () => new Response('{"error":"used"}', { status: 409 }),
    () => new Response('{"error":"wrong"}', { status: 403 }),
    () => new Response(null, { status: 410 }),
    () =>
      new Response('{"type":"https://iana.org/assignments/http-problem-types#ohttp-key"}', { status: 400 }),
    (bytes) => new Response(bytes.map((byte, index) => (index === 40 ? byte ^ 1 : byte))),
    (bytes) => new Response(bytes.slice(1)),
    // A good answer, to another request.
    (bytes) => new Response(other ?? bytes),
  ];
  await phone.device.startReport(await town.server.issueClaimCode(1), ids);
  for (let round = 0; round < 2; round++) {
    for (const [index, lie] of lies.entries()) {
      const told = { lied: false };
      phone.after = async ({ method }, response) => {
        if (method !== "POST") return response;
        const bytes = await response.bytes();
        told.lied = true;
        const answer = lie(bytes);
        other = bytes;
        return answer;
      };
      while (!told.lied) {
        const { problem, nextDue } = await phone.device.runOutbox();
        assert.ok(
          !told.lied || problem === "server-trouble" || (index === lies.length - 1 && other === null),
        );
        town.now = Math.max(town.now, nextDue ?? 0);
      }
    }
    phone.after = (_, response) => response;
    const { nextDue } = await phone.device.runOutbox();
    town.now = Math.max(town.now, nextDue ?? 0);
  }
  const state = await phone.device.report();
  assert.ok(state!.step !== "refused" && state!.visits.every(({ status }) => status !== "refused"));
  await sendAll(town, phone);
  assert.deepEqual(await statusesAfterList(town, phone), ["published"]);
  assert.deepEqual(toServer(town, phone), []);
});

test("a report keeps to one of two relays, and takes the other when that one fails", async (t) => {
  const { town, passed } = await relayedTown(t, [relayA, relayB]);
  const { phone, ids } = await visitor(town, 2);
  await report(town, phone, [ids[0]!]);
  const [used] = new Set(posted(phone).map(({ address }) => address));
  assert.equal(new Set(posted(phone).map(({ address }) => address)).size, 1);
  assert.equal(passed.get(used!)!.length, 33);
  const idle = used === relayA ? relayB : relayA;
  assert.equal(passed.get(idle)!.length, 0);

  const second = await phone.device.startReport(await town.server.issueClaimCode(1), [ids[1]!]);
  const [kept, next] = relayOrder(second, [relayA, relayB]);
  town.relays.delete(kept!);
  await sendAll(town, phone);
  assert.equal(passed.get(next!)!.length, next === used ? 66 : 33);
  assert.deepEqual(await statusesAfterList(town, phone), ["published"]);
  assert.deepEqual(toServer(town, phone), []);

  const firsts = Array.from({ length: 300 }, (_, index) => {
    const id = ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0");
    return relayOrder({ id }, [relayA, relayB])[0];
  });
  const share = firsts.filter((relay) => relay === relayA).length / firsts.length;
  assert.ok(share > 0.4 && share < 0.6, `${share}`);
});

test("a region that changes its mind: a direct report goes on through relays, a sealed one never directly", async (t) => {
  const { town } = await relayedTown(t, [relayA]);
  await town.server.renewManifest({ relays: [] });
  const { phone, ids } = await visitor(town, 2);
  assert.deepEqual((await phone.device.state()).region!.relays, []);
  await phone.device.startReport(await town.server.issueClaimCode(1), [ids[0]!]);
  await phone.device.runOutbox();
  assert.equal(toServer(town, phone)[0]!.path, "/v1/tickets");
  const before = toServer(town, phone).length;
  await town.server.renewManifest({ relays: [relayA] });
  await phone.device.sync({ force: true });
  assert.deepEqual((await phone.device.state()).region!.relays, [relayA]);
  await sendAll(town, phone);
  assert.equal(toServer(town, phone).length, before);

  await phone.device.startReport(await town.server.issueClaimCode(1), [ids[1]!]);
  await phone.device.runOutbox();
  await town.server.renewManifest({ relays: [] });
  await phone.device.sync({ force: true });
  town.now += minute;
  assert.equal((await phone.device.runOutbox()).problem, "no-relay");
  assert.equal(toServer(town, phone).length, before);
  // With relays again, and a new key, it goes on.
  await town.server.renewManifest({ relays: [relayA], newGatewayKey: true });
  await phone.device.sync({ force: true });
  await sendAll(town, phone);
  assert.equal(toServer(town, phone).length, before);
  assert.deepEqual(await statusesAfterList(town, phone), ["published"]);
});

test("what places and the authority send goes through the relay, too", async (t) => {
  const { town, passed } = await relayedTown(t, [relayA]);
  const office = await officeIn(t, town);
  await office.device.sync();
  await office.device.report(await town.server.issueClaimCode(2), [runOf(town, "a", 3)]);
  await sendAllOf(town, office);
  assert.equal(passed.get(relayA)!.length, 33);
  assert.deepEqual(toServer(town, office), []);
});
