import { msg, str } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { textFor } from "../../../protocol/index.ts";
import "../../parts/language-switch.ts";
import "../../parts/screen-frame.ts";
import type { RegionState } from "../../device/device.ts";
import { icon } from "../../parts/mark.ts";
import type { ScreenFrame } from "../../parts/screen-frame.ts";
import { fullDate, pageReader, readerLanguages } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";

const entries = (
  rehearsing: boolean,
): readonly { readonly label: string; readonly name: string; readonly act: Act }[] => [
  {
    label: msg("Warn the people who were there"),
    name: "report",
    act: { do: "start-report", code: "", byLink: false },
  },
  { label: msg("Your diary"), name: "diary", act: { do: "open", screen: { at: "diary" } } },
  { label: msg("Show my code"), name: "meet", act: { do: "open", screen: { at: "meet" } } },
  {
    label: msg("Hand visits to the health worker"),
    name: "handover",
    act: { do: "open", screen: { at: "handover-visits", chosen: [], withWords: false, problem: null } },
  },
  {
    label: msg("Check a paper slip"),
    name: "slip",
    act: {
      do: "open",
      screen: { at: "scan", way: "camera", problem: null, trouble: null, slip: true },
    },
  },
  {
    label: msg("Move to a new phone"),
    name: "move",
    act: { do: "open", screen: { at: "move", problem: null } },
  },
  {
    label: msg("Save or print your diary"),
    name: "export",
    act: { do: "open", screen: { at: "export", withTokens: false } },
  },
  rehearsing
    ? { label: msg("End the rehearsal"), name: "end-rehearsal", act: { do: "end-rehearsal" } }
    : { label: msg("Rehearsal"), name: "rehearsal", act: { do: "open", screen: { at: "rehearsal" } } },
  { label: msg("What Celadon is"), name: "welcome", act: { do: "open", screen: { at: "welcome", card: 0 } } },
  { label: msg("Reminders and news"), name: "notices", act: { do: "open-notices" } },
  { label: msg("What is stored on this phone"), name: "stored", act: { do: "open-stored" } },
  { label: msg("Lock and quiet home"), name: "lock", act: { do: "open-lock" } },
  { label: msg("What this page asked and sent"), name: "ledger", act: { do: "open-ledger" } },
  { label: msg("The rules and their end"), name: "rules", act: { do: "open", screen: { at: "rules" } } },
  {
    label: msg("Verify this page"),
    name: "verify",
    act: { do: "open", screen: { at: "verify", check: null } },
  },
  { label: msg("The public record"), name: "record", act: { do: "open", screen: { at: "record" } } },
  { label: msg("What is not protected"), name: "limits", act: { do: "open", screen: { at: "limits" } } },
  { label: msg("Erase everything"), name: "erase", act: { do: "open", screen: { at: "erase" } } },
];

/**
 * Everything that is not needed every day, and which region this is.
 *
 * @element celadon-more
 * @fires act
 */
@customElement("celadon-more")
export class MoreScreen extends LitElement {
  static override styles = [
    controls,
    css`
      li + li {
        border-block-start: 1px solid var(--line);
      }
      li button {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3);
        inline-size: 100%;
        min-block-size: var(--tap-main);
        padding: var(--space-2) 0;
        border: 0;
        background: none;
        text-align: start;
        cursor: pointer;
      }
      li .stroke-icon {
        color: var(--ink-soft);
      }
      .card {
        padding-block: var(--space-2);
      }
      section {
        display: grid;
        gap: var(--space-2);
        padding-inline: var(--space-2);
      }
      section a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--tap);
        justify-self: start;
      }
    `,
  ];

  @property({ attribute: false }) region: RegionState | null = null;
  /** What is shown is made up. */
  @property({ type: Boolean }) rehearsing = false;

  @query("celadon-frame") private frame!: ScreenFrame;

  /** Put the focus on the heading. */
  focusHeading(): void {
    this.frame.focusHeading();
  }

  protected override render() {
    return html`<celadon-frame heading=${msg("More")}>
      <nav class="card" aria-label=${msg("More")}>
        <ul>
          ${entries(this.rehearsing).map(
            ({ label, name, act }) =>
              html`<li>
                <button
                  type="button"
                  data-testid="more-${name}"
                  @click=${() => this.dispatchEvent(new ActEvent(act))}
                >
                  ${label} ${icon("forward")}
                </button>
              </li>`,
          )}
        </ul>
      </nav>
      <celadon-language></celadon-language>
      ${this.#renderRegion()}
    </celadon-frame>`;
  }

  #renderRegion() {
    const { region } = this;
    const reader = pageReader();
    const text = (words: Readonly<Record<string, string>>) => textFor(words, readerLanguages());
    return html`<section aria-labelledby="region">
      <h2 id="region">${msg("Your region")}</h2>
      ${
        region === null
          ? html`<p>${msg("Not known yet: the list has not been fetched.")}</p>`
          : html`<p>${text(region.name)}</p>
              <p class="soft">${text(region.purpose)}</p>
              <p class="soft" data-testid="sunset">
                ${msg(str`Ends on ${fullDate(region.sunset, reader)}. Then this page stops and wipes what it stored, unless the region's stewards sign anew, in public.`)}
              </p>`
      }
      <a href="/log/">${msg("All that this region has published")}</a>
      <a href="/assets/licences.txt">${msg("Licences of what is built in")}</a>
    </section>`;
  }
}

/** The screen `more`. */
export const drawScreen: DrawScreen<"more"> = ({ running: { device, rehearsing } }) =>
  html`<celadon-more data-screen="more" .region=${device.region} ?rehearsing=${rehearsing}></celadon-more>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-more": MoreScreen;
  }
}
