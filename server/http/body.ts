import type { IncomingMessage } from "node:http";
import { obliviousRequestType } from "../../protocol/index.ts";
import { Refusal } from "./refusal.ts";

/** The most of a body that is kept, in bytes: every right body of a device is far smaller. */
export const bodyBytesMax = 4096;

/**
 * Read the body of a POST that has one size.
 *
 * @param request - Untrusted; its body has not been read.
 * @param size - The one size that is right.
 * @param type - The one content type, in lower case.
 * @throws {@link Refusal} `wrong-content-type` or `wrong-sealed-type`, `too-large`, `wrong-size`; `unreadable` when the sender breaks off.
 */
export async function readBody(request: IncomingMessage, size: number, type: string): Promise<Uint8Array> {
  if (typeOf(request) !== type) {
    throw new Refusal(type === obliviousRequestType ? "wrong-sealed-type" : "wrong-content-type");
  }
  const bytes = await readBytes(request, bodyBytesMax);
  if (bytes.length !== size) throw new Refusal("wrong-size");
  return new Uint8Array(bytes);
}

/**
 * Read the body of a POST as JSON.
 *
 * @param request - Untrusted; its body has not been read.
 * @param bytesMax - The most that is kept.
 * @throws {@link Refusal} `not-json`, which also keeps out forms of other sites; `too-large`, `malformed`; `unreadable` when the
 *   sender breaks off.
 */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  if (typeOf(request) !== "application/json") throw new Refusal("not-json");
  const bytes = await readBytes(request, bytesMax);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Refusal("malformed", { cause });
  }
}

function typeOf(request: IncomingMessage): string | undefined {
  return request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
}

/**
 * Beyond the bound a body is read on but no longer kept, so that the sender, who is still writing, gets to see the answer; the
 * server's request timeout bounds for how long.
 */
async function readBytes(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (Number(request.headers["content-length"]) > bytesMax) throw tooLarge(request);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > bytesMax) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new Refusal("unreadable", { cause });
  }
  if (length > bytesMax) throw tooLarge(request);
  return Buffer.concat(chunks);
}

function tooLarge(request: IncomingMessage): Refusal {
  request.resume();
  return new Refusal("too-large");
}
