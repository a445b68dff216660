import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { icon } from "../../parts/mark.ts";
import { clockTime, pageReader, type Reader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { type CheckName, checkNames, verdictOf } from "../checks.ts";
import { LogActEvent } from "../act-event.ts";
import { openView, type LogView } from "../session.ts";
import { checkSentence, checkTitle, type Failure, firstFailure } from "../words/check-words.ts";
import { figure } from "../words/number-words.ts";
import { sentences } from "../../parts/sentences.ts";

/** From here on a bar shows how far it is, seconds. */
const barAfterSeconds = 1;

/** How long "just now" is true, seconds. */
const justNowSeconds = 90;

/**
 * Whether what the page shows has been checked, and what came of it.
 *
 * @element log-check-card
 * @fires log-act
 */
@customElement("log-check-card")
export class CheckCard extends LitElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }
      .card,
      .told {
        display: grid;
        gap: var(--space-4);
      }
      .card {
        padding: var(--space-5);
      }
      .broken {
        background: var(--ink);
        color: var(--paper);
      }
      .verdict {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--space-3) var(--space-4);
        align-items: center;
      }
      .seal {
        display: grid;
        place-items: center;
        inline-size: 48px;
        block-size: 48px;
        border-radius: 50%;
        background: var(--glaze-deep);
        color: var(--on-glaze-deep);
      }
      .broken .seal {
        border-radius: 8px;
        background: var(--paper);
        color: var(--ink);
      }
      .open .seal {
        background: none;
        color: var(--ink-soft);
        outline: 2px dashed var(--edge);
        outline-offset: -2px;
      }
      h2 {
        font: 500 var(--text-l) / 1.2 var(--serif);
      }
      progress {
        inline-size: 100%;
        block-size: 8px;
        border: 0;
        border-radius: 999px;
        background: var(--sunken);
        overflow: hidden;
        appearance: none;
      }
      progress::-webkit-progress-bar {
        background: var(--sunken);
      }
      progress::-webkit-progress-value {
        background: var(--glaze);
      }
      progress::-moz-progress-bar {
        background: var(--glaze);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3);
      }
      .broken .button {
        background: var(--paper);
        color: var(--ink);
      }
      .button[aria-disabled="true"] {
        cursor: default;
        opacity: 0.55;
      }
      .broken :focus-visible {
        outline-color: var(--paper);
      }
      summary {
        display: flex;
        align-items: center;
        min-block-size: var(--tap);
        font-weight: 600;
        text-decoration: underline;
        text-underline-offset: 3px;
        cursor: pointer;
      }
      .checks {
        display: grid;
        gap: var(--space-4);
        padding-block: var(--space-2);
      }
      .checks li {
        display: grid;
        grid-template-columns: 24px 1fr;
        gap: var(--space-1) var(--space-3);
      }
      .checks strong,
      .checks span {
        grid-column: 2;
      }
      .checks svg,
      .checks .dash {
        grid-row: 1;
      }
      .checks strong {
        grid-row: 1;
      }
      .checks .dash {
        grid-column: 1;
        color: var(--ink-soft);
        text-align: center;
      }
      .small {
        font-size: var(--text-s);
        overflow-wrap: anywhere;
      }
      .card:not(.broken) .small {
        color: var(--ink-soft);
      }
    `,
  ];

  @property({ attribute: false }) view: LogView = openView;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const { audit, reading, trouble } = this.view;
    const failure = audit === null ? null : firstFailure(audit.checks);
    const verdict = audit === null ? "waiting" : verdictOf(audit.checks);
    const look = failure === null ? (verdict === "holds" ? "holds" : "open") : "broken";
    const reader = pageReader();
    return html`<div class="card ${look}" data-testid="verdict" data-verdict=${look}>
      <div class="told" role="status">
        <div class="verdict">
          <span class="seal">${icon(look === "broken" ? "cross" : look === "holds" ? "tick" : "scan")}</span>
          <h2>${this.#heading(look, reader)}</h2>
        </div>
        ${failure === null ? nothing : this.#renderFailure(failure)}
        ${look === "holds" ? html`<p>${msg("What you read below is what was signed. Nothing in it was changed since.")}</p>` : nothing}
      </div>
      ${reading === null ? nothing : this.#renderProgress(reader)}
      ${trouble === null ? nothing : this.#renderTrouble()}
      ${audit === null ? nothing : this.#renderChecks(failure !== null, reader)}
      <div class="actions">
        <button
          class="button"
          type="button"
          data-testid="look-again"
          aria-disabled=${reading !== null}
          @click=${this.#look}
        >
          ${msg("Look again")}
        </button>
        ${
          failure === null
            ? nothing
            : html`<button class="button" type="button" data-testid="save-evidence" @click=${this.#save}>
                ${msg("Save what was seen")}
              </button>`
        }
      </div>
    </div>`;
  }

  #heading(look: "holds" | "broken" | "open", reader: Reader): string {
    const { readAt, reading, trouble, audit } = this.view;
    if (look === "broken") return msg("This record does not hold");
    if (look === "holds" && readAt !== null) {
      return this.now - readAt < justNowSeconds
        ? msg("Checked here, in your browser, just now")
        : msg(str`Checked here, in your browser, at ${clockTime(readAt, reader)}`);
    }
    if (reading !== null) return msg("Reading and checking the record…");
    if (trouble !== null && audit === null) return msg("The record could not be fetched");
    return msg("Not everything could be checked");
  }

  #renderFailure(failure: Failure) {
    return html`<p data-testid="failure" data-check=${failure.name} data-reason=${failure.reason}>
        <strong>${failure.subject}:</strong> ${failure.sentence}
      </p>
      <p>
        ${
          failure.reason === "clock-behind"
            ? nothing
            : msg(
                "This can be a fault or deceit; from here they look the same. Do not rely on what this server says until it is explained. Save what was seen, and show it to someone who can compare it with what others see.",
              )
        }
      </p>
      <p class="small">${msg("In detail:")} <bdi lang="en">${failure.detail}</bdi>.</p>`;
  }

  #renderProgress(reader: Reader) {
    const { reading } = this.view;
    if (reading === null || this.now - reading.since < barAfterSeconds) return nothing;
    const { progress } = reading;
    if (progress === null) return html`<progress aria-label=${msg("Reading the record")}></progress>`;
    const [done, total] = [figure(progress.done, reader), figure(progress.total, reader)];
    const words =
      progress.of === "lines" ? msg(str`${done} of ${total} lines`) : msg(str`${done} of ${total} lists`);
    return html`<div>
      <progress
        aria-label=${msg("Reading the record")}
        max=${progress.total}
        value=${progress.done}
      ></progress>
      <p class="small figures">${words}</p>
    </div>`;
  }

  #renderTrouble() {
    const { trouble, audit, readAt } = this.view;
    const kept =
      audit === null || readAt === null
        ? msg("Nothing is shown, because nothing could be checked.")
        : msg(str`What you see is from ${clockTime(readAt, pageReader())}.`);
    return html`<p data-testid="trouble" data-trouble=${trouble ?? nothing}>
      ${sentences(
        trouble === "offline"
          ? msg("There is no connection, or the server does not answer.")
          : msg("What answered is no Celadon server, or one in trouble."),
        kept,
      )}
    </p>`;
  }

  #renderChecks(open: boolean, reader: Reader) {
    return html`<details ?open=${open}>
      <summary>${msg("What was checked, and how")}</summary>
      <ul class="checks">
        ${checkNames.map((name) => this.#renderCheck(name, reader))}
      </ul>
      <p class="small">
        ${msg("Your browser fetched the record and worked this out by itself. This page, though, comes from the same server: a deceitful one could send a page that pretends. How to check without it stands at the end.")}
      </p>
    </details>`;
  }

  #renderCheck(name: CheckName, reader: Reader) {
    const { audit, lists, seen } = this.view;
    if (audit === null) return nothing;
    const { state } = audit.checks[name];
    const sentence = checkSentence(name, { audit, lists, seen, now: this.now }, reader);
    return html`<li data-check=${name} data-state=${state}>
      ${
        state === "passed"
          ? icon("tick")
          : state === "failed"
            ? icon("cross")
            : html`<span class="dash" aria-hidden="true">–</span>`
      }
      <strong>${checkTitle(name)}</strong>
      <span>${sentence}</span>
    </li>`;
  }

  #look = (): void => {
    this.dispatchEvent(new LogActEvent("look"));
  };

  #save = (): void => {
    this.dispatchEvent(new LogActEvent("save-evidence"));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "log-check-card": CheckCard;
  }
}
