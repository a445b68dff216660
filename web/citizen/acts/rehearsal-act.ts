import type { DeviceState } from "../../device/device.ts";
import type { RehearsalWish } from "../rehearsal/story.ts";

/** Showing a made-up colour. */
export type RehearsalAct =
  /** Effect: begin one. */
  | { readonly do: "rehearse"; readonly wish: RehearsalWish }
  | { readonly do: "rehearsing"; readonly device: DeviceState }
  /** Effect: end it. */
  | { readonly do: "end-rehearsal" }
  | { readonly do: "rehearsal-over"; readonly device: DeviceState };
