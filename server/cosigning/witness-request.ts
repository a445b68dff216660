import { createHash } from "node:crypto";
import { type AddCheckpoint, encodeAddCheckpoint } from "../../protocol/index.ts";
import type { WitnessAddress } from "./witness-address.ts";

/** What a witness said. */
export type WitnessReply =
  /** Signature lines, untrusted. */
  | { readonly kind: "cosigned"; readonly lines: string }
  /** It has cosigned another size last. */
  | { readonly kind: "conflict"; readonly size: number };

/** Milliseconds for which a start waits for what witnesses remember. */
const rememberedMilliseconds = 3_000;

/** Milliseconds after which a witness is no longer waited for. */
const answerMilliseconds = 10_000;

/** More than this is no answer: a line has a few hundred bytes. */
const answerBytesMax = 16_384;

/**
 * Ask a witness for its cosignature.
 *
 * @param signal - Ends it from outside.
 * @throws Error when there is no answer, or another than these two; its message is a sentence for the operator.
 * @see SPEC.md §4.7, C2SP tlog-witness
 */
export async function askWitness(
  { url }: WitnessAddress,
  request: AddCheckpoint,
  signal: AbortSignal,
): Promise<WitnessReply> {
  const response = await fetch(`${url}/add-checkpoint`, {
    method: "POST",
    body: encodeAddCheckpoint(request),
    headers: { "content-type": "text/plain; charset=utf-8" },
    redirect: "error",
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerMilliseconds)]),
  });
  const text = await readAnswer(response);
  if (response.status === 200) return { kind: "cosigned", lines: text };
  if (response.status === 409 && /^(0|[1-9]\d{0,15})\n$/.test(text))
    return { kind: "conflict", size: Number(text) };
  throw new Error(`it answered with status ${response.status}`);
}

/**
 * What a witness has cosigned last.
 *
 * @param origin - The log's.
 * @returns A note, untrusted; null when it has none, or does not answer.
 * @see SPEC.md §4.7, C2SP tlog-witness
 */
export async function askLastCheckpoint({ url }: WitnessAddress, origin: string): Promise<string | null> {
  const hash = createHash("sha256").update(origin).digest("hex");
  try {
    const response = await fetch(`${url}/${hash}/checkpoint`, {
      redirect: "error",
      signal: AbortSignal.timeout(rememberedMilliseconds),
    });
    const text = await readAnswer(response);
    return response.status === 200 ? text : null;
  } catch {
    return null;
  }
}

async function readAnswer(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > answerBytesMax) throw new Error("its answer is too long");
    chunks.push(chunk);
  }
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
}
