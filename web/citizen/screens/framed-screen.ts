import { LitElement } from "lit";
import { query } from "lit/decorators.js";
import "../../parts/screen-frame.ts";
import type { ScreenFrame } from "../../parts/screen-frame.ts";

/** A screen in a `celadon-frame`: the page puts the focus on its heading when it arrives. */
export abstract class FramedScreen extends LitElement {
  @query("celadon-frame") protected frame!: ScreenFrame;

  /** Put the focus on the heading. */
  focusHeading(): void {
    this.frame.focusHeading();
  }
}
