import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import "../../parts/claim-field.ts";
import type { ClaimField, ClaimTypedEvent } from "../../parts/claim-field.ts";
import { claimCodeInLink, readClaim } from "../../parts/claim-words.ts";
import { type ReleaseRequest, readReleaseRequest } from "../../parts/release-request.ts";
import { cameraHelp } from "../../parts/scanner/camera-help.ts";
import "../../parts/scanner/code-camera.ts";
import type { CameraTroubleEvent, CodeSeenEvent } from "../../parts/scanner/code-camera.ts";
import { controls } from "../../style/controls.ts";

/** A claim code that can be one was given, perhaps with the hours that it is for. */
export class CodeGivenEvent extends Event {
  static readonly type = "code-given";
  readonly request: ReleaseRequest;
  constructor(request: ReleaseRequest) {
    super(CodeGivenEvent.type);
    this.request = request;
  }
}

/**
 * Where the authority's claim code, or its request link, is typed, pasted or scanned. It sends nothing.
 *
 * @element venue-code-step
 * @fires code-given
 */
@customElement("venue-code-step")
export class CodeStep extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
        justify-items: start;
      }
      celadon-claim-field,
      celadon-code-camera,
      .card {
        justify-self: stretch;
      }
      celadon-code-camera {
        min-block-size: min(44dvh, 22rem);
      }
    `,
  ];

  /** From a link, or typed before. */
  @property() draft = "";

  @state() private problem: string | null = null;
  @state() private isScanning = false;
  @state() private trouble: CameraTroubleEvent["trouble"] | null = null;
  @query("celadon-claim-field") private field!: ClaimField;
  #hours: ReleaseRequest["hours"] = null;

  /** Take what stands in the field, or say what is wrong with it. */
  submit(): void {
    const reading = readClaim(this.field.text);
    this.problem = reading.kind === "problem" ? reading.problem : null;
    if (reading.kind === "code") this.#give({ claimCode: reading.code, hours: this.#hours });
    else this.field.focus();
  }

  protected override render() {
    return html`<celadon-claim-field
        .draft=${this.draft}
        .problem=${this.problem}
        @claim-typed=${this.#typed}
      ></celadon-claim-field>
      ${this.isScanning ? this.#renderCamera() : nothing}
      <button class="button" type="button" @click=${this.#changeWay}>
        ${this.isScanning ? msg("Stop the camera") : msg("Scan the claim code")}
      </button>`;
  }

  #renderCamera() {
    if (this.trouble !== null) {
      const { what, todo } = cameraHelp(this.trouble);
      return html`<section class="card" role="status">
        <h2>${what}</h2>
        <p>${this.trouble === "refused" ? todo : msg("Type the claim code you were given.")}</p>
      </section>`;
    }
    return html`<celadon-code-camera
      data-testid="camera"
      @code-seen=${this.#seen}
      @camera-trouble=${(event: CameraTroubleEvent) => (this.trouble = event.trouble)}
    ></celadon-code-camera>`;
  }

  #typed = ({ draft, typed }: ClaimTypedEvent): void => {
    const request = readReleaseRequest(typed);
    if (request !== null) this.#hours = request.hours;
    this.draft = draft;
    this.problem = null;
  };

  #seen = ({ text }: CodeSeenEvent): void => {
    const request = readReleaseRequest(text);
    const reading = readClaim(request?.claimCode ?? claimCodeInLink(text) ?? text);
    if (reading.kind === "code") this.#give({ claimCode: reading.code, hours: request?.hours ?? null });
    else
      this.problem = msg("This is not a claim code. Look for the code that the health authority gave you.");
  };

  #changeWay = (): void => {
    this.isScanning = !this.isScanning;
    this.trouble = null;
  };

  #give(request: ReleaseRequest): void {
    this.isScanning = false;
    this.dispatchEvent(new CodeGivenEvent(request));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-code-step": CodeStep;
  }
  interface HTMLElementEventMap {
    "code-given": CodeGivenEvent;
  }
}
