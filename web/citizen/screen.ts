import type { LedgerEntry, ScannedPlace } from "../device/device.ts";
import type { CodeCheck } from "./code-check.ts";
import type { StorageUse } from "./storage-use.ts";
import type { NoticePermission } from "./notices/permission.ts";
import type { CameraTrouble } from "../parts/scanner/camera.ts";
import type { TransferScreen } from "./transfer/transfer-screen.ts";
import type { CodeProblem } from "./words/code-problem.ts";

/** What the page shows; one of these at a time. Moments are Unix seconds. */
export type Screen =
  | TransferScreen
  | { readonly at: "home" }
  /** Three cards on what this is. */
  | { readonly at: "welcome"; readonly card: number }
  | {
      readonly at: "scan";
      readonly way: "camera" | "text";
      readonly problem: CodeProblem | null;
      readonly trouble: CameraTrouble | "no-decoder" | null;
      /** What is scanned is a slip to be looked up, not a place to check in at. */
      readonly slip?: true;
    }
  | {
      readonly at: "confirm";
      readonly place: ScannedPlace;
      /** When the code was read. */
      readonly readAt: number;
      /** "I came earlier"; `null` for now. */
      readonly arrival: number | null;
      readonly stayMinutes: number;
      /** Who is there, too, without a phone. */
      readonly companions: readonly string[];
    }
  | { readonly at: "diary" }
  | { readonly at: "visit"; readonly id: string; readonly editing: boolean; readonly problem: string | null }
  /** A place without a code. */
  | { readonly at: "write-down"; readonly problem: string | null }
  | { readonly at: "why" }
  /** "Show my code": before it, and while it is shown. */
  | { readonly at: "meet" }
  /** "I am checked in". */
  | { readonly at: "card" }
  /** Before a rehearsal. */
  | { readonly at: "rehearsal" }
  | {
      readonly at: "report-code";
      readonly draft: string;
      readonly problem: string | null;
      /** Visits that were chosen with a code that was then refused. */
      readonly chosen: readonly string[];
      /** The code came with a link: the page offers to carry it over when the diary is empty. */
      readonly byLink: boolean;
    }
  | { readonly at: "report-visits"; readonly code: string; readonly chosen: readonly string[] }
  | {
      readonly at: "report-summary";
      readonly code: string;
      readonly chosen: readonly string[];
      readonly problem: string | null;
    }
  | { readonly at: "report-progress" }
  | {
      readonly at: "take-back";
      readonly draft: string;
      readonly chosen: readonly string[];
      readonly problem: string | null;
    }
  | { readonly at: "more" }
  | { readonly at: "record" }
  /** What is stored; `use` is `null` until it is measured. */
  | { readonly at: "stored"; readonly use: StorageUse | null }
  /** Every request; `null` until they are read. */
  | { readonly at: "ledger"; readonly entries: readonly LedgerEntry[] | null }
  | { readonly at: "rules" }
  | { readonly at: "verify"; readonly check: CodeCheck | "checking" | null }
  | { readonly at: "limits" }
  | { readonly at: "erase" }
  | {
      readonly at: "notices";
      readonly permission: NoticePermission;
      /** Whether this browser checks the lists while the page is closed. */
      readonly checksByItself: boolean;
    }
  | {
      readonly at: "lock";
      /** Whether this browser can seal at all, and whether it knows passkeys that can. */
      readonly canSeal: boolean;
      readonly canUsePasskeys: boolean;
      /** How far a passphrase is worked on, 0 to 1; `null` when none is. */
      readonly progress: number | null;
      readonly problem: string | null;
    }
  | {
      readonly at: "unlock";
      /** What is shown afterwards; `null` for the screen before. */
      readonly next: Screen | null;
      readonly progress: number | null;
      readonly problem: string | null;
    };
