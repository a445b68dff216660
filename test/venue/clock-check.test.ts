import assert from "node:assert/strict";
import { test } from "node:test";
import { checkClock } from "../../web/venue/clock-check.ts";

const noon = Date.UTC(2026, 10, 21, 12) / 1000;

function answer(serverSeconds: number, deviceSeconds: number, age: string | null = null) {
  const date = new Date(serverSeconds * 1000).toUTCString();
  return checkClock({ date, age, asked: deviceSeconds - 1, answered: deviceSeconds + 1 });
}

test("a clock within two minutes of the server's is right", () => {
  for (const off of [-120, -1, 0, 60, 120]) {
    assert.deepEqual(answer(noon, noon + off), { kind: "right", at: noon + off + 1 });
  }
});

test("a clock off by more is told which way and by how much", () => {
  assert.deepEqual(answer(noon, noon + 121), { kind: "off", seconds: 121, at: noon + 122 });
  assert.deepEqual(answer(noon, noon - 86_400), { kind: "off", seconds: -86_400, at: noon - 86_399 });
});

test("an answer out of a cache is as old as it says", () => {
  assert.equal(answer(noon, noon + 3600).kind, "off");
  assert.equal(answer(noon, noon + 3600, "3600").kind, "right");
  assert.equal(answer(noon, noon + 3600, "an hour").kind, "off");
});

test("an answer without a date says nothing", () => {
  for (const date of [null, "", "yesterday"]) {
    assert.deepEqual(checkClock({ date, age: null, asked: noon, answered: noon }), { kind: "unchecked" });
  }
});
