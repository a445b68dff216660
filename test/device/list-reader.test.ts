import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { ListReader, type ReadOptions } from "../../web/device/list-reader.ts";
import { directMatcher } from "../../web/device/matcher.ts";
import { requestsTo } from "../../web/device/request.ts";
import { day, hour, type Town, townFor } from "./town.ts";
import { intervalOf } from "../../protocol/index.ts";

/** A page without a diary, whose requests can be answered by somebody else. */
function readerIn(town: Town, pinned: string | null = null) {
  const asked: string[] = [];
  const page = {
    asked,
    origin: () => town.server.url,
    answer: (_path: string): Response | null => null,
  };
  const send: typeof fetch = (input, init) => {
    const path = new URL(String(input)).pathname;
    asked.push(path);
    return Promise.resolve(page.answer(path) ?? fetch(page.origin() + path, init));
  };
  const reader = new ListReader({
    requests: requestsTo(send, town.server.url, async () => () => {}),
    matcher: directMatcher(),
    pinned,
    now: () => town.now,
  });
  return Object.assign(page, { reader });
}

async function numbersRead(reader: ListReader, options: ReadOptions = {}): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { list, done, total } of reader.read(options)) {
    numbers.push(list.number);
    assert.equal(done, numbers.length);
    assert.ok(done <= total);
  }
  return numbers;
}

/** A town whose newest list has this number: the first comes with the server. */
async function townWith(t: TestContext, newest: number): Promise<Town> {
  const town = await townFor(t, { retentionDays: 3 });
  for (let number = 1; number <= newest; number++) town.publish();
  return town;
}

test("every list that is kept is read in order, and a later look asks for no more than what is new", async (t) => {
  const town = await townWith(t, 20);
  const { reader, asked } = readerIn(town);
  await reader.look();
  assert.deepEqual(
    await numbersRead(reader),
    Array.from({ length: 21 }, (_, number) => number),
  );
  asked.length = 0;
  await reader.look();
  assert.deepEqual(asked, ["/v1/log/checkpoint"]);
  town.publish();
  asked.length = 0;
  await reader.look();
  assert.equal(asked.filter((path) => path !== "/v1/log/checkpoint").length, 1, "one tile of entries");
  assert.equal((await numbersRead(reader, { since: intervalOf(town.now) })).at(-1), 21);
});

test("lists that have aged out are passed over, and older ones than wanted are not asked for", async (t) => {
  const town = await townWith(t, 0);
  for (let halfDay = 0; halfDay < 12; halfDay++) {
    town.now += day / 2;
    town.publish();
  }
  const { reader } = readerIn(town);
  await reader.look();
  const kept = await numbersRead(reader);
  const newest = kept.at(-1)!;
  assert.ok(kept.length >= 6 && kept.length <= 8, kept.join());
  const since = intervalOf(town.now - hour);
  const recent = await numbersRead(reader, { since });
  assert.ok(recent.length < kept.length && recent.at(-1) === newest, recent.join());
});

test("a list that is hidden or altered is trouble, not silence", async (t) => {
  const town = await townWith(t, 6);
  const page = readerIn(town);
  page.answer = (path) => (path === "/v1/batch/3" ? new Response(null, { status: 404 }) : null);
  await page.reader.look();
  await assert.rejects(numbersRead(page.reader), { code: /broken-log|server-trouble/ });
  const altered = readerIn(town);
  const bytes = await (await fetch(`${town.server.url}/v1/batch/4`)).bytes();
  bytes[60]! ^= 1;
  altered.answer = (path) => (path === "/v1/batch/4" ? new Response(bytes) : null);
  await altered.reader.look();
  await assert.rejects(numbersRead(altered.reader), { code: "broken-log", reason: "altered" });
});

test("a later look must continue the first one's history", async (t) => {
  const town = await townWith(t, 3);
  const twin = await town.twin();
  const page = readerIn(town);
  await page.reader.look();
  town.publish();
  await page.reader.look();
  page.origin = () => twin.server.url;
  twin.server.publish();
  await assert.rejects(page.reader.look(), { code: "broken-log" });
});

test("another region than the pinned one is refused, and no network is said", async (t) => {
  const town = await townWith(t, 1);
  await assert.rejects(readerIn(town, "ab".repeat(32)).reader.look(), { code: "wrong-region" });
  const page = readerIn(town);
  page.answer = () => {
    throw new TypeError("fetch failed");
  };
  await assert.rejects(page.reader.look(), { code: "offline" });
});
