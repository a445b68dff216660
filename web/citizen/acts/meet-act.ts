/** Showing one's own code. Moments are Unix seconds. */
export type MeetAct =
  /** Effect: begin a gathering. */
  | { readonly do: "host"; readonly name: string; readonly until: number }
  /** Effect: move its end. */
  | { readonly do: "extend-gathering"; readonly until: number }
  /** Effect: end it. */
  | { readonly do: "end-gathering" }
  | { readonly do: "gathering-ended" };
