import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { inspect } from "node:util";
import { decoyReport, epochOf } from "../../protocol/index.ts";
import { AddressRate, countedAddress, perAddressAndMinute } from "../../server/http/address-rate.ts";
import { ask, sentenceOf } from "./http-text.ts";
import { noon, startTrialServer } from "./trial-server.ts";

test("an address is kept for its minute as a hash, and then not at all, also when nobody asks again", async () => {
  const address = "203.0.113.9";
  const rate = new AddressRate(2, 100);
  assert.deepEqual([rate.take(address), rate.take(address), rate.take("203.0.113.10")], [0, 0, 0]);
  assert.equal(rate.take(address), 1, "seconds to wait");
  assert.equal(rate.size, 2);
  assert.ok(!inspect(rate, { depth: null, showHidden: true }).includes("203.0.113"));
  await setTimeout(150);
  assert.equal(rate.size, 0);
  assert.equal(rate.take(address), 0);
});

test("a flood from very many addresses takes no more memory than is set", () => {
  const rate = new AddressRate(1);
  for (let number = 0; number < 100_050; number++) assert.equal(rate.take(String(number)), 0);
  assert.equal(rate.size, 100_000);
  assert.ok(rate.take("0") > 0, "those that are counted stay bounded");
});

test("an IPv4 address, or the network of an IPv6 one, is counted; a proxy's or one of the operator's own is not", () => {
  const counted = (peer: string, header?: string): string | null =>
    countedAddress(peer, header === undefined ? {} : { "x-real-ip": header }, "x-real-ip");
  assert.equal(counted("203.0.113.9"), "203.0.113.9");
  assert.equal(counted("::ffff:203.0.113.9"), "203.0.113.9");
  assert.equal(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2");
  assert.equal(counted("2001:0db8::6"), "2001:db8:0:0");
  assert.equal(counted("2001:db8::1:2:3:4:5"), "2001:db8:0:1");
  for (const own of [
    "127.0.0.1",
    "::1",
    "::ffff:10.1.2.3",
    "192.168.1.1",
    "172.18.0.3",
    "fd00::1",
    "fe80::1",
    "",
  ]) {
    assert.equal(counted(own), null, own);
  }
  assert.equal(counted("127.0.0.1", "203.0.113.9"), "203.0.113.9");
  assert.equal(
    counted("127.0.0.1", "198.51.100.1, 203.0.113.9"),
    "203.0.113.9",
    "what the sender invents is before",
  );
  assert.equal(counted("127.0.0.1", "nobody"), null);
  assert.equal(
    countedAddress("127.0.0.1", { "x-real-ip": "203.0.113.9" }, null),
    null,
    "no header that is not asked for",
  );
  assert.equal(countedAddress(undefined, {}, null), null);
});

test("beyond its rate an address waits for the next minute to report; others do not, and reading is never refused", async (t) => {
  const { url } = await startTrialServer(t, { addressHeader: "x-real-ip" });
  const from = (address: string): Record<string, string> => ({
    "x-real-ip": address,
    "content-type": "application/octet-stream",
  });
  const claims = perAddressAndMinute.get("/v1/tickets")!;
  const exchange = (address: string) =>
    ask(url, "POST /v1/tickets", { headers: from(address), body: Buffer.from("no request") });
  for (let count = 0; count < claims; count++) assert.equal((await exchange("203.0.113.9")).status, 400);
  const refused = await exchange("203.0.113.9");
  assert.equal(refused.status, 429);
  assert.equal(
    sentenceOf(refused),
    "Too many requests came from this address; please try again in a minute.",
  );
  const wait = Number(refused.headers["retry-after"]);
  assert.ok(wait >= 1 && wait <= 60, String(wait));
  assert.equal((await exchange("203.0.113.10")).status, 400);
  const report = { headers: from("203.0.113.9"), body: decoyReport(epochOf(noon)) };
  assert.equal((await ask(url, "POST /v1/reports", report)).status, 204, "its reports are counted apart");
  assert.equal((await ask(url, "GET /v1/batch/0", { headers: from("203.0.113.9") })).status, 200);
});
