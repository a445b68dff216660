import type { FrameCollection } from "../../../protocol/index.ts";
import type { OpenedMove, ReadVisit, SlipAnswer } from "../../device/device.ts";
import type { MoveFile } from "../../device/move-file.ts";
import type { CameraTrouble } from "../../parts/scanner/camera.ts";

/** Screens of what goes from phone to phone, to a file, or by hand to the health authority. */
export type TransferScreen =
  /** Which of the two phones is this? `problem`: with the file that was chosen. */
  | { readonly at: "move"; readonly problem: string | null }
  | {
      readonly at: "move-out";
      readonly passphrase: string;
      readonly problem: string | null;
      /** How far the key is, 0 to 1; `null` when none is being made. */
      readonly share: number | null;
      /** What is to be shown or saved; `null` before. */
      readonly sealed: Uint8Array | null;
    }
  | {
      readonly at: "receive";
      readonly collection: FrameCollection | null;
      readonly problem: string | null;
      readonly trouble: CameraTrouble | "no-decoder" | null;
    }
  | {
      readonly at: "move-in";
      readonly file: MoveFile;
      readonly problem: string | null;
      readonly share: number | null;
      /** What it would bring; `null` before the passphrase has opened it. */
      readonly opened: OpenedMove | null;
      readonly taken: boolean;
    }
  | { readonly at: "hand-visit"; readonly id: string; readonly bytes: Uint8Array }
  | { readonly at: "take-visit"; readonly visit: ReadVisit }
  | {
      readonly at: "handover-visits";
      readonly chosen: readonly string[];
      /** Names and notes go along. */
      readonly withWords: boolean;
      readonly problem: string | null;
    }
  | {
      readonly at: "handover";
      readonly bytes: Uint8Array;
      readonly visits: number;
      readonly withWords: boolean;
    }
  | { readonly at: "export"; readonly withTokens: boolean }
  | { readonly at: "slip"; readonly answer: SlipAnswer };
