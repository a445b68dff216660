import type { OwnEntry } from "../../device/device.ts";

/** Writing down what has no code. */
export type ByHandAct =
  /** Effect: write a stay down. */
  | { readonly do: "write-down"; readonly entry: OwnEntry }
  | { readonly do: "written-down" }
  | { readonly do: "writing-refused"; readonly problem: string }
  /** Effect: note a day at home. `at` - Unix seconds. */
  | { readonly do: "stay-home"; readonly at: number };
