import type { Act } from "./act.ts";

/** What a person did on a screen, on its way up to the root, which alone touches the device. */
export class ActEvent extends Event {
  static readonly type = "act";
  readonly act: Act;
  constructor(act: Act) {
    super(ActEvent.type, { bubbles: true, composed: true });
    this.act = act;
  }
}

declare global {
  interface HTMLElementEventMap {
    act: ActEvent;
  }
}
