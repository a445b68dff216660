/** The person is called otherwise from now on. */
export class RenamedEvent extends Event {
  static readonly type = "authority-renamed";
  readonly name: string;
  constructor(name: string) {
    super(RenamedEvent.type, { bubbles: true, composed: true });
    this.name = name;
  }
}

declare global {
  interface HTMLElementEventMap {
    "authority-renamed": RenamedEvent;
  }
}
