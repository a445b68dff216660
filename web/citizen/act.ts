import type { DeviceErrorCode, DeviceState, ScannedPlace, SyncProgress } from "../device/device.ts";
import type { CameraTrouble } from "./scanner/camera.ts";
import type { SavedFile } from "./saved-file.ts";
import type { Screen } from "./screen.ts";
import type { CodeProblem } from "./words/code-problem.ts";

/** What the person did, or what came of it. Those marked "effect" also make the root call the device. */
export type Act =
  | {
      readonly do: "opened";
      readonly device: DeviceState;
      readonly introduced: boolean;
      readonly link: string | null;
    }
  | { readonly do: "no-storage" }
  | { readonly do: "device-changed"; readonly device: DeviceState }
  | { readonly do: "update-waiting" }
  /** Effect: let the newer version take over. */
  | { readonly do: "update-now" }
  // Going about.
  | { readonly do: "open"; readonly screen: Screen }
  | { readonly do: "back" }
  | { readonly do: "back-to"; readonly depth: number }
  | { readonly do: "welcome-card"; readonly card: number }
  /** Effect: remember that the cards were seen. */
  | { readonly do: "welcome-done" }
  // Scanning and checking in.
  | { readonly do: "scan-way"; readonly way: "camera" | "text" }
  | { readonly do: "camera-trouble"; readonly trouble: CameraTrouble | "no-decoder" }
  /** Effect: read the code. */
  | { readonly do: "code-text"; readonly text: string }
  /** Effect: look for a code in the picture. */
  | { readonly do: "code-picture"; readonly picture: Blob }
  | { readonly do: "code-refused"; readonly problem: CodeProblem }
  | { readonly do: "place-read"; readonly place: ScannedPlace; readonly now: number }
  | { readonly do: "choose-stay"; readonly minutes: number }
  | { readonly do: "choose-arrival"; readonly arrival: number | null }
  /** Effect: begin the visit. */
  | { readonly do: "check-in" }
  | { readonly do: "checked-in" }
  /** Effect: end the visit. */
  | { readonly do: "leave" }
  | { readonly do: "done" }
  /** Effect: say that something that goes on by itself could not. */
  | { readonly do: "trouble"; readonly problem: DeviceErrorCode }
  /** Effect: say that a visit ended by itself. */
  | { readonly do: "visit-ended"; readonly id: string }
  // Diary.
  /** Effect: change a visit. */
  | {
      readonly do: "edit-visit";
      readonly id: string;
      readonly change: { readonly arrival?: number; readonly leaving?: number; readonly note?: string };
    }
  | { readonly do: "start-editing" }
  | { readonly do: "stop-editing" }
  | { readonly do: "edit-refused"; readonly problem: string }
  /** Effect: delete a visit. */
  | { readonly do: "delete-visit"; readonly id: string }
  | { readonly do: "visit-gone"; readonly id: string }
  /** Effect: mark a visit's warning as settled, or as standing again. */
  | { readonly do: "settle"; readonly id: string; readonly settled: boolean }
  // Lists.
  /** Effect: sync now. */
  | { readonly do: "check-now" }
  | { readonly do: "checking"; readonly progress: SyncProgress | null }
  | { readonly do: "checked" }
  // Report.
  | { readonly do: "start-report"; readonly code: string; readonly byLink: boolean }
  | { readonly do: "code-typed"; readonly draft: string }
  | { readonly do: "claim-entered"; readonly draft: string }
  | { readonly do: "choose-visits"; readonly chosen: readonly string[] }
  | { readonly do: "review" }
  /** Effect: the last tap. Starts the report. */
  | { readonly do: "send-report" }
  | { readonly do: "report-started" }
  | { readonly do: "report-refused"; readonly problem: string }
  | { readonly do: "outbox"; readonly problem: DeviceErrorCode | null }
  /** Effect: take back what has not been sent. */
  | { readonly do: "cancel-report" }
  | { readonly do: "another-code"; readonly chosen: readonly string[] }
  /** Effect: let the person save a file. */
  | { readonly do: "save-file"; readonly file: SavedFile }
  /** Effect: begin anew with the log as it is served. */
  | { readonly do: "start-anew" }
  /** Effect: the region's programme is over: wipe everything. */
  | { readonly do: "sunset" }
  | { readonly do: "ended" }
  /** Effect: erase everything. */
  | { readonly do: "erase" }
  | { readonly do: "erased" };
