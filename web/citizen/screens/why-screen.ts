import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ColourResult } from "../../../protocol/index.ts";
import type { DeviceState, ExposureState, RegionState, SyncState } from "../../device/device.ts";
import { statusShape } from "../../parts/status-shape.ts";
import {
  ago,
  clockRange,
  dayPhrase,
  fullMoment,
  longDuration,
  pageReader,
  type Reader,
} from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { type CountedVisit, countedVisits, statusWords } from "../words/status-words.ts";
import { isHome, peerOf, regionName, rulingRegion, visitRegion } from "../words/region-words.ts";
import { concernsWords } from "../words/companion-words.ts";
import { visitOf } from "../running.ts";
import { placeName } from "../words/place-name.ts";
import { whyStyles } from "./why-styles.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { loggedPauseWords } from "../../parts/pause-words.ts";
import { plural } from "../../parts/plural.ts";
import { listed, sentences } from "../../parts/sentences.ts";
import { FramedScreen } from "./framed-screen.ts";

const intervalSeconds = 600;

/**
 * How the colour is worked out: which visit, which minutes, which rule, which list, until when, and how fresh.
 *
 * @element celadon-why
 */
@customElement("celadon-why")
export class WhyScreen extends FramedScreen {
  static override styles = [controls, whyStyles];

  @property({ attribute: false }) device!: DeviceState;
  /** Unix seconds. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const reader = pageReader();
    const words = statusWords(this.device, this.now, reader);
    return html`<celadon-frame heading=${msg("How this is worked out")}>
      <div class="now" data-colour=${words.colour}>
        ${statusShape(words.colour, 40)}
        <div>
          <p class="word">${words.word}</p>
          <p>${words.why}</p>
          ${words.todo === null ? nothing : html`<p>${words.todo}</p>`}
          ${words.until === null ? nothing : html`<p class="soft">${words.until}</p>`}
        </div>
      </div>
      ${this.#renderVisits(reader)} ${this.#renderRules(reader)} ${this.#renderAllLists(reader)}
      ${this.#renderWords()}
    </celadon-frame>`;
  }

  #renderVisits(reader: Reader) {
    const visits = countedVisits(this.device);
    const { quarantineDays } = rulingRegion(this.device)?.policy ?? { quarantineDays: 10 };
    return html`<section aria-labelledby="visits">
      <h2 id="visits">${msg("Your visits in the list")}</h2>
      ${
        visits.length === 0
          ? html`<p>
              ${
                this.device.diary.length === 0 && this.device.openVisit === null
                  ? msg("There is no visit in your diary.")
                  : plural(
                      quarantineDays,
                      msg("one: None of the last day. | other: None of the last # days."),
                    )
              }
            </p>`
          : html`<ul class="visits">
              ${visits.map((visit) => this.#renderVisit(visit, reader))}
            </ul>`
      }
      ${this.#renderTakenBack()}
    </section>`;
  }

  #renderVisit(visit: CountedVisit, reader: Reader) {
    const exposures = this.device.colour.intervals
      .map(({ exposure }) => exposure)
      .filter(({ visitId }) => visitId === visit.visitId);
    const recorded = this.device.exposures.filter(({ visitId }) => visitId === visit.visitId);
    const where = recorded[0] === undefined ? null : visitRegion(this.device, recorded[0].regionId);
    const concerns = concernsWords(visitOf(this.device, visit.visitId));
    return html`<li data-testid="why-visit">
      <p><strong>${placeName(visit.name)}</strong></p>
      <p class="figures">
        ${
          visit.settled
            ? msg(str`${longDuration(visit.seconds)} ${dayPhrase(visit.from, this.now, reader)}, settled`)
            : msg(str`${longDuration(visit.seconds)} ${dayPhrase(visit.from, this.now, reader)}`)
        }
      </p>
      ${concerns === null ? nothing : html`<p>${concerns}</p>`}
      ${where === null ? nothing : html`<p class="soft">${where}</p>`}
      <p class="soft">
        ${
          visit.evidence === 2
            ? msg("Confirmed by the place or the health authority.")
            : msg("Reported from the phone of someone with a positive test.")
        }
      </p>
      <details>
        <summary>${msg("Minute by minute")}</summary>
        <ul>
          ${exposures.map(
            ({ interval, coveredSeconds, batch, evidence }) =>
              html`<li class="soft figures">
                ${listed([
                  msg(
                    str`${clockRange(interval * intervalSeconds, (interval + 1) * intervalSeconds, reader)}: ${longDuration(coveredSeconds)}`,
                  ),
                  this.#listOf(recorded, interval, batch),
                  evidence === 2 ? msg("confirmed") : msg("reported"),
                ])}
              </li>`,
          )}
        </ul>
      </details>
    </li>`;
  }

  #listOf(recorded: readonly ExposureState[], interval: number, batch: number): string {
    const found = recorded.find((exposure) => exposure.interval === interval && exposure.batch === batch);
    return found === undefined
      ? msg(str`list ${batch}`)
      : msg(str`list ${batch} (line ${found.logIndex} of the public record)`);
  }

  #renderTakenBack() {
    const taken = this.device.exposures.filter(({ retractedIn }) => retractedIn !== null);
    if (taken.length === 0) return nothing;
    const names = [...new Set(taken.map(({ visitName }) => placeName(visitName)))];
    return html`<p>
      ${msg(str`A warning was taken back by those who sent it, and no longer counts: ${listed(names)}.`)}
    </p>`;
  }

  /** The rule that gave the colour, and those of other regions whose lists have a visit. */
  #renderRules(reader: Reader) {
    const { colour, region } = this.device;
    const ruling = colour.regions.filter(
      ({ regionId, result }) => regionId === colour.regionId || result.intervals.length > 0,
    );
    return ruling.map(({ regionId, result }) => {
      const rules = isHome(this.device, regionId) ? region : (peerOf(this.device, regionId)?.region ?? null);
      return rules === null ? nothing : this.#renderRule(rules, result, reader);
    });
  }

  #renderRule(region: RegionState, colour: ColourResult, reader: Reader) {
    const { policy } = region;
    const minutes = (value: number) => longDuration(value * 60);
    const id = `rule-${region.id}`;
    return html`<section aria-labelledby=${id} data-testid="why-rule">
      <h2 id=${id}>
        ${isHome(this.device, region.id) ? msg("The rule") : msg(str`The rule in ${regionName(region)}`)}
      </h2>
      <p>
        ${sentences(
          plural(
            policy.quarantineDays,
            msg(
              "one: Yellow from {minutes} together with reported or confirmed infections in the last day, in at least two of the list's ten-minute steps. | other: Yellow from {minutes} together with reported or confirmed infections in the last # days, in at least two of the list's ten-minute steps.",
            ),
            { minutes: minutes(policy.yellow) },
          ),
          policy.ceiling.reported === "red"
            ? plural(
                policy.isolationDays,
                msg(
                  "one: Red from {minutes} with any ones, or for # day after your own report. | other: Red from {minutes} with any ones, or for # days after your own report.",
                ),
                { minutes: minutes(policy.red) },
              )
            : plural(
                policy.isolationDays,
                msg(
                  "one: Red from {minutes} with confirmed ones, or for # day after your own report. | other: Red from {minutes} with confirmed ones, or for # days after your own report.",
                ),
                { minutes: minutes(policy.red) },
              ),
          msg(str`Someone's stay counts ${minutes(policy.lingerIntervals * 10)} longer, for the air.`),
        )}
      </p>
      <dl>
        <div>
          <dt>${msg("Your minutes")}</dt>
          <dd class="figures" data-testid="why-minutes">
            ${msg(str`${minutes(colour.minutes)}; yellow from ${minutes(policy.yellow)}`)}
          </dd>
        </div>
        <div>
          <dt>${msg("Towards red")}</dt>
          <dd class="figures">
            ${msg(str`${minutes(colour.minutesTowardsRed)}; red from ${minutes(policy.red)}`)}
          </dd>
        </div>
        ${
          colour.until === null
            ? nothing
            : html`<div>
                <dt>${msg("Ends")}</dt>
                <dd class="figures">${fullMoment(colour.until, reader)}</dd>
              </div>`
        }
      </dl>
      <p class="soft">
        ${msg(str`Rules no. ${region.sequence}, signed by the region's stewards, the same for everyone.`)}
      </p>
    </section>`;
  }

  /** The home's lists, and those of regions with a visit that is compared. */
  #renderAllLists(reader: Reader) {
    const { colour, peers, sync } = this.device;
    const visited = colour.regions.filter(({ result }) => !result.reasons.includes("nothing-to-compare"));
    const compared = peers.filter(
      ({ id, standing }) => standing === "peer" && visited.some(({ regionId }) => regionId === id),
    );
    return [
      this.#renderLists("lists", msg("The lists"), sync, reader),
      ...compared.map((peer) =>
        this.#renderLists(`lists-${peer.id}`, msg(str`The lists of ${regionName(peer)}`), peer.sync, reader),
      ),
    ];
  }

  #renderLists(id: string, heading: string, sync: SyncState, reader: Reader) {
    const number = new Intl.NumberFormat(reader.language);
    const check = {
      passed: msg(
        "Found. Every list carries a test warning; this phone found the one in the newest list, so it would find a real one.",
      ),
      failed: msg(
        "Not found in the newest list. Something between the list and this phone is broken, so green is not shown.",
      ),
      unknown: msg("Not looked for yet."),
    }[sync.selfCheck];
    return html`<section aria-labelledby=${id}>
      <h2 id=${id}>${heading}</h2>
      <dl>
        <div>
          <dt>${msg("Checked")}</dt>
          <dd>${sync.last === null ? msg("Not yet") : capital(ago(sync.last, this.now, reader))}</dd>
        </div>
        <div>
          <dt>${msg("Newest list")}</dt>
          <dd class="figures" data-testid="why-newest">
            ${
              sync.newestBatch === null || sync.newestClosed === null
                ? msg("None")
                : msg(
                    str`No. ${number.format(sync.newestBatch)}, closed ${fullMoment(sync.newestClosed * intervalSeconds, reader)}`,
                  )
            }
          </dd>
        </div>
        ${
          sync.paused === null
            ? nothing
            : html`<div data-testid="why-paused">
                <dt>${msg("Paused")}</dt>
                <dd>${loggedPauseWords(sync.paused)}</dd>
              </div>`
        }
        <div>
          <dt>${msg("On this phone")}</dt>
          <dd class="figures">
            ${msg(str`Lists: ${number.format(sync.batchesKept)}, entries: ${number.format(sync.entriesKept)}`)}
          </dd>
        </div>
        <div>
          <dt>${msg("Public record")}</dt>
          <dd class="figures">
            ${plural(sync.logSize, msg("one: # line, read and verified | other: # lines, read and verified"))}
          </dd>
        </div>
        <div>
          <dt>${msg("Test warning")}</dt>
          <dd>${check}</dd>
        </div>
      </dl>
    </section>`;
  }

  #renderWords() {
    return html`<section aria-labelledby="words">
      <h2 id="words">${msg("How it fits together")}</h2>
      <p>
        ${msg(html`Every ten minutes a place's code stands for one secret number, a <em>token</em>. Your phone keeps the tokens of your visits. Someone who reports sends theirs. They come out as one list, a <em>batch</em>, mixed with random ones and scrambled so that only a phone that was there recognises anything. Each batch is written into a public record with a signed <em>checkpoint</em>, so that everyone can see that everyone got the same. <em>Evidence</em> says who stands behind an entry: reported from a phone, or confirmed by a place or the authority.`)}
      </p>
      <p>${msg("All of this was worked out on this phone. Nothing about you was sent.")}</p>
    </section>`;
  }
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** The screen `why`. */
export const drawScreen: DrawScreen<"why"> = ({ running: { device }, now }) =>
  html`<celadon-why data-screen="why" .device=${device} .now=${now}></celadon-why>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-why": WhyScreen;
  }
}
