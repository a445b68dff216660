import type { BrokenLogReason, BrokenObject } from "./broken-log.ts";

/**
 * Why something could not be done on this device. A code exists only where a caller branches on it: the page gives each its
 * own sentence and mend.
 *
 * - `offline`: no answer from the network, or none in time. Try again later.
 * - `server-trouble`: the server answered with a failure, or without an object that it must keep. Try again later.
 * - `broken-log`: what was served is not what the log says, or the log is not the one seen before. Green turns grey.
 * - `wrong-region`: this address now serves another region than the one pinned at first start. Only erasing helps.
 * - `ended`: the region's programme was over before this device met it.
 * - `clock-behind`: the server closed a batch in this device's future, so its clock is behind.
 * - `storage-full`: the browser has no room left; nothing that was stored is lost.
 * - `no-region`: nothing was ever synced, so no code can be checked. One sync helps.
 * - `no-visit`: there is no such visit, or none is open.
 * - `report-running`: a report is still being sent.
 * - `nothing-to-report`: no chosen visit of the home region has a token that was not reported before.
 * - `locked`: the diary is locked; unlock it first.
 * - `wrong-key`: this passphrase or passkey does not open the lock. Nothing has changed.
 * - `lock-damaged`: what the lock had stored is damaged. Another way to unlock may still be good.
 * - `not-a-move`: the file is something else than a phone's content on its way to another phone.
 * - `damaged`: what was handed over is cut off or was changed on the way.
 * - `newer-version`: it was made by a newer version than this one.
 * - `wrong-passphrase`: the passphrase opens nothing.
 * - `other-region`: it comes from a phone that follows another region.
 * - `no-relay`: a report that is to go through a relay cannot: the rules name none any more, or the browser cannot seal what goes
 *   through one. It never goes directly.
 * - `too-old`: a visit that is handed over is older than what is kept.
 */
export type DeviceErrorCode =
  | "offline"
  | "server-trouble"
  | "broken-log"
  | "wrong-region"
  | "ended"
  | "clock-behind"
  | "storage-full"
  | "no-region"
  | "no-visit"
  | "report-running"
  | "nothing-to-report"
  | "locked"
  | "wrong-key"
  | "lock-damaged"
  | "not-a-move"
  | "damaged"
  | "newer-version"
  | "wrong-passphrase"
  | "other-region"
  | "no-relay"
  | "too-old";

/**
 * The error of `web/device`. Refused codes and bytes throw the protocol's `ProtocolError` instead; anything else that is
 * thrown is a bug, or the `AbortError` of a signal that the caller gave.
 */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly code: DeviceErrorCode;
  /** Only with `broken-log`: in which way. */
  readonly reason: BrokenLogReason | null;
  /** Only with `broken-log`: the checkpoint that contradicts what this device holds, a note, verbatim. */
  readonly served: string | null;
  /** Only with `broken-log`: what was not as it was signed. */
  readonly object: BrokenObject | null;

  /**
   * @param code - What callers branch on.
   * @param message - What was got and what was wanted; for developers, not for pages.
   */
  constructor(
    code: DeviceErrorCode,
    message: string,
    options?: ErrorOptions & {
      readonly reason?: BrokenLogReason;
      readonly served?: string;
      readonly object?: BrokenObject;
    },
  ) {
    super(message, options);
    this.code = code;
    this.reason = options?.reason ?? null;
    this.served = options?.served ?? null;
    this.object = options?.object ?? null;
  }
}
