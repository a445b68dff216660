import type { FrameCollection } from "../../../protocol/index.ts";
import type { SyncProgress } from "../../device/device.ts";
import type { ClaimRefusal, DeviceErrorCode } from "../../device/sender.ts";
import type { JudgedVisit } from "./judged-visit.ts";
import type { Placement } from "./placement.ts";

/** Why nothing could be read from what was shown or chosen. */
export type ReadingProblem = "not-visits" | "other-kind" | "damaged" | "newer-version";

/** What is to be done with the visits of a case. */
export type CaseIntent = "warn" | "take-back";

/** The visits of a case, looked at and compared with the lists. */
export interface OpenCase {
  readonly intent: CaseIntent;
  /** Latest arrival first. */
  readonly visits: readonly JudgedVisit[];
  /** Where they stand in the lists, the latest list first. */
  readonly placements: readonly Placement[];
  /** Closing of the oldest and the newest list that was looked at, Unix seconds; `null` when there is none. */
  readonly comparedFrom: number | null;
  readonly comparedTo: number | null;
  /** Ids of visits to warn of. */
  readonly chosen: ReadonlySet<string>;
  /** Ids of placements to take back. */
  readonly returned: ReadonlySet<string>;
  /** One claim code has taken a part of the choice; this is the rest. */
  readonly isRest: boolean;
}

/** Why a claim code did not do. */
export type CodeProblem =
  | { readonly kind: "typed"; readonly words: string }
  | { readonly kind: "refused"; readonly reason: ClaimRefusal }
  | { readonly kind: "record"; readonly code: DeviceErrorCode };

/** Where one is with a case. Held in memory only. */
export type CaseState =
  | {
      readonly at: "begin";
      /** What the camera has collected; `null` while it is off. */
      readonly camera: { readonly collection: FrameCollection | null } | null;
      readonly problem: ReadingProblem | null;
    }
  | { readonly at: "checking"; readonly bytes: Uint8Array; readonly progress: SyncProgress | null }
  | { readonly at: "unchecked"; readonly bytes: Uint8Array; readonly problem: DeviceErrorCode }
  | { readonly at: "choosing"; readonly open: OpenCase }
  | {
      readonly at: "code";
      readonly open: OpenCase;
      readonly busy: boolean;
      readonly problem: CodeProblem | null;
    };

/** Nothing is open. */
export const noCase: CaseState = { at: "begin", camera: null, problem: null };
