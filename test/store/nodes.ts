import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Batch } from "../../protocol/index.ts";
import { ask } from "../server/http-text.ts";
import { fetchBatch, fetchLog, tokensIn } from "../server/reporter.ts";
import { startServerProcess } from "../server/server-process.ts";
import { temporaryDirectory } from "../server/trial-server.ts";

/** Nodes on one database, each with its own copy of the keys. The first makes the region. */
export async function startNodes(t: TestContext, url: string) {
  const environment = { CELADON_DATABASE_URL: url, CELADON_PERIOD_SECONDS: "1" };
  const folders = [temporaryDirectory(t), temporaryDirectory(t)];
  const start = (index: number) => startServerProcess(t, folders[index]!, environment);
  const first = await start(0);
  cpSync(join(folders[0]!, "keys"), join(folders[1]!, "keys"), { recursive: true });
  return { folders, environment, start, nodes: [first, await start(1)] as const };
}

/** All batches; throws unless they are numbered without a gap, and what is served is what is logged. */
export async function verifiedBatches(url: string): Promise<Batch[]> {
  const logged = (await fetchLog(url)).filter((entry) => entry.kind === "batch");
  assert.deepEqual(
    logged.map(({ number }) => number),
    logged.map((_, index) => index),
  );
  const batches = [];
  for (const { number, sha256 } of logged) {
    const { body } = await ask(url, `GET /v1/batch/${number}`);
    assert.equal(createHash("sha256").update(body).digest("hex"), sha256);
    batches.push(await fetchBatch(url, number));
  }
  return batches;
}

const batchesIn = async (url: string): Promise<number> =>
  (await fetchLog(url)).filter(({ kind }) => kind === "batch").length;

/** Wait until so many batches more are published. */
export async function untilGrown(url: string, by: number): Promise<void> {
  const enough = (await batchesIn(url)) + by;
  while ((await batchesIn(url)) < enough) await setTimeout(100);
}

/** In how many batches the tokens are; of all, `{1}` is how it should be. */
export function timesPublished(batches: readonly Batch[], tokens: readonly Uint8Array[]): Set<number> {
  const times = tokens.map(() => 0);
  for (const batch of batches) {
    for (const [index, isIn] of tokensIn(batch, tokens).entries()) if (isIn) times[index]!++;
  }
  return new Set(times);
}
