/** Looking after visits that are written down. */
export type DiaryAct =
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
  /** Effect: delete several. */
  | { readonly do: "delete-visits"; readonly ids: readonly string[] }
  | { readonly do: "visit-gone"; readonly id: string }
  /** Effect: mark a visit's warning as settled, or as standing again. */
  | { readonly do: "settle"; readonly id: string; readonly settled: boolean };
