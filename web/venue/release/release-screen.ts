import { msg } from "@lit/localize";
import { bytesToHex } from "@noble/hashes/utils.js";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { BackEvent, type ScreenFrame } from "../../parts/screen-frame.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import "../region-note.ts";
import type { SheetProblem } from "../sheet-problem.ts";
import "../sheet-reader.ts";
import type { SheetReader, SheetReadEvent } from "../sheet-reader.ts";
import type { RegionState } from "../state.ts";
import "./code-step.ts";
import type { CodeGivenEvent, CodeStep } from "./code-step.ts";
import "../../parts/hours/hours-step.ts";
import type { HoursChosenEvent, HoursStep } from "../../parts/hours/hours-step.ts";
import "./preview-step.ts";
import "./record-card.ts";
import type { RecordActEvent } from "./record-card.ts";
import type { ReleaseRecord } from "./release-record.ts";
import type { ReleaseSession } from "./release-session.ts";
import type { ReleaseState, Task } from "./release-state.ts";
import { StepHistory } from "./step-history.ts";
import { taskProblemWords, workWords } from "./release-words.ts";

const steps = ["code", "sheet", "hours", "preview"] as const;

/**
 * Hours of a place are released, and what was released is taken back: the steps to it, and how far each is.
 *
 * @element venue-release
 */
@customElement("venue-release")
export class ReleaseScreen extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    css`
      .records {
        display: grid;
        gap: var(--space-4);
      }
      .undo {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
      }
    `,
  ];

  @property({ attribute: false }) session!: ReleaseSession;
  @property({ attribute: false }) state!: ReleaseState;
  @property({ attribute: false }) region: RegionState = { kind: "unknown", trouble: null };
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  @state() private refusal: SheetProblem | null = null;
  @query("celadon-frame") private frame!: ScreenFrame;
  @query("venue-code-step") private codeStep!: CodeStep;
  @query("venue-sheet-reader") private sheetReader!: SheetReader;
  @query("celadon-hours-step") private hoursStep!: HoursStep;
  readonly #history = new StepHistory(this, () => this.session.back());

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener(BackEvent.type, this.#back);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session.leave();
  }

  /** The screen may come later than its turn, with its code. */
  protected override firstUpdated(): void {
    void this.frame.updateComplete.then(() => this.frame.focusHeading());
  }

  protected override updated(changed: Map<string, unknown>): void {
    const before = changed.get("state") as ReleaseState | undefined;
    if (before === undefined) return;
    if (before.deleted !== this.state.deleted) this.#focusAfterDeletion();
    const [was, is] = [depthOf(before.task), depthOf(this.state.task)];
    if (was === is) return;
    this.refusal = null;
    if (is === 0) this.#history.end();
    else if (is > was) this.#history.push();
    scrollTo(0, 0);
    this.frame.focusHeading();
  }

  protected override render() {
    const { task } = this.state;
    const label = task === null ? this.#overviewLabel() : labelOf(task);
    return html`<celadon-frame
      heading=${headingOf(task)}
      back-label=${task === null ? msg("Back to all places") : msg("Back")}
      has-foot
    >
      ${task === null ? this.#renderOverview() : this.#renderTask(task)}
      <button
        slot="foot"
        class="button first"
        type="button"
        data-testid="release-go-on"
        ?disabled=${this.state.work !== null || this.region.kind === "unknown"}
        @click=${this.#goOn}
      >
        ${this.state.work === null ? label : msg("One moment…")}
      </button>
    </celadon-frame>`;
  }

  /** The card that was deleted, or the way back, is gone: the focus goes to where one can go on. */
  #focusAfterDeletion(): void {
    if (this.shadowRoot?.activeElement !== null) return;
    const undo = this.renderRoot.querySelector<HTMLElement>(".undo .button");
    if (undo === null) this.frame.focusHeading();
    else undo.focus();
  }

  #renderTask(task: Task) {
    const { work, policy } = this.state;
    return html`${this.#renderStep(task)}
      <div role="status">${work === null ? nothing : html`<p data-testid="work">${workWords(work)}</p>`}</div>
      <div role="alert">
        ${
          task.problem === null
            ? nothing
            : html`<p class="problem" data-testid="task-problem">
                ${taskProblemWords(task.problem, policy.retentionDays)}
              </p>`
        }
      </div>
      <venue-region-note .region=${this.region}></venue-region-note>`;
  }

  #renderStep(task: Task) {
    switch (task.step) {
      case "code":
        return html`<p>
            ${
              task.kind === "release"
                ? msg("The health authority gives you a claim code, as letters and digits or as a link.")
                : msg("For taking back, the health authority gives you a claim code of its own.")
            }
          </p>
          <venue-code-step .draft=${task.draft} @code-given=${this.#takeCode}></venue-code-step>
          <p class="soft">${msg("Nothing is sent yet. Next comes the recovery sheet.")}</p>`;
      case "sheet":
        return html`<p>
            ${msg("Take the recovery sheet of the place. With it alone can the codes of past hours be made; this device forgets it when you are done.")}
          </p>
          <venue-sheet-reader .refusal=${this.refusal} @sheet-read=${this.#takeSheet}></venue-sheet-reader>`;
      case "hours":
        return html`<p>
            ${
              task.kind === "release"
                ? msg("Choose exactly the hours that the health authority asks for, at most 24.")
                : msg("Choose the hours that were released by mistake.")
            }
          </p>
          <celadon-hours-step
            .asked=${task.window ?? task.asked}
            .policy=${this.state.policy}
            .now=${this.now}
            @hours-chosen=${({ window }: HoursChosenEvent) => void this.session.giveHours(window)}
          ></celadon-hours-step>`;
      case "preview":
        return html`<venue-preview-step
          .task=${task}
          .policy=${this.state.policy}
          ?relayed=${this.region.kind === "known" && this.region.region.relayed}
        ></venue-preview-step>`;
    }
  }

  #renderOverview() {
    const { records, deleted } = this.state;
    const isNew = records.length === 0 && deleted === null;
    return html`${isNew ? nothing : this.#renderRecords()}
      <p class=${isNew ? "" : "soft"}>
        ${msg("When somebody who was here is ill, the health authority may ask you for some hours. Everybody who was checked in then is warned by their own phone. Nobody learns who they are.")}
      </p>
      <p class=${isNew ? "" : "soft"}>
        ${msg("You need the claim code of the health authority, and the recovery sheet of the place. Nothing is sent before the last step.")}
      </p>
      <venue-region-note .region=${this.region}></venue-region-note>
      <div>
        <button
          class="button plain"
          type="button"
          data-testid="retract-unknown"
          @click=${() => this.session.beginRetraction(null)}
        >
          ${msg("Take back what was sent from another device")}
        </button>
      </div>`;
  }

  #renderRecords() {
    const { records, deleted } = this.state;
    return html`<section class="records" aria-labelledby="records" @record-act=${this.#recordAct}>
      <h2 id="records">${msg("From this device")}</h2>
      ${
        deleted === null
          ? nothing
          : html`<div class="card undo" data-testid="record-deleted">
              <p>${msg("Deleted from this device. What was sent stands.")}</p>
              <button class="button" type="button" @click=${() => void this.session.undoDelete()}>
                ${msg("Undo")}
              </button>
            </div>`
      }
      ${records.map((record) => this.#renderRecord(record))}
    </section>`;
  }

  #renderRecord(record: ReleaseRecord) {
    const { records, sendings, trouble } = this.state;
    return html`<venue-record-card
      .record=${record}
      .sending=${sendings.find(({ visits }) => visits.some(({ visitId }) => visitId === record.id)) ?? null}
      .trouble=${trouble}
      ?returned=${records.some(({ of, stand }) => of === record.id && stand.at === "published")}
    ></venue-record-card>`;
  }

  #overviewLabel(): string {
    return this.state.records.length === 0 ? msg("Begin") : msg("Warn of other hours");
  }

  #goOn = (): void => {
    const { task } = this.state;
    if (task === null) return this.session.begin();
    switch (task.step) {
      case "code":
        return this.codeStep.submit();
      case "sheet":
        return this.sheetReader.readTyped();
      case "hours":
        return this.hoursStep.submit();
      case "preview":
        void this.session.send();
    }
  };

  #takeCode = ({ request: { claimCode, hours } }: CodeGivenEvent): void => {
    this.session.giveCode(claimCode, hours);
  };

  #takeSheet = ({ sheet }: SheetReadEvent): void => {
    if (this.region.kind !== "known") return;
    const isOther = bytesToHex(this.region.region.id) !== bytesToHex(sheet.regionId);
    this.refusal = isOther ? "other-region" : null;
    if (!isOther) void this.session.giveSheet(sheet);
  };

  #recordAct = ({ act, record }: RecordActEvent): void => {
    switch (act) {
      case "stop":
        return void this.session.stop(record);
      case "look":
        return void this.session.look();
      case "take-back":
        return this.session.beginRetraction(record);
      case "again":
        return record.kind === "release"
          ? this.session.begin("", record.window)
          : this.session.beginRetraction(this.state.records.find(({ id }) => id === record.of) ?? null);
      case "delete":
        void this.session.delete(record);
    }
  };

  /** Within the steps, the page's way back is the browser's. */
  #back = (event: BackEvent): void => {
    if (this.state.task === null) return;
    event.stopPropagation();
    if (!this.#history.back()) this.session.back();
  };
}

function depthOf(task: Task | null): number {
  return task === null ? 0 : steps.indexOf(task.step) + 1;
}

function headingOf(task: Task | null): string {
  switch (task?.step) {
    case undefined:
      return msg("Warn the visitors of some hours");
    case "code":
      return task?.kind === "retraction" ? msg("Take it back") : msg("The claim code");
    case "sheet":
      return msg("The recovery sheet");
    case "hours":
      return msg("Which hours?");
    case "preview":
      return msg("Before anything is sent");
  }
}

function labelOf({ step, kind }: Task): string {
  if (step !== "preview") return msg("Go on");
  return kind === "release" ? msg("Warn these visitors now") : msg("Take it back now");
}

declare global {
  interface HTMLElementTagNameMap {
    "venue-release": ReleaseScreen;
  }
}
