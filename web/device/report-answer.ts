import { DeviceError } from "./device-error.ts";
import type { ReportPart } from "./snapshot.ts";

/**
 * What an answer to a report means for the part that was sent.
 *
 * @param wasTried - It had been sent before, without an answer.
 * @param now - Unix seconds.
 * @throws DeviceError `server-trouble` when it is to be sent again.
 * @see SPEC.md §4.5
 */
export function fateOf(status: number, wasTried: boolean, now: number): ReportPart["fate"] {
  // Nobody else can have spent this ticket: an earlier attempt arrived, and the server has forgotten its body since.
  if (status === 204 || (status === 409 && wasTried)) return { kind: "sent", at: now, misses: 0 };
  if ([400, 403, 409, 410].includes(status)) return { kind: "refused" };
  throw new DeviceError("server-trouble", `/v1/reports: status ${status}`);
}
