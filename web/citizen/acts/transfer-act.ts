import type { OpenedMove, ReadVisit, SlipAnswer } from "../../device/device.ts";
import type { MoveFile } from "../../device/move-file.ts";

/** Moving to another phone, handing visits over, looking slips up, saving the diary. */
export type TransferAct =
  // To another phone.
  /** Effect: make up a passphrase. */
  | { readonly do: "begin-move" }
  | { readonly do: "passphrase-made"; readonly passphrase: string }
  | { readonly do: "passphrase-typed"; readonly passphrase: string }
  /** Effect: seal everything with the passphrase. */
  | { readonly do: "pack-move" }
  | { readonly do: "key-share"; readonly share: number }
  | { readonly do: "move-packed"; readonly sealed: Uint8Array }
  | { readonly do: "transfer-refused"; readonly problem: string }
  /** Effect: let the person save or share bytes as a file. */
  | { readonly do: "save-bytes"; readonly name: string; readonly bytes: Uint8Array }
  // From another phone.
  /** Effect: when it completes a transfer, go on with it. */
  | { readonly do: "frame-seen"; readonly text: string }
  /** Effect: read the file. */
  | { readonly do: "move-file"; readonly file: Blob }
  | { readonly do: "move-read"; readonly file: MoveFile }
  /** Effect: open it. */
  | { readonly do: "open-move"; readonly passphrase: string }
  | { readonly do: "move-opened"; readonly opened: OpenedMove }
  /** Effect: take it. */
  | { readonly do: "take-move" }
  | { readonly do: "move-taken" }
  // One visit.
  /** Effect: make what the other phone scans. */
  | { readonly do: "hand-visit"; readonly id: string }
  | { readonly do: "visit-packed"; readonly id: string; readonly bytes: Uint8Array }
  | { readonly do: "visit-read"; readonly visit: ReadVisit }
  /** Effect: keep it. */
  | { readonly do: "keep-visit" }
  // Visits for the health authority.
  | { readonly do: "choose-handover"; readonly chosen: readonly string[]; readonly withWords: boolean }
  /** Effect: make what the authority reads. */
  | { readonly do: "pack-handover" }
  | { readonly do: "handover-packed"; readonly bytes: Uint8Array }
  // Slips.
  /** Effect: look it up. */
  | { readonly do: "check-slip"; readonly text: string }
  | { readonly do: "slip-checked"; readonly answer: SlipAnswer }
  // Export.
  | { readonly do: "export-tokens"; readonly withTokens: boolean }
  /** Effect: let the person save the diary. */
  | { readonly do: "save-diary" }
  /** Effect: print it. */
  | { readonly do: "print-diary" };
