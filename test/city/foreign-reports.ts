/** Reports of those cases of the city that nobody simulates. */

import { randomBytes } from "node:crypto";
import { encodeReport, epochOf, ticketOutput } from "../../protocol/index.ts";
import { KeyDirectory } from "../../server/region/keys.ts";

/** In each report: as many as fit. */
export const tokensPerReport = 16;

/**
 * Send reports over HTTP, with tickets made by the server's own keys: their exchange is measured with the simulated phones.
 *
 * @param keys - The server's folder of keys.
 * @param now - Unix seconds.
 */
export async function sendForeignReports(
  origin: string,
  keys: string,
  count: number,
  now: number,
): Promise<void> {
  const epoch = epochOf(now);
  const secretKey = new KeyDirectory(keys).ticketSecret(1, epoch)!;
  const bytes = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));
  for (let left = count; left > 0; left--) {
    const nonce = bytes(32);
    const ticket = { purpose: 1, epoch, nonce, output: ticketOutput(secretKey, nonce) } as const;
    const tokens = Array.from({ length: tokensPerReport }, () => bytes(16));
    const { status } = await fetch(`${origin}/v1/reports`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: new Uint8Array(encodeReport(ticket, tokens)),
    });
    if (status !== 204) throw new Error(`a report was answered ${status}`);
  }
}
