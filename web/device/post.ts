import { DeviceError } from "./device-error.ts";
import { relayOrder, relaysOf } from "./relays.ts";
import type { Answer, Requests } from "./request.ts";
import type { Snapshot, StoredReport } from "./snapshot.ts";

/** Sends bytes of a report to the region's server, as {@link Requests.post}. */
export type Post = (path: string, content: Uint8Array, signal: AbortSignal | undefined) => Promise<Answer>;

/**
 * How the requests of a report, or of a decoy session, go out: through a relay where the newest rules name some, directly where they never did.
 *
 * @param requests - The way out for this report.
 * @returns It throws DeviceError `no-relay` where the rules named relays when the person said yes, and name none now.
 * @see SPEC.md §4.14
 */
export function postFor(
  report: Pick<StoredReport, "id" | "throughRelay">,
  snapshot: Snapshot,
  requests: Requests,
): Post {
  const ohttp = relaysOf(snapshot);
  if (ohttp !== null) {
    const order = relayOrder(report, ohttp.relays);
    return async (...request) => {
      const { postThroughRelay } = await import("./relayed-request.ts");
      return postThroughRelay(requests, ohttp.keyConfig, order, ...request);
    };
  }
  if (report.throughRelay === undefined) return (...request) => requests.post(...request);
  return () => Promise.reject(new DeviceError("no-relay", "the rules name no relay any more"));
}
