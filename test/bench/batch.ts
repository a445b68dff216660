import { createHash } from "node:crypto";
import { randomBytes } from "@noble/hashes/utils.js";
import {
  checkBatch,
  encodeBatch,
  type Evidence,
  type ExposedToken,
  lookUp,
  openBatch,
} from "../../protocol/index.ts";
import { compared, medianMilliseconds, type Row } from "./measure.ts";

const regionId = new Uint8Array(8).fill(1);
/** A fortnight's diary: 504 tokens, each looked up with every evidence. */
const diaryTokens = 504;

function exposedTokens(count: number): ExposedToken[] {
  return Array.from({ length: count }, () => ({ evidence: 1, token: randomBytes(16) }));
}

/** Bytes a token, padding counted as tokens: what a phone downloads. */
export function batchSizes(counts: readonly number[]): { rows: Row[]; batches: Map<number, Uint8Array> } {
  const batches = new Map<number, Uint8Array>();
  const rows = counts.map((count): Row => {
    const bytes = encodeBatch({ number: 1, closed: 2_980_000, regionId, exposed: exposedTokens(count - 1) });
    batches.set(count, bytes);
    return {
      what: `${count.toLocaleString("en")} tokens`,
      value: bytes.length / count,
      unit: "bytes a token",
    };
  });
  return { rows, batches };
}

/** Time to check a batch as a whole, once, and to look a whole diary up in it; the file's hash apart. */
export async function batchChecks(batches: ReadonlyMap<number, Uint8Array>): Promise<Row[]> {
  const queries: ExposedToken[] = exposedTokens(diaryTokens).flatMap(({ token }) =>
    ([1, 2, 3] as Evidence[]).map((evidence) => ({ evidence, token })),
  );
  const rows: Row[] = [];
  let first: Row | undefined;
  for (const [count, bytes] of batches) {
    rows.push({
      what: `check all of ${count.toLocaleString("en")} tokens`,
      value: await medianMilliseconds(9, () => checkBatch(openBatch(bytes))),
      unit: "ms",
    });
    const checked: Row = {
      what: `look into ${count.toLocaleString("en")} tokens`,
      value: await medianMilliseconds(9, () => lookUp(openBatch(bytes), queries)),
      unit: "ms",
    };
    rows.push(first === undefined ? checked : compared(checked, first));
    first ??= checked;
    rows.push({
      what: `SHA-256 of that file (${(bytes.length / 1024).toFixed(0)} KiB)`,
      value: await medianMilliseconds(9, () => createHash("sha256").update(bytes).digest()),
      unit: "ms",
    });
  }
  return rows;
}
