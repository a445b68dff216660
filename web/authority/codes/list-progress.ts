import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { announce } from "../../parts/announce.ts";
import { plural } from "../../parts/plural.ts";
import { saveFile } from "../../parts/save-file.ts";
import { controls } from "../../style/controls.ts";
import { sectionStyle } from "../section-style.ts";
import { codeFile } from "./code-file.ts";
import { type HeldList, letListGo } from "./list-desk.ts";
import type { ListTrouble } from "./list-run.ts";
import { doneWords, runWords } from "./list-words.ts";

/** The person has done with the list, which has been forgotten here. */
export class ListDoneEvent extends Event {
  static readonly type = "list-done";
  constructor() {
    super(ListDoneEvent.type);
  }
}

/**
 * How far a list is, with pause and the file.
 *
 * @element authority-list-progress
 * @fires list-done
 */
@customElement("authority-list-progress")
export class ListProgress extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      :host {
        gap: var(--space-4);
      }
      progress {
        inline-size: 100%;
        block-size: 14px;
        border: 0;
        border-radius: 999px;
        background: var(--sunken);
        accent-color: var(--glaze-deep);
        overflow: hidden;
      }
      progress::-webkit-progress-bar {
        background: var(--sunken);
      }
      progress::-webkit-progress-value {
        background: var(--glaze-deep);
      }
      .done {
        font: 500 var(--text-l) / 1.2 var(--serif);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) held!: HeldList;

  /** Saving is under way. */
  @state() private saving = false;
  /** What came in the way of telling the server of the file. */
  @state() private untold: ListTrouble | null = null;
  #said = "";

  override connectedCallback(): void {
    super.connectedCallback();
    this.held.run.addEventListener("change", this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.held.run.removeEventListener("change", this.#changed);
  }

  #changed = (): void => {
    this.requestUpdate();
    const words = runWords(this.held.run.state);
    if (words !== this.#said) announce(words);
    this.#said = words;
  };

  protected override render() {
    const { run } = this.held;
    const { state: is, references, done, firstRow, coded } = run;
    const usedCount = coded.filter(({ code }) => code === null).length;
    const goesOn = is.at === "paused" || (is.at === "stopped" && is.trouble === "signed-out");
    const isDead = is.at === "stopped" && (is.trouble === "superseded" || is.trouble === "gone");
    return html`<p class="done" data-testid="list-done" data-state=${is.at}>
        ${doneWords(done, references.length)}
      </p>
      <progress max=${references.length} .value=${done} aria-label=${msg("Codes made")}></progress>
      <p>${runWords(is)}</p>
      ${
        firstRow === 0
          ? nothing
          : html`<p class="soft">
              ${plural(
                firstRow,
                msg(
                  "one: The first one is in the file that you saved before. | other: The first # are in the file that you saved before.",
                ),
              )}
            </p>`
      }
      ${
        usedCount === 0
          ? nothing
          : html`<p class="problem">
              ${plural(
                usedCount,
                msg(
                  "one: # row gets no code: the one it had has been used already. | other: # rows get no code: those they had have been used already.",
                ),
              )}
            </p>`
      }
      ${this.#renderSaved()}
      <div class="actions">
        ${
          is.at === "running" || is.at === "waiting"
            ? html`<button
                class="button"
                type="button"
                data-testid="pause"
                aria-disabled=${run.isPausing}
                @click=${() => run.pause()}
              >
                ${msg("Pause")}
              </button>`
            : nothing
        }
        ${
          goesOn
            ? html`<button
                class="button main"
                type="button"
                data-testid="go-on"
                @click=${() => void run.run()}
              >
                ${msg("Go on")}
              </button>`
            : nothing
        }
        ${
          coded.length > 0 && is.at !== "running" && !isDead
            ? html`<button
                class="button ${is.at === "complete" && run.hasUnsaved ? "main" : ""}"
                type="button"
                data-testid="save-file"
                aria-disabled=${this.saving}
                @click=${() => void this.#save()}
              >
                ${run.hasUnsaved ? msg("Save the file") : msg("Save the file again")}
              </button>`
            : nothing
        }
        ${
          (is.at === "complete" && !run.hasUnsaved) || isDead
            ? html`<button class="button" type="button" data-testid="list-finished" @click=${this.#finish}>
                ${msg("Done: forget the codes here")}
              </button>`
            : nothing
        }
      </div>`;
  }

  #renderSaved() {
    const { run } = this.held;
    if (this.untold !== null) {
      return html`<p class="problem" role="alert">
        ${
          this.untold === "superseded"
            ? msg("Not saved: this list has been taken up in another window, and these codes no longer work.")
            : msg(
                "The file is saved, but the server could not be told. Its codes work; do not take this list up again, or they are replaced.",
              )
        }
      </p>`;
    }
    if (run.hasUnsaved || run.coded.length === 0) return nothing;
    return html`<p data-testid="saved">
      ${msg("Saved. Look whether the file is there and opens; then give the codes to the people, and delete the file.")}
    </p>`;
  }

  #save = async (): Promise<void> => {
    if (this.saving) return;
    this.saving = true;
    const { run, file, references } = this.held;
    const headings = {
      reference: references.heading || msg("Reference"),
      code: msg("Claim code"),
      link: msg("Link"),
      validUntil: msg("Valid until"),
    };
    this.untold = await run.save((coded, rows) => {
      saveFile({
        name: `claim-codes-${run.firstRow + 1}-${rows}.csv`,
        type: "text/csv",
        text: codeFile(coded, headings, file, location.origin),
      });
    });
    this.saving = false;
  };

  #finish = (): void => {
    letListGo();
    this.dispatchEvent(new ListDoneEvent());
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-list-progress": ListProgress;
  }
  interface HTMLElementEventMap {
    "list-done": ListDoneEvent;
  }
}
