import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { ticketsPerClaim } from "../../../protocol/index.ts";
import { type ClaimField } from "../../parts/claim-field.ts";
import "../../parts/claim-field.ts";
import { plural } from "../../parts/plural.ts";
import { longDuration } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { sectionStyle } from "../section-style.ts";
import { CaseActEvent } from "./case-act.ts";
import type { CaseState } from "./case-state.ts";
import { codeProblemWords } from "./case-words.ts";
import { nextLoad } from "./open-case.ts";

/**
 * The last step: the claim code, what is sent with it, and what that gives away.
 *
 * @element authority-case-code
 * @fires case-act
 */
@customElement("authority-case-code")
export class CaseCode extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      form {
        display: grid;
        gap: var(--space-4);
        max-inline-size: 26rem;
      }
      ul.facts {
        display: grid;
        gap: var(--space-2);
        max-inline-size: 40rem;
        padding-inline-start: 1.2em;
        list-style: disc;
      }
    `,
  ];

  @property({ attribute: false }) state!: CaseState & { at: "code" };
  /** Over how many minutes the messages leave: the region's rule. */
  @property({ type: Number }) reportMinutes = 5;
  /** The region names relays, so that its server does not see where messages come from. */
  @property({ type: Boolean }) relayed = false;

  @query("celadon-claim-field") private field!: ClaimField;

  override firstUpdated(): void {
    void this.field.updateComplete.then(() => this.field.focus());
  }

  protected override render() {
    const { open, busy, problem } = this.state;
    const { count, rest } = nextLoad(open);
    const isWarning = open.intent === "warn";
    return html`<section aria-labelledby="code-step">
      <h2 id="code-step">
        ${
          isWarning
            ? plural(count, msg("one: Warn of # visit | other: Warn of # visits"))
            : plural(count, msg("one: Take back # entry | other: Take back # entries"))
        }
      </h2>
      ${
        rest === null
          ? nothing
          : html`<p class="problem">
              ${msg("One claim code takes the newest; what is left comes afterwards, with another code.")}
            </p>`
      }
      <p class="lead">
        ${
          isWarning
            ? msg(
                "It takes a claim code that confirms. Two people make one: ask for it under Claim codes, and let a colleague approve it.",
              )
            : msg(
                "It takes a claim code that takes back. Two people make one: ask for it under Claim codes, and let a colleague approve it.",
              )
        }
      </p>
      <form @submit=${this.#submit} novalidate>
        <celadon-claim-field
          .problem=${problem === null ? null : codeProblemWords(problem, open.intent)}
        ></celadon-claim-field>
        <div class="actions">
          <button class="button main" type="submit" data-testid="send-case" aria-disabled=${busy}>
            ${busy ? msg("One moment.") : isWarning ? msg("Send now") : msg("Take back now")}
          </button>
          <button
            class="button"
            type="button"
            data-testid="back-to-choice"
            @click=${() => this.dispatchEvent(new CaseActEvent((desk) => desk.goTo("choosing")))}
          >
            ${msg("Back")}
          </button>
        </div>
      </form>
      <h3>${msg("What is sent")}</h3>
      <ul class="facts">
        <li>
          ${plural(
            ticketsPerClaim,
            msg(
              "one: The claim code, then # message at a random time over about {duration}. | other: The claim code, then # messages of equal size, at random times over about {duration}: some carry what is chosen, as one secret number for every ten minutes; the others carry nothing.",
            ),
            { duration: longDuration(this.reportMinutes * 60) },
          )}
        </li>
        <li>${msg("Not sent: who the case is, names of places, notes, what is not chosen.")}</li>
        <li>
          ${
            this.relayed
              ? msg(
                  "The messages go through a relay, so the region's server does not see where they come from.",
                )
              : msg(
                  "This region has no relay: its operator could see that the messages come from this office, and belong together.",
                )
          }
        </li>
        <li>
          ${
            isWarning
              ? msg(
                  "People who were there at the same time are warned, with place and time. It can be taken back from the same file.",
                )
              : msg("Phones that were warned by it withdraw the warning and say so. Warnings by others stay.")
          }
        </li>
      </ul>
    </section>`;
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    const draft = this.field.text;
    this.dispatchEvent(new CaseActEvent((desk) => desk.submit(draft)));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-case-code": CaseCode;
  }
}
