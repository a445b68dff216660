import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.ts";

/** The most of a body that is kept, in bytes: every right body is far smaller. */
export const bodyBytesMax = 4096;

/**
 * Read the body of a POST. Beyond {@link bodyBytesMax} it is read on but no longer kept, so that the sender, who is still
 * writing, gets to see the answer; the server's request timeout bounds for how long.
 *
 * @param request - Untrusted; its body has not been read.
 * @param size - The one size that is right.
 * @throws {@link Refusal} `wrong-content-type`, `too-large`, `wrong-size`; `unreadable` when the sender breaks off.
 */
export async function readBody(request: IncomingMessage, size: number): Promise<Uint8Array> {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/octet-stream") throw new Refusal("wrong-content-type");
  if (Number(request.headers["content-length"]) > bodyBytesMax) throw tooLarge(request);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > bodyBytesMax) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new Refusal("unreadable", { cause });
  }
  if (length > bodyBytesMax) throw tooLarge(request);
  if (length !== size) throw new Refusal("wrong-size");
  return new Uint8Array(Buffer.concat(chunks));
}

function tooLarge(request: IncomingMessage): Refusal {
  request.resume();
  return new Refusal("too-large");
}
