import {
  decodeReport,
  decodeTicketRequest,
  decoyTicketResponse,
  type Group,
  issueTickets,
  type ProtocolErrorCode,
  type TicketKeyPair,
  ticketOutput,
  type TicketPurpose,
  verifyReport,
} from "../../protocol/index.ts";

/** One piece of arithmetic, as it goes to a thread. Secret keys are views of memory that all threads share. */
export type TicketJob =
  | {
      readonly kind: "redeem";
      readonly secretKey: Uint8Array;
      /** Untrusted; it decodes. */
      readonly report: Uint8Array;
    }
  | {
      readonly kind: "issue";
      /** Untrusted; only its claim code has been looked at. */
      readonly request: Uint8Array;
      readonly purpose: TicketPurpose;
      readonly epoch: number;
      /** Null for a decoy. */
      readonly keys: TicketKeyPair | null;
    };

/** What comes back: whether a report is genuine, or the answer to a request for tickets. */
export type TicketResult = boolean | Uint8Array;

/** What a thread sends for each job, in whatever order. */
export type TicketAnswer =
  | { readonly number: number; readonly result: TicketResult }
  | { readonly number: number; readonly code: ProtocolErrorCode | null; readonly message: string };

/** Do it. @throws ProtocolError when the request does not decode. */
export function doTicketJob(job: TicketJob, group: Group): TicketResult {
  if (job.kind === "redeem") {
    const { nonce } = decodeReport(job.report);
    return verifyReport(job.report, ticketOutput(job.secretKey, nonce, group));
  }
  const { purpose, epoch, keys } = job;
  const request = decodeTicketRequest(job.request, group);
  if (keys === null) return decoyTicketResponse(request, purpose, epoch, group);
  return issueTickets(request, purpose, epoch, keys, group);
}
