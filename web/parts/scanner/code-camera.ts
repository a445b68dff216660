import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";
import { type Camera, CameraError, type CameraTrouble, openCamera } from "./camera.ts";
import { type CodeReader, openCodeReader } from "./code-reader.ts";

/** Rest between two looks, ms: leaves the phone cool and is still faster than a hand. */
const restMilliseconds = 90;

/** The same, ms, while codes come one after the other. */
const shortRestMilliseconds = 15;

/** A QR code came into view. The text is untrusted. */
export class CodeSeenEvent extends Event {
  static readonly type = "code-seen";
  readonly text: string;
  constructor(text: string) {
    super(CodeSeenEvent.type, { bubbles: true, composed: true });
    this.text = text;
  }
}

/** There will be no picture, or nothing that can read it. */
export class CameraTroubleEvent extends Event {
  static readonly type = "camera-trouble";
  readonly trouble: CameraTrouble | "no-decoder";
  constructor(trouble: CameraTrouble | "no-decoder") {
    super(CameraTroubleEvent.type, { bubbles: true, composed: true });
    this.trouble = trouble;
  }
}

/**
 * The rear camera's picture, looked at for QR codes until the element goes away or the page is hidden.
 * The picture never leaves the device.
 *
 * @element celadon-code-camera
 * @fires code-seen - For every new text; the same text again only after another one or {@link CodeCamera.forget}.
 * @fires camera-trouble
 */
@customElement("celadon-code-camera")
export class CodeCamera extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        position: relative;
        overflow: hidden;
        border-radius: var(--radius);
        background: #0b1213;
        color: #eaf0ed;
      }
      video {
        grid-area: 1 / 1;
        inline-size: 100%;
        block-size: 100%;
        min-block-size: 0;
        object-fit: cover;
      }
      .aim {
        grid-area: 1 / 1;
        place-self: center;
        inline-size: min(68%, 20rem);
        color: #fff;
        filter: drop-shadow(0 0 6px rgb(0 0 0 / 45%));
      }
      .wait {
        grid-area: 1 / 1;
        place-self: end center;
        padding: var(--space-4);
        color: #fff;
        text-shadow: 0 0 6px #000;
      }
      .torch {
        position: absolute;
        inset-block-end: var(--space-3);
        inset-inline-end: var(--space-3);
        background: rgb(0 0 0 / 60%);
        color: #fff;
      }
      .torch[aria-pressed="true"] {
        background: #fff;
        color: #17231f;
      }
    `,
  ];

  /** Codes come one after the other: hardly rest between two looks. */
  @property({ type: Boolean }) quick = false;

  @query("video") private video!: HTMLVideoElement;
  @state() private phase: "opening" | "looking" | "stopped" = "opening";
  @state() private hasTorch = false;
  @state() private torchOn = false;

  #camera: Camera | null = null;
  #reader: CodeReader | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = "";
  /** Raised by every stop, so that an opening that is overtaken by a stop switches its camera off again. */
  #turn = 0;

  /** Let the same code be seen again. */
  forget(): void {
    this.#last = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#follow);
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#follow);
    this.#stop();
  }

  #follow = (): void => {
    if (document.visibilityState === "hidden") this.#stop();
    else void this.#start();
  };

  async #start(): Promise<void> {
    if (this.#camera !== null) return;
    const turn = ++this.#turn;
    this.phase = "opening";
    try {
      const camera = await openCamera(this.quick ? "quick" : "fine");
      if (turn !== this.#turn) return camera.stop();
      this.#camera = camera;
      this.#reader ??= await openCodeReader();
      await this.updateComplete;
      this.video.srcObject = camera.stream;
      await this.video.play();
      if (turn !== this.#turn) return;
      this.hasTorch = camera.hasTorch;
      this.phase = "looking";
      this.#lookAgain();
    } catch (error) {
      // Leaving while the picture starts aborts `play`; that is no trouble.
      if (turn !== this.#turn) return;
      this.#stop();
      this.dispatchEvent(new CameraTroubleEvent(error instanceof CameraError ? error.trouble : "unknown"));
    }
  }

  #stop(): void {
    this.#turn++;
    clearTimeout(this.#timer);
    this.#camera?.stop();
    this.#camera = null;
    this.phase = "stopped";
    this.hasTorch = false;
    this.torchOn = false;
  }

  #lookAgain(): void {
    this.#timer = setTimeout(() => void this.#look(), this.quick ? shortRestMilliseconds : restMilliseconds);
  }

  async #look(): Promise<void> {
    const turn = this.#turn;
    const reader = this.#reader;
    if (reader === null || this.phase !== "looking") return;
    if (this.video.videoWidth === 0) return this.#lookAgain();
    let texts: readonly string[];
    try {
      texts = await reader.read(await createImageBitmap(this.video));
    } catch {
      if (turn !== this.#turn) return;
      this.#stop();
      this.dispatchEvent(new CameraTroubleEvent("no-decoder"));
      return;
    }
    if (turn !== this.#turn) return;
    const [text] = texts;
    if (text !== undefined && text !== this.#last) {
      this.#last = text;
      this.dispatchEvent(new CodeSeenEvent(text));
    }
    this.#lookAgain();
  }

  #toggleTorch = async (): Promise<void> => {
    try {
      await this.#camera?.setTorch(!this.torchOn);
      this.torchOn = !this.torchOn;
    } catch {
      this.hasTorch = false;
    }
  };

  protected override render() {
    return html`
      <video muted playsinline disablepictureinpicture aria-label=${msg("What the camera sees")}></video>
      <svg
        class="aim"
        viewBox="0 0 100 100"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        stroke-width="2.5"
      >
        <path
          d="M2 22V10a8 8 0 0 1 8-8h12m56 0h12a8 8 0 0 1 8 8v12m0 56v12a8 8 0 0 1-8 8H78m-56 0H10a8 8 0 0 1-8-8V78"
          stroke-linecap="round"
        />
      </svg>
      ${this.phase === "opening" ? html`<p class="wait" role="status">${msg("Opening the camera …")}</p>` : nothing}
      ${
        this.hasTorch
          ? html`<button
              class="button torch"
              type="button"
              aria-pressed=${this.torchOn ? "true" : "false"}
              @click=${this.#toggleTorch}
            >
              ${msg("Light")}
            </button>`
          : nothing
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-code-camera": CodeCamera;
  }
  interface HTMLElementEventMap {
    "code-seen": CodeSeenEvent;
    "camera-trouble": CameraTroubleEvent;
  }
}
