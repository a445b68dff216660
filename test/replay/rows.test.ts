import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { countRefusals, readRows, readUtcTime, refusalReasons, truncateUtf8 } from "./rows.ts";

const header = "id,event,start_utc,end_utc,first_seen_utc\n";
const good = { id: "1", event: "Café", start: "2021-09-01T10:00:00Z", end: "2021-09-01T11:00:00Z" };
const published = "2021-09-03T05:00:00Z";

function reasonOf(line: string, before = ""): string | undefined {
  return readRows(header + before + line).refused[0]?.reason;
}

function rowWith(change: Partial<typeof good & { published: string }>): string {
  const row = { ...good, published, ...change };
  return `${row.id},${row.event},${row.start},${row.end},${row.published}\n`;
}

test("a usable row is read with its times in Unix seconds", () => {
  assert.deepEqual(readRows(header + rowWith({})), {
    rows: [{ id: "1", line: 2, event: "Café", start: 1630490400, end: 1630494000, published: 1630645200 }],
    refused: [],
  });
});

const refusals: Record<(typeof refusalReasons)[number], string> = {
  "has more or fewer fields than the header": "1,Café\n",
  "has no id": rowWith({ id: " " }),
  "has the id of an earlier row": rowWith({}) + rowWith({}),
  "has no name": rowWith({ event: "" }),
  "unreadable start time": rowWith({ start: "yesterday" }),
  "unreadable end time": rowWith({ end: "2021-02-30T11:00:00Z" }),
  "unreadable publication time": rowWith({ published: "" }),
  "ends before it starts": rowWith({ end: "2021-09-01T09:59:59Z" }),
  "lasts no time at all": rowWith({ end: good.start }),
  "lasts over 24 hours": rowWith({ end: "2021-09-02T10:00:01Z" }),
  "published before it began": rowWith({ published: "2021-09-01T09:59:59Z" }),
  "published before it ended": rowWith({ published: "2021-09-01T10:59:59Z" }),
};

for (const reason of refusalReasons) {
  test(`a row is refused that ${reason}`, () => {
    assert.equal(reasonOf(refusals[reason]), reason);
  });
}

test("just 24 hours, and publication at the very end, are fine", () => {
  assert.equal(reasonOf(rowWith({ end: "2021-09-02T10:00:00Z" })), undefined);
  assert.equal(reasonOf(rowWith({ published: good.end })), undefined);
});

test("a refused row does not stop those after it, and reasons are counted", () => {
  const { rows, refused } = readRows(
    header + rowWith({ event: "" }) + rowWith({ id: "2" }) + "3\n" + rowWith({ id: "4", event: "" }),
  );
  assert.deepEqual(
    rows.map(({ id }) => id),
    ["2"],
  );
  assert.deepEqual(countRefusals(refused), [
    { reason: "has more or fewer fields than the header", rows: 1 },
    { reason: "has no name", rows: 2 },
  ]);
});

test("only the exact form of a time is read, and only moments that exist", () => {
  assert.equal(readUtcTime("1970-01-01T00:00:01Z"), 1);
  assert.equal(readUtcTime("2024-02-29T00:00:00Z"), 1709164800);
  for (const text of [
    "2021-02-29T00:00:00Z",
    "2021-01-01T24:00:00Z",
    "2021-01-01T00:60:00Z",
    "2021-13-01T00:00:00Z",
    "2021-01-01 00:00:00Z",
    "2021-01-01T00:00:00+00:00",
    "2021-01-01T00:00:00.5Z",
    " 2021-01-01T00:00:00Z",
    "2021-01-01",
    "",
  ]) {
    assert.equal(readUtcTime(text), null, text);
  }
});

test("names are cut to bytes of UTF-8 without cutting a character", () => {
  assert.equal(truncateUtf8("Café", 5), "Café");
  assert.equal(truncateUtf8("Café", 4), "Caf");
  assert.equal(truncateUtf8("🍵🍵", 7), "🍵");
  assert.equal(truncateUtf8("abc", 48), "abc");
});

test("of the real file 26 rows are refused: 25 last over 24 hours, one ends before it starts", () => {
  const file = new URL("../data/nz_locations_of_interest_2021-08_2022-03.csv", import.meta.url);
  const { rows, refused } = readRows(readFileSync(file, "utf8"));
  assert.equal(rows.length, 3795);
  assert.deepEqual(countRefusals(refused), [
    { reason: "ends before it starts", rows: 1 },
    { reason: "lasts over 24 hours", rows: 25 },
  ]);
});
