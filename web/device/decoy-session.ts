import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import {
  decoyClaimCode,
  decoyReport,
  epochOf,
  prepareTicketClaim,
  type TicketClaim,
} from "../../protocol/index.ts";
import { decoyClockAt, type DecoyParts, drawnClock, mayBegin } from "./decoys.ts";
import type { OutboxParts } from "./outbox.ts";
import { type Post, postFor } from "./post.ts";
import { policyOf } from "./region.ts";
import { relaysOf } from "./relays.ts";
import { fateOf } from "./report-answer.ts";
import { spreadRequests } from "./report-plan.ts";
import type { OutgoingRequest, Snapshot } from "./snapshot.ts";
import type { Store } from "./store.ts";
import { claimTickets } from "./ticket-claim.ts";

/** Loaded when a decoy session is due: a first look at the page needs none of it. */

/** A decoy session as it is stored, before each step is taken: what a report's is, without a report. */
export interface StoredDecoy {
  readonly id: string;
  readonly startedAt: number;
  /** As of a report: it goes through a relay, or not at all. */
  readonly throughRelay?: true;
  readonly phase:
    | { readonly step: "claiming"; readonly claim: TicketClaim }
    | { readonly step: "sending"; readonly requests: readonly OutgoingRequest[] };
}

/** See {@link Decoys.beginDecoy}. */
export function beginDecoy({ store, now, random }: DecoyParts): Promise<void> {
  return store.exclusive(async (snapshot) => {
    const at = now();
    if (!mayBegin(snapshot, at) || decoyClockAt(snapshot.decoyClock, at, random).left > 0) return;
    const decoy: StoredDecoy = {
      id: bytesToHex(randomBytes(16)),
      startedAt: at,
      ...(relaysOf(snapshot) === null ? {} : { throughRelay: true }),
      phase: { step: "claiming", claim: prepareTicketClaim(decoyClaimCode) },
    };
    await store.commit({ decoys: [...snapshot.decoys, decoy], decoyClock: drawnClock(at, random) });
  });
}

/**
 * Take the next step of a decoy session: the same requests, stored before they leave, the same answers waited for and the same
 * attempts as of a report.
 *
 * @throws as the steps of a report.
 * @see SPEC.md §4.5
 */
export async function takeDecoyStep(
  parts: OutboxParts,
  snapshot: Snapshot,
  decoy: StoredDecoy,
  signal: AbortSignal | undefined,
): Promise<void> {
  const post = postFor(decoy, snapshot, parts.requests(decoy));
  if (decoy.phase.step === "claiming") return claimNothing(parts, post, snapshot, decoy, signal);
  const index = decoy.phase.requests.findIndex(({ status }) => status !== "done");
  const request = decoy.phase.requests[index];
  if (request === undefined) return change(parts.store, decoy.id, () => null);
  if (request.status === "waiting") await mark(parts.store, decoy.id, index, "tried");
  const { status } = await post("/v1/reports", request.bytes, signal);
  fateOf(status, request.status === "tried", parts.now());
  await mark(parts.store, decoy.id, index, "done");
}

async function claimNothing(
  { store, now, random }: OutboxParts,
  post: Post,
  snapshot: Snapshot,
  decoy: StoredDecoy,
  signal: AbortSignal | undefined,
): Promise<void> {
  const claimed = await claimTickets(post, snapshot, { ...decoy, purpose: 1 }, now, signal);
  // The answer to a decoy opens under no published key. Any other end of a claim is the end of the session, as of a report.
  if (claimed.kind === "tickets" || claimed.reason !== "dishonest-answer") {
    return change(store, decoy.id, () => null);
  }
  // In the place of the arithmetic that makes tickets of an answer: what leaves next leaves no sooner than a case's.
  prepareTicketClaim(decoyClaimCode);
  const { reportMinutes } = policyOf(snapshot, now());
  const epoch = epochOf(now());
  const nothing = () => ({ bytes: decoyReport(epoch), part: null });
  const requests = spreadRequests(nothing, now(), reportMinutes, random);
  await change(store, decoy.id, (current) => ({ ...current, phase: { step: "sending", requests } }));
}

function mark(store: Store, id: string, index: number, status: "tried" | "done"): Promise<void> {
  return change(store, id, (decoy) => {
    if (decoy.phase.step !== "sending") return decoy;
    const requests = decoy.phase.requests.map((each, at) => (at === index ? { ...each, status } : each));
    return { ...decoy, phase: { ...decoy.phase, requests } };
  });
}

/** @param next - `null` when it is over. */
async function change(
  store: Store,
  id: string,
  next: (decoy: StoredDecoy) => StoredDecoy | null,
): Promise<void> {
  await store.exclusive(async ({ decoys }) => {
    if (!decoys.some((decoy) => decoy.id === id)) return;
    await store.commit({
      decoys: decoys.flatMap((decoy) => (decoy.id === id ? (next(decoy) ?? []) : [decoy])),
    });
  });
}
