/** Taking a sent report back. */
export type TakeBackAct =
  | { readonly do: "open-take-back" }
  | { readonly do: "take-back-typed"; readonly draft: string }
  | { readonly do: "take-back-choose"; readonly chosen: readonly string[] }
  /** Effect: the last tap. Begins to take back. */
  | { readonly do: "take-back-now" }
  | { readonly do: "take-back-begun" }
  | { readonly do: "take-back-refused"; readonly problem: string }
  /** Effect: leave it, as long as the claim code was not taken. */
  | { readonly do: "take-back-cancel" };
