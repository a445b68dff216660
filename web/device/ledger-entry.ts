import { claimCodeBytes } from "../../protocol/index.ts";

/**
 * Why a request was made.
 *
 * - `lists`: a check of the lists.
 * - `begin-anew`: the person began anew with the region's record.
 * - `last-look`: the programme seemed to be over; whether it was extended is asked before anything is wiped.
 * - `code-check`: the person asked whether the page is made of the files that are in the record.
 * - `report`: a report, its claim code first.
 * - `take-back`: a report is taken back, the claim code for it first.
 * - `decoy`: empty messages in the form of a report.
 */
export type RequestReason =
  "lists" | "begin-anew" | "last-look" | "code-check" | "report" | "take-back" | "decoy";

/**
 * What became of a request.
 *
 * - `unanswered`: it is under way, or the page was closed before an answer came. It may have arrived.
 * - `answered`: with this status and so many bytes of content.
 * - `failed`: no network, or no answer in time. It may have arrived.
 * - `stopped`: this page stopped it. It may have arrived.
 */
export type RequestOutcome =
  | { readonly kind: "unanswered" }
  | { readonly kind: "answered"; readonly status: number; readonly bytes: number }
  | { readonly kind: "failed" }
  | { readonly kind: "stopped" };

/** One request of the app's code, as it is kept on this device. @see SPEC.md §5 */
export interface LedgerEntry {
  /** Sorts by time. */
  readonly id: string;
  readonly why: RequestReason;
  /** The same for all requests of one check, or of one report however long it takes. */
  readonly occasion: string;
  /** When it was made, Unix seconds. */
  readonly at: number;
  readonly method: "GET" | "POST";
  /** What the region's server is asked, from the first slash on. Nothing else of the address, and no header, says anything. */
  readonly path: string;
  /** The content that went out, but for the claim code; `null` when there was none. */
  readonly content: Uint8Array | null;
  /**
   * Only of what went through a relay: its address, and how many bytes it got, in which the content is sealed for the region's server. The
   * outcome is the relay's answer.
   */
  readonly through?: { readonly relay: string; readonly bytes: number } | undefined;
  readonly outcome: RequestOutcome;
}

const asterisk = 0x2a;

/** Where a request for tickets has its claim code: after the version. @see SPEC.md §4.4 */
const claimCodeStart = 1;

/** What may be kept of a request's content: all of it, with asterisks in the place of a claim code. */
export function contentKept(path: string, content: Uint8Array): Uint8Array {
  const kept = content.slice();
  if (path.endsWith("/tickets")) kept.fill(asterisk, claimCodeStart, claimCodeStart + claimCodeBytes);
  return kept;
}
