import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import "../../parts/screen-frame.ts";
import type { DeviceState } from "../../device/device.ts";
import type { ScreenFrame } from "../../parts/screen-frame.ts";
import { controls } from "../../style/controls.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { type Persistence, persistence } from "../persistence.ts";
import { plural } from "../../parts/plural.ts";
import { sentences } from "../../parts/sentences.ts";

/**
 * What is stored on this device, in plain words.
 *
 * @element celadon-stored
 */
@customElement("celadon-stored")
export class StoredScreen extends LitElement {
  static override styles = [
    controls,
    css`
      dl {
        display: grid;
        gap: var(--space-4);
      }
      dt {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) device!: DeviceState;
  @property() persistence: Persistence = "unknown";

  @query("celadon-frame") private frame!: ScreenFrame;

  /** Put the focus on the heading. */
  focusHeading(): void {
    this.frame.focusHeading();
  }

  protected override render() {
    const { diary, openVisit, exposures, evidence, sync, region } = this.device;
    const days = region?.policy.retentionDays ?? 14;
    const number = new Intl.NumberFormat(document.documentElement.lang);
    const visits = diary.length + (openVisit === null ? 0 : 1);
    const promise = {
      promised: msg("This browser has promised not to delete it by itself."),
      refused: msg(
        "This browser has not promised to keep it: it may delete the diary when room is short, or after a while without a visit to this page. Adding Celadon to the home screen helps.",
      ),
      unknown: msg("This browser does not say whether it may delete it when room is short."),
    }[this.persistence];
    return html`<celadon-frame heading=${msg("What is stored on this phone")}>
      <p>
        ${msg("All of it is here, in this browser, and nowhere else. Nothing you open or read on this page sends anything.")}
      </p>
      <dl>
        <div>
          <dt>${msg("Your diary")}</dt>
          <dd>
            ${sentences(
              plural(
                visits,
                msg(
                  "one: # visit: place, times, note, and the secret numbers that stand for the place in those minutes. | other: # visits: place, times, note, and the secret numbers that stand for the place in those minutes.",
                ),
              ),
              plural(days, msg("one: Each is deleted after # day. | other: Each is deleted after # days.")),
            )}
          </dd>
        </div>
        <div>
          <dt>${msg("Warnings")}</dt>
          <dd>
            ${
              exposures.length === 0
                ? "None."
                : msg(
                    str`Which ten minutes of your visits are in the public list: ${exposures.length} so far.`,
                  )
            }
          </dd>
        </div>
        <div>
          <dt>${msg("The public list")}</dt>
          <dd>
            ${msg(str`${number.format(sync.batchesKept)} lists with ${number.format(sync.entriesKept)} entries, the same on every phone.`)}
          </dd>
        </div>
        ${
          evidence.length === 0
            ? nothing
            : html`<div>
                <dt>${msg("Evidence")}</dt>
                <dd>
                  ${plural(
                    evidence.length,
                    msg(
                      "one: Where the public record did not hold together, once: signed public texts, nothing about you. See “The public record”. | other: Where the public record did not hold together, # times: signed public texts, nothing about you. See “The public record”.",
                    ),
                  )}
                </dd>
              </div>`
        }
        <div>
          <dt>${msg("Reports")}</dt>
          <dd>
            ${msg("What you sent and what is still to be sent, without the claim code once it was taken.")}
          </dd>
        </div>
        <div>
          <dt>${msg("This page")}</dt>
          <dd>${msg("Kept for use without a network.")}</dd>
        </div>
      </dl>
      <p>${promise}</p>
      <p>
        ${msg("It is not locked: whoever holds this phone unlocked, or can read its files, can read the diary.")}
      </p>
    </celadon-frame>`;
  }
}

/** The screen `stored`. */
export const drawScreen: DrawScreen<"stored"> = ({ running: { device } }) =>
  html`<celadon-stored
    data-screen="stored"
    .device=${device}
    .persistence=${persistence()}
  ></celadon-stored>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-stored": StoredScreen;
  }
}
