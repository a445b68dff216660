/** What a person did on the page. */
export type LogAct = "look" | "look-further" | "save-evidence";

/** What a person did, on its way up to the root, which alone touches the network. */
export class LogActEvent extends Event {
  static readonly type = "log-act";
  readonly act: LogAct;
  constructor(act: LogAct) {
    super(LogActEvent.type, { bubbles: true, composed: true });
    this.act = act;
  }
}

declare global {
  interface HTMLElementEventMap {
    "log-act": LogActEvent;
  }
}
