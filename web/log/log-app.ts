import { msg } from "@lit/localize";
import { bytesToHex } from "@noble/hashes/utils.js";
import { LitElement, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { sunsetOf, textFor } from "../../protocol/index.ts";
import { allTexts, beginLanguage } from "../locales/page-language.ts";
import { mark } from "../parts/mark.ts";
import "../parts/language-switch.ts";
import { saveFile } from "../parts/save-file.ts";
import { pageReader, readerLanguages } from "../parts/time-words.ts";
import { controls } from "../style/controls.ts";
import { trialBar } from "../style/trial-bar.ts";
import { LogActEvent } from "./act-event.ts";
import type { Audit } from "./audit.ts";
import "./elements/check-card.ts";
import "./elements/events-section.ts";
import "./elements/lines-section.ts";
import "./elements/lists-section.ts";
import "./elements/people-section.ts";
import "./elements/rules-section.ts";
import { sectionStyle } from "./elements/section-style.ts";
import "./elements/verify-section.ts";
import { appStyle } from "./log-style.ts";
import { serverSource } from "./record-source.ts";
import { evidenceOf, LogSession, openView, type LogView } from "./session.ts";
import { countdown } from "./words/number-words.ts";

const quorumOfTrial = 2;

/** How often the page looks at the clock when nothing is under way. */
const idleSeconds = 20;

/**
 * The public record: gives the session a clock, an address and a page.
 *
 * @element celadon-log
 */
@customElement("celadon-log")
export class LogApp extends LitElement {
  static override styles = [controls, sectionStyle, trialBar, appStyle];

  @state() private view: LogView = openView;
  @state() private now = clock();
  /** The page knows its language: until then nothing is drawn. */
  @state() private ready = false;

  readonly #session = new LogSession({
    source: serverSource((input, init) => fetch(input, init), location.origin),
    storage: () => sessionStorage,
    now: clock,
    changed: () => {
      this.view = this.#session.view;
      if (this.view.reading === null) this.now = clock();
    },
  });
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener(LogActEvent.type, this.#act);
    addEventListener("online", this.#online);
    this.#timer = setInterval(this.#tick, 1000);
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("online", this.#online);
    clearInterval(this.#timer);
  }

  async #open(): Promise<void> {
    await allTexts();
    await beginLanguage(() => msg("Celadon: the public record"));
    this.ready = true;
    await this.#session.look();
  }

  /** Every second while something is under way; else nothing on the page changes so fast. */
  #tick = (): void => {
    if (this.view.reading !== null || clock() - this.now >= idleSeconds) this.now = clock();
  };

  #online = (): void => {
    if (this.view.trouble !== null) void this.#session.look();
  };

  #act = ({ act }: LogActEvent): void => {
    if (act === "look") void this.#session.look();
    if (act === "look-further") void this.#session.lookFurther();
    if (act === "save-evidence")
      saveFile({
        name: "celadon-record.json",
        type: "application/json",
        text: evidenceOf(this.view, location.href),
      });
  };

  protected override render() {
    if (!this.ready) return html`<slot></slot>`;
    const { audit } = this.view;
    const newest = audit?.rules.at(-1)?.manifest;
    const isTrial = newest !== undefined && newest.quorum < quorumOfTrial;
    return html`${
        isTrial
          ? html`<aside class="trial" data-testid="trial-region">
              ${msg("Trial region: nobody else watches this list.")}
            </aside>`
          : nothing
      }
      <header>${mark}<span class="name">Celadon</span><celadon-language></celadon-language></header>
      <main>
        <div class="top">
          ${this.#renderRegion(audit)}
          <log-check-card .view=${this.view} .now=${this.now}></log-check-card>
        </div>
        ${audit === null ? nothing : this.#renderRecord(audit)}
      </main>`;
  }

  #renderRegion(audit: Audit | null) {
    const newest = audit?.rules.at(-1)?.manifest;
    if (newest === undefined) {
      return html`<div class="lead">
        <h1>${msg("The public record")}</h1>
        <p class="purpose">
          ${msg("What this region has published, by which rules, who signed them, and when it ends.")}
        </p>
      </div>`;
    }
    return html`<div class="lead">
      <p class="kicker">${msg("The public record of")}</p>
      <h1 data-testid="region"><bdi>${textFor(newest.region.name, readerLanguages())}</bdi></h1>
      <p class="purpose" data-testid="purpose"><bdi>${textFor(newest.purpose, readerLanguages())}</bdi></p>
    </div>`;
  }

  #renderRecord(audit: Audit) {
    const newest = audit.rules.at(-1)?.manifest;
    if (newest === undefined || audit.checks.checkpoint.state !== "passed") return this.#renderNothing();
    const { words, sentence } = countdown(sunsetOf(newest), this.now, pageReader());
    return html`<section aria-labelledby="end" data-testid="sunset">
        <h2 id="end">${msg("Until it ends")}</h2>
        <div class="content">
          <p class="big">${words}</p>
          <p>${sentence}</p>
        </div>
      </section>
      <log-rules .rules=${audit.rules} .now=${this.now}></log-rules>
      <log-people .audit=${audit}></log-people>
      ${audit.checks.entries.state === "passed" && audit.checks.continued.state !== "failed" ? this.#renderLines(audit) : this.#renderNothing()}
      <log-verify
        .origin=${location.origin}
        .rootHash=${audit.region === null ? "" : bytesToHex(audit.region.hash)}
      ></log-verify>`;
  }

  #renderLines({ lines }: Audit) {
    const { lists, reading } = this.view;
    return html`<log-lists
        .lines=${lines}
        .read=${lists}
        ?busy=${reading !== null}
        .now=${this.now}
      ></log-lists>
      <log-events .lines=${lines}></log-events>
      <log-lines .lines=${lines} .lists=${lists.lists}></log-lines>`;
  }

  #renderNothing() {
    return html`<section aria-labelledby="rest" data-testid="not-shown">
      <h2 id="rest">${msg("The rest")}</h2>
      <div class="content">
        <p>
          ${msg("What would stand here is not shown: after a check that failed it would prove nothing. Look again later; a fault passes, and what was taken back stays missing.")}
        </p>
      </div>
    </section>`;
  }
}

function clock(): number {
  return Date.now() / 1000;
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-log": LogApp;
  }
}
