import type { CaseDesk } from "./case-desk.ts";

/** What the person did, for the desk of the section to do. */
export class CaseActEvent extends Event {
  static readonly type = "case-act";
  readonly act: (desk: CaseDesk) => unknown;
  constructor(act: CaseActEvent["act"]) {
    super(CaseActEvent.type, { bubbles: true, composed: true });
    this.act = act;
  }
}

declare global {
  interface HTMLElementEventMap {
    "case-act": CaseActEvent;
  }
}
