import { msg, str } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { intervalStart } from "../../../protocol/index.ts";
import { type DeviceState, type Evidence, isLasting, type PeerState } from "../../device/device.ts";
import { fullMoment, pageReader, type Reader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { Act } from "../act.ts";
import { checkpointFile, evidenceFile } from "../saved-file.ts";
import { peerTrouble, regionName } from "../words/region-words.ts";
import { brokenWords } from "../words/broken-words.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { plural } from "../../parts/plural.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * The region's public record as this phone knows it: whether it is whole, what is wrong when it is not, and files by which others
 * can check it.
 *
 * @element celadon-record
 * @fires act
 */
@customElement("celadon-record")
export class RecordScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      section {
        display: grid;
        gap: var(--space-3);
        justify-items: start;
      }
      .hash {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) device!: DeviceState;
  /** A sync is under way. */
  @property({ type: Boolean }) checking = false;

  protected override render() {
    const { evidence } = this.device;
    const reader = pageReader();
    return html`<celadon-frame heading=${msg("The public record")}>
      <p>
        ${msg("Everything that the region publishes stands in one record that can only grow. This phone reads all of it, and believes nothing that is not in it.")}
      </p>
      ${evidence.map((each) => this.#renderBreak(each, reader, null))}
      ${this.#renderOwn()}${this.#renderPeers(reader)}
    </celadon-frame>`;
  }

  #renderPeers(reader: Reader) {
    const { peers } = this.device;
    if (peers.length === 0) return nothing;
    return html`<h2>${msg("Other regions")}</h2>
      <p>
        ${msg("This phone follows the records of these regions, too, wherever you were: so nothing that it asks for tells where.")}
      </p>
      ${peers.map((peer) => this.#renderPeer(peer, reader))}`;
  }

  #renderPeer(peer: PeerState, reader: Reader) {
    const { newestClosed, problem, checkpoint } = peer.sync;
    return html`<section class="card" data-testid="peer">
        <h3>${regionName(peer)}</h3>
        <p class="figures">
          ${
            peer.standing === "left"
              ? msg("Your region no longer names it. What is here explains your visits there.")
              : newestClosed === null
                ? msg("This phone has not read its record yet.")
                : msg(str`Its newest list is from ${fullMoment(intervalStart(newestClosed), reader)}.`)
          }
        </p>
        ${problem === null || peer.standing === "left" ? nothing : html`<p>${peerTrouble(problem)}</p>`}
        ${
          checkpoint === null
            ? nothing
            : html`<button
                class="button"
                type="button"
                @click=${this.#act({ do: "save-file", file: checkpointFile(checkpoint) })}
              >
                ${msg("Save its checkpoint")}
              </button>`
        }
      </section>
      ${peer.evidence.map((each) => this.#renderBreak(each, reader, peer))}`;
  }

  /** @param peer - Whose record broke; `null` for the home's. */
  #renderBreak(evidence: Evidence, reader: Reader, peer: PeerState | null) {
    const { reason, mended, served, object, detail } = evidence;
    const { what, meaning, todo } = brokenWords(reason);
    return html`<section class="card" data-testid="break" data-reason=${reason}>
      ${peer === null ? nothing : html`<p class="soft">${regionName(peer)}</p>`}
      <h2>${what}</h2>
      <p class="soft">
        ${
          mended === null
            ? msg(str`Seen ${fullMoment(evidence.first, reader)}.`)
            : msg(str`Seen ${fullMoment(evidence.first, reader)}, over since ${fullMoment(mended, reader)}.`)
        }
      </p>
      <p>${meaning}</p>
      ${mended === null ? html`<p>${todo}</p>` : nothing}
      <details>
        <summary>${msg("For experts")}</summary>
        <p class="hash">${detail}</p>
        ${
          object === null
            ? nothing
            : html`<p class="hash">
                ${msg(str`${object.name}: signed ${object.wanted ?? "–"}, served ${object.got ?? "–"}`)}
              </p>`
        }
      </details>
      <button
        class="button"
        type="button"
        data-testid="save-evidence"
        @click=${this.#act({ do: "save-file", file: evidenceFile(evidence) })}
      >
        ${msg("Save the evidence")}
      </button>
      ${
        served === null
          ? nothing
          : html`<button
              class="button"
              type="button"
              data-testid="save-served"
              @click=${this.#act({ do: "save-file", file: checkpointFile(served) })}
            >
              ${msg("Save the checkpoint that was shown")}
            </button>`
      }
      ${
        mended === null && isLasting(reason)
          ? html`<button
              class="button"
              type="button"
              data-testid="start-anew"
              ?disabled=${this.checking}
              @click=${this.#act(peer === null ? { do: "start-anew" } : { do: "start-anew", peer: peer.rootHash })}
            >
              ${msg("Begin anew with this list")}
            </button>`
          : nothing
      }
    </section>`;
  }

  #renderOwn() {
    const { logSize, checkpoint } = this.device.sync;
    if (checkpoint === null) return html`<p>${msg("This phone has not read it yet.")}</p>`;
    return html`<section class="card" data-testid="own-checkpoint">
      <h2>${msg("What this phone has read")}</h2>
      <p>
        ${plural(
          logSize,
          msg(
            "one: # entry. Its checkpoint is the same for everyone who was shown the same: save it, and let somebody else compare. | other: # entries. Their checkpoint is the same for everyone who was shown the same: save it, and let somebody else compare.",
          ),
        )}
      </p>
      <button
        class="button"
        type="button"
        data-testid="save-checkpoint"
        @click=${this.#act({ do: "save-file", file: checkpointFile(checkpoint) })}
      >
        ${msg("Save the checkpoint")}
      </button>
    </section>`;
  }

  #act(act: Act) {
    return () => this.dispatchEvent(new ActEvent(act));
  }
}

/** The screen `record`. */
export const drawScreen: DrawScreen<"record"> = ({ running }) =>
  html`<celadon-record
    data-screen="record"
    .device=${running.device}
    ?checking=${running.checking !== null}
  ></celadon-record>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-record": RecordScreen;
  }
}
