import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import {
  type Batch,
  decodeBatch,
  decodeEntryBundle,
  encodeReport,
  entryBundlePath,
  epochOf,
  type Group,
  type LogEntry,
  lookUp,
  type Manifest,
  noteVerifier,
  openBatch,
  openCheckpoint,
  openManifest,
  openRegionRoot,
  openTicketResponse,
  parseLogEntry,
  prepareTicketClaim,
  type Ticket,
  ticketOutput,
  ticketPublicKey,
  type TicketPurpose,
} from "../../protocol/index.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { ask, post } from "./http-text.ts";

/** Take the newest manifest, verified. */
export async function fetchManifest(url: string): Promise<Manifest> {
  const root = openRegionRoot((await ask(url, "GET /v1/root")).body.toString());
  return openManifest((await ask(url, "GET /v1/manifest")).body.toString(), root);
}

/** Exchange a claim code for its tickets, as a device does. */
export async function takeTickets(
  url: string,
  claimCode: string,
  now: number,
  purpose: TicketPurpose = 1,
): Promise<Ticket[]> {
  const manifest = await fetchManifest(url);
  const claim = prepareTicketClaim(claimCode);
  const answer = await post(url, "/v1/tickets", claim.request);
  assert.equal(answer.status, 200, answer.body.toString());
  return openTicketResponse(claim, new Uint8Array(answer.body), {
    purpose,
    epochs: [epochOf(now)],
    publicKeyFor: (ofPurpose, epoch) => ticketPublicKey(manifest, ofPurpose, epoch),
  });
}

/**
 * Tickets of the present epoch, made with the server's own key: what an exchange yields, without its arithmetic. For tests of
 * what comes after the exchange.
 */
export function mintTickets(
  server: { readonly dataDirectory: string; readonly clock: { readonly now: number } },
  count: number,
  purpose: TicketPurpose = 1,
  group?: Group,
): Ticket[] {
  const epoch = epochOf(server.clock.now);
  const secretKey = new KeyDirectory(join(server.dataDirectory, "keys")).ticketSecret(purpose, epoch)!;
  return Array.from({ length: count }, () => {
    const nonce = Uint8Array.from(randomBytes(32));
    return { purpose, epoch, nonce, output: ticketOutput(secretKey, nonce, group) };
  });
}

/** Some tokens that nobody else has. */
export function freshTokens(count: number): Uint8Array[] {
  return Array.from({ length: count }, () => Uint8Array.from(randomBytes(16)));
}

/** Spend a ticket on tokens and want it taken. */
export async function sendReport(url: string, ticket: Ticket, tokens: readonly Uint8Array[]): Promise<void> {
  const answer = await post(url, "/v1/reports", encodeReport(ticket, tokens));
  assert.equal(answer.status, 204, answer.body.toString());
}

/** All entries of the log, under its verified checkpoint. */
export async function fetchLog(url: string): Promise<LogEntry[]> {
  const manifest = await fetchManifest(url);
  const note = (await ask(url, "GET /v1/log/checkpoint")).body.toString();
  const { size } = openCheckpoint(note, noteVerifier(manifest.logKey));
  const entries: LogEntry[] = [];
  for (let index = 0; index * 256 < size; index++) {
    const width = Math.min(256, size - index * 256);
    const answer = await ask(url, `GET /v1/log/${entryBundlePath(index, width)}`);
    assert.equal(answer.status, 200);
    entries.push(...decodeEntryBundle(new Uint8Array(answer.body), width).map(parseLogEntry));
  }
  return entries;
}

/** One batch, decoded in full as a mirror does. */
export async function fetchBatch(url: string, number: number): Promise<Batch> {
  const answer = await ask(url, `GET /v1/batch/${number}`);
  assert.equal(answer.status, 200, `batch ${number}`);
  const bytes = new Uint8Array(answer.body);
  decodeBatch(bytes);
  return openBatch(bytes);
}

/** Which of some tokens a batch has with an evidence. */
export function tokensIn(batch: Batch, tokens: readonly Uint8Array[], evidence: 1 | 2 | 3 = 1): boolean[] {
  return [
    ...lookUp(
      batch,
      tokens.map((token) => ({ evidence, token })),
    ).found,
  ];
}
