import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { SyncState } from "../../device/device.ts";
import { icon } from "../../parts/mark.ts";
import { ago, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Checking } from "../running.ts";
import { plural } from "../../parts/plural.ts";

/**
 * "It works": what was compared, that the test warning was found, and when.
 *
 * @element celadon-proof
 * @fires act - `check-now`.
 */
@customElement("celadon-proof")
export class ProofRow extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 4.75rem), 1fr));
        gap: var(--space-2);
        margin-block-start: var(--space-3);
        text-align: center;
      }
      dl div {
        display: flex;
        flex-direction: column-reverse;
        justify-content: flex-end;
      }
      dd {
        font: 500 var(--text-l) / 1.2 var(--serif);
        font-variant-numeric: tabular-nums;
        display: grid;
        place-items: center;
        block-size: 1.3em;
      }
      dd .stroke-icon {
        inline-size: 1.2em;
        block-size: 1.2em;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0 var(--space-3);
        margin-block: var(--space-2) calc(-1 * var(--space-2));
      }
      progress {
        inline-size: 100%;
        block-size: 6px;
        accent-color: var(--glaze-deep);
      }
      .trouble {
        margin-block-start: var(--space-3);
      }
    `,
  ];

  @property({ attribute: false }) sync!: SyncState;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;
  @property({ attribute: false }) checking: Checking | null = null;
  /** Why the last check failed, in words; `null` when it did not. */
  @property({ attribute: false }) trouble: string | null = null;

  protected override render() {
    const { sync } = this;
    const progress = this.checking?.progress ?? null;
    const reader = pageReader();
    const number = new Intl.NumberFormat(reader.language);
    const passed = sync.selfCheck === "passed";
    return html`<section class="card" aria-labelledby="heading" data-testid="proof">
      <h2 id="heading">
        ${passed ? msg("It works") : sync.selfCheck === "failed" ? msg("It does not work") : msg("Does it work?")}
      </h2>
      <dl>
        <div>
          <dt class="soft">
            ${plural(sync.batchesKept, msg("one: list on this phone | other: lists on this phone"))}
          </dt>
          <dd data-testid="proof-lists">${number.format(sync.batchesKept)}</dd>
        </div>
        <div>
          <dt class="soft">
            ${plural(sync.entriesKept, msg("one: entry compared | other: entries compared"))}
          </dt>
          <dd data-testid="proof-entries">${number.format(sync.entriesKept)}</dd>
        </div>
        <div>
          <dt class="soft">${passed ? msg("test warning found") : msg("test warning")}</dt>
          <dd data-testid="proof-self-check" data-self-check=${sync.selfCheck}>
            ${passed ? icon("tick") : sync.selfCheck === "failed" ? icon("cross") : "–"}
          </dd>
        </div>
      </dl>
      ${this.trouble === null ? nothing : html`<p class="soft trouble" data-testid="sync-trouble">${this.trouble}</p>`}
      <div class="foot">
        <p class="soft" role="status" data-testid="checked">
          ${
            this.checking !== null
              ? this.#progressWords(this.checking)
              : sync.last === null
                ? msg("Not checked yet")
                : msg(str`Checked ${ago(sync.last, this.now, reader)}`)
          }
        </p>
        <button
          class="button plain"
          type="button"
          data-testid="check-now"
          ?disabled=${this.checking !== null}
          @click=${this.#check}
        >
          ${msg("Check now")}
        </button>
      </div>
      ${
        progress === null || progress.total === 0
          ? nothing
          : html`<progress
              aria-label=${msg("Lists compared")}
              max=${progress.total}
              .value=${progress.done}
            ></progress>`
      }
    </section>`;
  }

  #progressWords({ progress }: Checking): string {
    return progress === null || progress.total === 0
      ? msg("Fetching the list …")
      : msg(str`Comparing list ${progress.done} of ${progress.total} …`);
  }

  #check = (): void => {
    this.dispatchEvent(new ActEvent({ do: "check-now" }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-proof": ProofRow;
  }
}
