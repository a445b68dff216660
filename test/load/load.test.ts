import assert from "node:assert/strict";
import { test } from "node:test";
import { silentProgress } from "../replay/progress.ts";
import { runLoad } from "./load.ts";

test("under load, nuisances and kill -9 nothing that was acknowledged is lost or doubled, and reading goes on", async (t) => {
  const result = await runLoad({
    seconds: 12,
    reports: 20,
    senders: 0,
    decoys: 10,
    claims: 2,
    phones: 2,
    killEvery: 5,
    isAnnoyed: true,
    period: 2,
    database: null,
    nodes: 1,
    progress: silentProgress,
  });
  t.diagnostic(`${result.tokens} tokens, ${result.kills} kills, ${result.batches} batches`);
  assert.ok(result.kills >= 1 && result.tokens > 100 && result.claims.answered > 0);
  assert.deepEqual([result.lost, result.doubled], [0, 0]);
  assert.ok(result.syncs.answered > result.syncs.repeated, `${result.syncs.answered} syncs`);
  // Every nuisance that said anything whole was refused in so many words.
  const answers = [...result.annoyances.keys()];
  assert.ok(answers.includes(400) && answers.includes(404) && answers.includes(405), answers.join());
  assert.ok(!answers.includes(500), answers.join());
  assert.ok(result.memory.most < 600 * 2 ** 20, `${result.memory.most} bytes`);
});
