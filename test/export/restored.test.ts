import assert from "node:assert/strict";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openExistingData } from "../../server/data-directory.ts";
import { readSavedCheckpoints } from "../../server/monitor/continuity.ts";
import { ask } from "../server/http-text.ts";
import { run, startServerProcess } from "../server/server-process.ts";
import { temporaryDirectory } from "../server/trial-server.ts";
import { startWitnessProcess } from "../witness/witness-process.ts";

const everySecond = { CELADON_PERIOD_SECONDS: "1" };

async function checkpointLines(url: string): Promise<string[]> {
  return (await ask(url, "GET /v1/log/checkpoint")).body.toString().split("\n");
}

/** Wait until the log has so many entries, with a cosignature when there must be one. */
async function grown(url: string, size: number, isCosigned: boolean): Promise<void> {
  for (;;) {
    const lines = await checkpointLines(url);
    const signatures = lines.filter((line) => line.startsWith("— ")).length;
    if (Number(lines[1]) >= size && (!isCosigned || signatures === 2)) return;
    await setTimeout(50);
  }
}

/** Size and contents of a log, from its file. */
async function logOf(dataDirectory: string): Promise<string[]> {
  const { store } = await openExistingData(dataDirectory);
  try {
    return await store.log.entries(0, (await store.log.head())!.size);
  } finally {
    await store.close();
  }
}

test("killed, restored from a backup, refused, caught up through kill -9, and cosigned again: all in processes of their own", async (t) => {
  const dataDirectory = join(temporaryDirectory(t), "data");
  const first = await startServerProcess(t, dataDirectory, everySecond);
  await first.end("SIGKILL");
  const data = await openExistingData(dataDirectory);
  const logKey = data.keys.log().vkey;
  await data.store.close();
  const witnessData = join(temporaryDirectory(t), "witness");
  const witnessArgs = ["--name", "witness.example", "--log", logKey, "--data", witnessData];
  const witness = await startWitnessProcess(t, witnessArgs);
  const watched = { ...everySecond, CELADON_WITNESSES: `${witness.vkey}@${witness.url}` };
  const second = await startServerProcess(t, dataDirectory, watched);
  await grown(second.url, 4, true);
  await second.end("SIGKILL");

  const [backup, forkedBackup] = ["backup", "forked"].map((name) => join(temporaryDirectory(t), name));
  for (const copy of [backup!, forkedBackup!]) cpSync(dataDirectory, copy, { recursive: true });
  const third = await startServerProcess(t, dataDirectory, watched);
  await grown(third.url, (await logOf(backup!)).length + 4, true);
  await third.end("SIGTERM");
  const folder = join(temporaryDirectory(t), "copy");
  const exported = await run(["export", folder, "--no-pages"], { CELADON_DATA: dataDirectory });
  assert.equal(exported.status, 0, exported.stderr);
  const whole = await logOf(dataDirectory);
  const held = await logOf(backup!);
  assert.ok(whole.length >= held.length + 4);

  const restored = { ...watched, CELADON_DATA: backup! };
  const sentence = /an old copy of the data has been put back\. Nothing was signed.*celadon -- catch-up/;
  await assert.rejects(startServerProcess(t, backup!, watched), { message: sentence });
  await assert.rejects(startServerProcess(t, backup!, { ...everySecond, CELADON_COPY: folder }), {
    message: sentence,
  });
  const renewed = await run(["region", "renew"], restored);
  assert.equal(renewed.status, 1);
  assert.match(renewed.stderr, sentence);
  assert.deepEqual(await logOf(backup!), held);

  for (let round = 0; round < 5; round++) {
    await run(["catch-up", folder], restored, 200 + Math.random() * 400);
    const now = await logOf(backup!);
    assert.ok([held.length, whole.length].includes(now.length), `${now.length} entries`);
  }
  const done = await run(["catch-up", folder], restored);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /^Caught up: |^Nothing is missing here/);
  assert.deepEqual(await logOf(backup!), whole);

  const again = await startServerProcess(t, backup!, { ...watched, CELADON_COPY: folder });
  await grown(again.url, whole.length + 1, true);
  assert.equal(await again.end("SIGTERM"), 0);
  assert.ok(!witness.lines.some((line) => line.startsWith("REFUSED")));

  // Whoever goes on without asking anybody has forked the log, and is told, with the evidence.
  const alone = await startServerProcess(t, forkedBackup!, everySecond);
  await grown(alone.url, held.length + 1, false);
  await alone.end("SIGTERM");
  const forked = await run(["catch-up", folder], { CELADON_DATA: forkedBackup! });
  assert.equal(forked.status, 1);
  assert.match(forked.stderr, /this log's key signed both: it has been forked\. Nothing was changed/);
  const evidence = readdirSync(forkedBackup!).find((name) => name.startsWith("fork-"))!;
  const saved = readSavedCheckpoints(join(forkedBackup!, evidence));
  assert.ok(saved.includes(readFileSync(join(folder, "v1/log/checkpoint"), "utf8")));
  assert.equal(saved.length, 2);
});
