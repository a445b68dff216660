import assert from "node:assert/strict";
import { test } from "node:test";
import { silentProgress } from "../replay/progress.ts";
import { seededRandom } from "../replay/random.ts";
import { runCity, tokensPerCase } from "./city.ts";
import { dayOf } from "./day.ts";

test("a day has visits one after the other and three looks, the same for a seed", () => {
  const hour = 3_600;
  for (let seed = 0; seed < 500; seed++) {
    const day = dayOf(seededRandom(seed), 40, false);
    assert.deepEqual(day, dayOf(seededRandom(seed), 40, false));
    const moments = day.visits.flatMap(({ arrival, leaving }) => [arrival, leaving]);
    assert.deepEqual(
      moments,
      moments.toSorted((one, other) => one - other),
    );
    assert.ok(moments[0]! >= 7 * hour && moments.at(-1)! < 24 * hour);
    assert.equal(day.looks.length, 3);
    assert.ok(day.looks.every((look) => look < 22 * hour));
  }
});

test("a small city lives through a day: its lists are as long as all its people make them, and every phone has compared them", async () => {
  const people = 20_000;
  const result = await runCity({ phones: 12, people, seed: 3, threads: 2, progress: silentProgress });
  assert.equal(result.measures.length, 12);
  assert.ok(result.tokens >= (people / 1_000 - 1) * tokensPerCase);
  const colours = result.measures.map(({ colour }) => colour);
  assert.equal(colours.filter((colour) => colour === "red").length, result.cases);
  assert.ok(!colours.includes("grey"), "each has lists to compare");
  // Three looks: at least as many lists as closed between the first look and the last.
  for (const { received, requests } of result.measures) assert.ok(received > 9 * 5_000 && requests > 9);
  for (const { sent, sessions } of result.measures) assert.equal(sent, sessions * (1_037 + 32 * 325));
});
