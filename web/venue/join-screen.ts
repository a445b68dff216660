import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  decodeFrame,
  type FrameCollection,
  frameCount,
  frameKind,
  joinFrames,
  ProtocolError,
  takeFrame,
} from "../../protocol/index.ts";
import { cameraHelp } from "../parts/scanner/camera-help.ts";
import "../parts/scanner/code-camera.ts";
import type { CameraTroubleEvent, CodeSeenEvent } from "../parts/scanner/code-camera.ts";
import "../parts/screen-frame.ts";
import { controls } from "../style/controls.ts";
import { VenueActEvent } from "./act-event.ts";
import { VenueError } from "./errors.ts";
import { fieldStyle } from "../style/field-style.ts";
import { type JoinProblem, joinProblemWords } from "./join-problem.ts";
import "./region-note.ts";
import { decodeSecondDisplay, placeOfSecondDisplay } from "./second-display.ts";
import type { RegionState } from "./state.ts";

/**
 * Makes this device a second display: its camera reads the cover that the first one shows.
 *
 * @element venue-join
 * @fires venue-act
 */
@customElement("venue-join")
export class JoinScreen extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    css`
      celadon-code-camera {
        min-block-size: min(52dvh, 26rem);
      }
    `,
  ];

  @property({ attribute: false }) region: RegionState = { kind: "unknown", trouble: null };
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  @state() private collection: FrameCollection | null = null;
  @state() private problem: JoinProblem | null = null;
  @state() private trouble: CameraTroubleEvent["trouble"] | null = null;

  protected override render() {
    return html`<celadon-frame heading=${msg("A second display")} back-label=${msg("Back to all places")}>
      ${this.region.kind === "known" ? this.#renderCamera() : nothing}
      <div role="alert">
        ${
          this.problem === null
            ? nothing
            : html`<p class="problem" data-testid="join-problem">${joinProblemWords(this.problem)}</p>`
        }
      </div>
      <venue-region-note .region=${this.region}></venue-region-note>
    </celadon-frame>`;
  }

  #renderCamera() {
    if (this.trouble !== null) {
      const { what, todo } = cameraHelp(this.trouble);
      return html`<section class="card" role="status">
        <h2>${what}</h2>
        <p>
          ${this.trouble === "refused" ? todo : msg("Bring the place back with its recovery sheet instead.")}
        </p>
      </section>`;
    }
    const { collection } = this;
    const parts = collection === null ? 0 : frameCount(collection.length);
    return html`<celadon-code-camera
        data-testid="camera"
        quick
        @code-seen=${this.#seen}
        @camera-trouble=${(event: CameraTroubleEvent) => (this.trouble = event.trouble)}
      ></celadon-code-camera>
      <p class="soft figures" role="status">
        ${
          collection === null || parts === 1
            ? msg("On the first display tap “A second display”, then hold this one’s camera over its code.")
            : msg(str`${collection.chunks.size} of ${parts} parts are here. Hold still until all are.`)
        }
      </p>`;
  }

  #seen = (event: CodeSeenEvent): void => {
    this.problem = this.#problemOf(event.text);
    // What did not fit may fit soon: the code is shown anew every half minute.
    if (this.problem !== null) this.collection = null;
  };

  /** Take what the camera saw. @returns What is wrong with it; `null` when it fits so far. */
  #problemOf(text: string): JoinProblem | null {
    if (frameKind(text) !== "display") return "not-display";
    try {
      this.collection = takeFrame(this.collection, decodeFrame(text));
      const whole = joinFrames(this.collection);
      if (whole !== null && this.region.kind === "known") {
        const place = placeOfSecondDisplay(decodeSecondDisplay(whole), this.region.region, this.now);
        this.dispatchEvent(new VenueActEvent({ kind: "join", place }));
      }
      return null;
    } catch (error) {
      if (error instanceof VenueError) return error.code;
      if (error instanceof ProtocolError) return "wrong-check";
      throw error;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-join": JoinScreen;
  }
}
