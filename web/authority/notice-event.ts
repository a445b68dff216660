import type { ToastMessage } from "../parts/toast.ts";

/** Something happened that one line at the foot of the page says, with at most one way back. */
export class NoticeEvent extends Event {
  static readonly type = "authority-notice";
  readonly message: ToastMessage;
  constructor(message: ToastMessage) {
    super(NoticeEvent.type, { bubbles: true, composed: true });
    this.message = message;
  }
}

declare global {
  interface HTMLElementEventMap {
    "authority-notice": NoticeEvent;
  }
}
