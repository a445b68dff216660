/** The end of everything that is stored: by the person, or with the programme. */
export type EndingAct =
  /** Effect: the region's programme is over: wipe everything. */
  | { readonly do: "sunset" }
  | { readonly do: "ended" }
  /** Effect: erase everything. */
  | { readonly do: "erase" }
  | { readonly do: "erased" };
