import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { SharedCache, sharedFreshness } from "./shared-cache.ts";

const cacheControl: Record<string, string> = {
  "/immutable": "public, max-age=31536000, immutable",
  "/fresh": "no-cache",
  "/never": "no-store",
};
let asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  request.resume();
  if (request.url === "/gone") response.writeHead(404).end("no");
  else if (request.method === "POST") response.writeHead(204).end();
  else
    response.writeHead(200, { "cache-control": cacheControl[request.url!]! }).end(`body of ${request.url}`);
});
let origin = "";
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

function twoPhones() {
  asked = [];
  const clock = { now: 1000 };
  const cache = new SharedCache(() => clock.now);
  const traffic = [0, 1].map(() => ({ requests: 0, bytes: 0 }));
  return { clock, cache, traffic, phones: traffic.map((one) => cache.fetchFor(one)) };
}

test("freshness is what a shared cache may keep", () => {
  assert.equal(sharedFreshness("public, max-age=60, s-maxage=10"), 10);
  assert.equal(sharedFreshness("max-age=60, private"), 0);
  assert.equal(sharedFreshness("no-store"), 0);
  assert.equal(sharedFreshness("No-Cache"), 1);
  assert.equal(sharedFreshness(null), 0);
});

test("an immutable object goes over HTTP once, and every phone counts its bytes", async () => {
  const { phones, traffic, cache, clock } = twoPhones();
  for (const phone of phones) {
    const response = await phone(`${origin}/immutable`);
    assert.equal(Buffer.from(await response.arrayBuffer()).toString(), "body of /immutable");
    clock.now += 86_400;
  }
  assert.deepEqual(asked, ["GET /immutable"]);
  assert.equal(cache.requestsOverHttp, 1);
  for (const one of traffic) assert.deepEqual(one, { requests: 1, bytes: 18 });
});

test("what must be fresh is asked for once a second of the virtual clock, what must not be stored each time", async () => {
  const { phones, clock } = twoPhones();
  for (const path of ["/fresh", "/never"]) for (const phone of phones) await phone(origin + path);
  clock.now += 1;
  await phones[0]!(`${origin}/fresh`);
  assert.deepEqual(asked, ["GET /fresh", "GET /never", "GET /never", "GET /fresh"]);
});

test("POSTs and refusals are never answered from memory", async () => {
  const { phones, traffic } = twoPhones();
  for (const phone of phones) {
    const posted = await phone(`${origin}/immutable`, { method: "POST", body: "x" });
    assert.equal(posted.status, 204);
    assert.equal((await phone(`${origin}/gone`)).status, 404);
  }
  assert.equal(asked.length, 4);
  assert.deepEqual(traffic[1], { requests: 2, bytes: 2 });
});
