import { msg, str } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { DeviceState } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";
import { sentences } from "../../parts/sentences.ts";
import { pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { type Persistence, persistence } from "../persistence.ts";
import type { StorageUse } from "../storage-use.ts";
import { bytesWords } from "../words/ledger-words.ts";
import { databaseWords } from "../words/stored-words.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * What is stored on this device and where, in plain words and live numbers.
 *
 * @element celadon-stored
 * @fires act - `open-ledger`, `open`.
 */
@customElement("celadon-stored")
export class StoredScreen extends FramedScreen {
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
      summary {
        display: flex;
        align-items: center;
        min-block-size: var(--tap);
        cursor: pointer;
      }
      code {
        direction: ltr;
        overflow-wrap: anywhere;
      }
      .button {
        align-self: start;
      }
    `,
  ];

  @property({ attribute: false }) device!: DeviceState;
  /** `null` until it is measured. */
  @property({ attribute: false }) use: StorageUse | null = null;
  @property() persistence: Persistence = "unknown";

  protected override render() {
    return html`<celadon-frame heading=${msg("What is stored on this phone")}>
      <p>
        ${msg(
          "All of it is here, in this browser, and nowhere else. Nothing you open or read on this page sends anything.",
        )}
      </p>
      <dl>
        ${this.#facts().map(
          ([name, words]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${words}</dd>
            </div>`,
        )}
      </dl>
      <button
        class="button"
        type="button"
        data-testid="open-ledger"
        @click=${this.#act({ do: "open-ledger" })}
      >
        ${msg("See every request")}
      </button>
      <p data-testid="persistence">${this.#persistenceWords()}</p>
      <p>
        ${
          this.device.lock.is === "off"
            ? msg(
                "Without a lock, whoever holds this phone unlocked, or can read its files, can read the diary.",
              )
            : msg(
                "It is sealed by your lock, but for the lists, which are the same for all, and for where you are checked in now.",
              )
        }
      </p>
      ${this.#renderPlaces()}
      <button
        class="button"
        type="button"
        data-testid="to-erase"
        @click=${this.#act({ do: "open", screen: { at: "erase" } })}
      >
        ${msg("Erase everything")}
      </button>
    </celadon-frame>`;
  }

  #facts(): readonly (readonly [string, string])[] {
    const { diary, openVisit, exposures, evidence, sync, region, reported } = this.device;
    const number = new Intl.NumberFormat(pageReader().language);
    const visits = diary.length + (openVisit === null ? 0 : 1);
    const days = plural(region?.policy.retentionDays ?? 14, msg("one: # day | other: # days"));
    const entries = number.format(sync.entriesKept);
    return [
      [
        msg("Your diary"),
        plural(
          visits,
          msg(
            "one: # visit: place, times, note, and the secret numbers that stand for the place in those minutes. It is deleted after {days}. | other: # visits: place, times, note, and the secret numbers that stand for the place in those minutes. Each is deleted after {days}.",
          ),
          { days },
        ),
      ],
      [
        msg("Warnings"),
        exposures.length === 0
          ? msg("None.")
          : plural(
              exposures.length,
              msg(
                "one: # stretch of ten minutes of your visits that is in the public list. | other: # stretches of ten minutes of your visits that are in the public list.",
              ),
            ),
      ],
      [
        msg("The public list"),
        plural(
          sync.batchesKept,
          msg(
            "one: # list with {entries} entries, the same on every phone. It is deleted after {days}. | other: # lists with {entries} entries, the same on every phone. Each is deleted after {days}.",
          ),
          { entries, days },
        ),
      ],
      ...(evidence.length === 0
        ? []
        : [
            [
              msg("Evidence"),
              msg(
                "Where the public record did not hold together: signed public texts, nothing about you. See “The public record”.",
              ),
            ] as const,
          ]),
      [
        msg("Reports"),
        reported.length === 0
          ? msg("None.")
          : plural(
              reported.length,
              msg(
                "one: What you sent about # visit, so that you can take it back. No claim code. | other: What you sent about # visits, so that you can take it back. No claim code.",
              ),
            ),
      ],
      [msg("Requests"), msg(str`What this page asked and sent, and when. Each is deleted after ${days}.`)],
      [msg("This page"), this.#pageWords()],
    ];
  }

  #pageWords(): string {
    if (this.use === null) return msg("Kept for use without a network.");
    const { bytes, files } = this.use;
    const kept = plural(
      files,
      msg("one: # file, kept for use without a network. | other: # files, kept for use without a network."),
    );
    if (bytes === null) return kept;
    const size = bytesWords(bytes, pageReader());
    return sentences(
      kept,
      msg(str`All that is stored here together takes about ${size}, by the browser's own estimate.`),
    );
  }

  #persistenceWords(): string {
    switch (this.persistence) {
      case "promised":
        return msg("This browser has promised not to delete it by itself.");
      case "refused":
        return msg(
          "This browser has not promised to keep it: it may delete the diary when room is short, or after a while without a visit to this page. Browsers promise it to pages that are used often or are on the home screen: adding Celadon there helps.",
        );
      case "unknown":
        return msg("This browser does not say whether it may delete it when room is short.");
    }
  }

  #renderPlaces() {
    if (this.use === null || this.use.databases.length === 0) return nothing;
    return html`<details>
      <summary class="unfolds">${msg("Where exactly")}</summary>
      <p class="soft">
        ${msg(
          "In databases of this browser, one for each day, so that a day that is over can be deleted from the disk as a whole:",
        )}
      </p>
      <dl data-testid="databases">
        ${databaseWords(this.use.databases).map(
          ({ names, words }) =>
            html`<div>
              <dt><code>${names.join(", ")}</code></dt>
              <dd>${words}</dd>
            </div>`,
        )}
      </dl>
    </details>`;
  }

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

export const drawScreen: DrawScreen<"stored"> = ({ running, screen }) =>
  html`<celadon-stored
    data-screen="stored"
    .device=${running.device}
    .use=${screen.use}
    .persistence=${persistence()}
  ></celadon-stored>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-stored": StoredScreen;
  }
}
