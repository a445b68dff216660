import {
  openTicketResponse,
  ProtocolError,
  type Ticket,
  ticketEpochs,
  ticketPublicKey,
  ticketResponseBytes,
} from "../../protocol/index.ts";
import type { StoredDecoy } from "./decoy-session.ts";
import { DeviceError } from "./device-error.ts";
import { regionOf } from "./region.ts";
import type { ClaimRefusal } from "./report-state.ts";
import type { Post } from "./post.ts";
import type { Snapshot, StoredReport } from "./snapshot.ts";

/** What became of a claim. */
export type ClaimOutcome =
  | { readonly kind: "tickets"; readonly tickets: readonly Ticket[] }
  | { readonly kind: "refused"; readonly reason: ClaimRefusal };

/**
 * Exchange the claim code for tickets. The request was stored before; the same one gets the same answer.
 *
 * Tickets are taken only of the epoch in which the claim was made or is answered: within a week's change both, and no other,
 * so that no one can be marked with a key of their own.
 *
 * @param now - Unix seconds.
 * @throws DeviceError `offline`; `server-trouble` on any other answer, or a key that the manifest does not have (yet).
 * @see SPEC.md §4.4
 */
export async function claimTickets(
  post: Post,
  { region }: Snapshot,
  report: StoredReport | (StoredDecoy & Pick<StoredReport, "purpose">),
  now: () => number,
  signal: AbortSignal | undefined,
): Promise<ClaimOutcome> {
  if (report.phase.step !== "claiming" || region === null) throw new Error("there is no claim to make");
  const { claim } = report.phase;
  const { status, body } = await post("/v1/tickets", claim.request, signal);
  if (status === 403) return { kind: "refused", reason: "not-valid" };
  if (status === 409) return { kind: "refused", reason: "used" };
  if (status !== 200 || body.length !== ticketResponseBytes) {
    throw new DeviceError("server-trouble", `/v1/tickets: status ${status}, ${body.length} bytes`);
  }
  // struct { u8 version; u8 purpose; … }
  if (body[1] !== report.purpose) return { kind: "refused", reason: "other-purpose" };
  const { newest } = regionOf(region);
  try {
    const tickets = openTicketResponse(claim, body, {
      purpose: report.purpose,
      epochs: [...new Set([...ticketEpochs(report.startedAt), ...ticketEpochs(now())])],
      publicKeyFor: (purpose, epoch) => ticketPublicKey(newest, purpose, epoch),
    });
    return { kind: "tickets", tickets };
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    if (cause.code === "out-of-bounds") {
      throw new DeviceError("server-trouble", "tickets of an epoch that this device does not take", {
        cause,
      });
    }
    return { kind: "refused", reason: "dishonest-answer" };
  }
}
