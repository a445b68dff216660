import type { Place } from "./place.ts";
import type { RecoverySheet } from "./recovery-sheet.ts";
import type { Route } from "./state.ts";

/** What a person did on a screen. */
export type VenueAct =
  | { readonly kind: "go"; readonly route: Route }
  | {
      readonly kind: "make";
      readonly name: string;
      readonly stayMinutes: number;
      /** Id of the place that gets this name. */
      readonly replaces: string | null;
    }
  | { readonly kind: "read-sheet"; readonly sheet: RecoverySheet }
  /** The sheet is kept: store the pass, forget the key, open the display. */
  | { readonly kind: "open-place"; readonly sheet: RecoverySheet }
  /** A first display's cover was read: store it, open the display. */
  | { readonly kind: "join"; readonly place: Place }
  | { readonly kind: "archive"; readonly placeId: string; readonly archived: boolean }
  /** Whether displays go dark around their code at night. */
  | { readonly kind: "dark-at-night"; readonly dark: boolean }
  | { readonly kind: "remove"; readonly placeId: string }
  | { readonly kind: "undo-remove" }
  | { readonly kind: "ask-region" }
  /** Take the region that this address serves now in place of the pinned one. */
  | { readonly kind: "change-region" }
  | { readonly kind: "trust-clock" };

/** What a person did, on its way up to the root, which alone touches storage and network. */
export class VenueActEvent extends Event {
  static readonly type = "venue-act";
  readonly act: VenueAct;
  constructor(act: VenueAct) {
    super(VenueActEvent.type, { bubbles: true, composed: true });
    this.act = act;
  }
}

declare global {
  interface HTMLElementEventMap {
    "venue-act": VenueActEvent;
  }
}
