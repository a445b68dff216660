import type { VisitChange } from "../../device/device.ts";

/** Looking after visits that are written down. */
export type DiaryAct =
  /** Effect: change a visit. */
  | {
      readonly do: "edit-visit";
      readonly id: string;
      readonly change: VisitChange;
    }
  | { readonly do: "start-editing" }
  | { readonly do: "stop-editing" }
  | { readonly do: "edit-refused"; readonly problem: string }
  /** Effect: delete a visit. */
  | { readonly do: "delete-visit"; readonly id: string }
  /** Effect: delete several, and days at home with them. */
  | {
      readonly do: "delete-visits";
      readonly ids: readonly string[];
      readonly atHome: readonly string[];
    }
  | { readonly do: "visit-gone"; readonly id: string }
  /** Effect: mark a visit's warning as settled, or as standing again. */
  | { readonly do: "settle"; readonly id: string; readonly settled: boolean };
