import type { SyncProgress } from "../../device/device.ts";
import type { SavedFile } from "../../parts/save-file.ts";

/** Fetching the lists, and what is made of them. */
export type ListsAct =
  /** Effect: sync now. */
  | { readonly do: "check-now" }
  | { readonly do: "checking"; readonly progress: SyncProgress | null }
  | { readonly do: "checked" }
  /** Effect: begin anew with the log as it is served: of the home, or of the peer with this hash of its root. */
  | { readonly do: "start-anew"; readonly peer?: string }
  /** Effect: let the person save a file. */
  | { readonly do: "save-file"; readonly file: SavedFile };
