import type { ScannedPlace } from "../../device/device.ts";
import type { CameraTrouble } from "../../parts/scanner/camera.ts";
import type { CodeProblem } from "../words/code-problem.ts";

/** Scanning, checking in and leaving. */
export type CheckInAct =
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
  | { readonly do: "choose-companions"; readonly companions: readonly string[] }
  /** Effect: begin the visit. */
  | { readonly do: "check-in" }
  | { readonly do: "checked-in" }
  /** Effect: end the visit. */
  | { readonly do: "leave" }
  /** Effect: say that a visit ended by itself. */
  | { readonly do: "visit-ended"; readonly id: string };
