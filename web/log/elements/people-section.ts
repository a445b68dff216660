import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { cosignatureVerifier, type RegionRoot } from "../../../protocol/index.ts";
import { icon } from "../../parts/mark.ts";
import { fullMoment, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import type { Audit } from "../audit.ts";
import { figure } from "../words/number-words.ts";
import { sectionStyle } from "./section-style.ts";
import { plural } from "../../parts/plural.ts";

/**
 * Who decides and who watches: stewards with their signatures under the newest rules, and witnesses.
 *
 * @element log-people
 */
@customElement("log-people")
export class PeopleSection extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      .names {
        display: grid;
        gap: var(--space-2);
      }
      .names li {
        display: grid;
        grid-template-columns: 24px 1fr;
        gap: 0 var(--space-3);
        align-items: start;
        overflow-wrap: anywhere;
      }
      .dash {
        color: var(--ink-soft);
        text-align: center;
      }
    `,
  ];

  @property({ attribute: false }) audit: Audit | null = null;

  protected override render() {
    const region = this.audit?.region;
    const newest = this.audit?.rules.at(-1);
    if (this.audit === null || !region || newest === undefined) return nothing;
    const { manifest, signedBy } = newest;
    const { checkpoint } = this.audit;
    const cosigned = new Map(
      checkpoint?.opened.cosignedBy.map(({ cosigner, timestamp }) => [cosigner.vkey, timestamp]),
    );
    const reader = pageReader();
    return html`<section aria-labelledby="people" data-testid="people">
      <h2 id="people">${msg("Who signs")}</h2>
      <div class="content">
        <p>
          ${
            region.stewards.length === 1
              ? msg("One steward decides alone over rules and end.")
              : plural(
                  region.stewards.length,
                  msg(
                    "one: {threshold} of # steward must sign every set of rules, and every renewal. No server can. | other: {threshold} of # stewards must sign every set of rules, and every renewal. No server can.",
                  ),
                  { threshold: figure(region.threshold, reader) },
                )
          }
          ${msg(str`The newest rules are signed by ${signedBy.length} of ${region.stewards.length}:`)}
        </p>
        ${this.#renderStewards(region, signedBy)}
        ${
          manifest.witnesses.length === 0
            ? html`<p>
                ${msg("No independent witness signs the record. Whoever runs the server could show different people different records, and only a comparison would find out.")}
              </p>`
            : html`<p>
                  ${plural(
                    manifest.witnesses.length,
                    msg(
                      "one: # witness watches that there is one record for everyone, and that nothing is taken back; {quorum} must have signed it: | other: # witnesses watch that there is one record for everyone, and that nothing is taken back; {quorum} must have signed it:",
                    ),
                    { quorum: figure(manifest.quorum, reader) },
                  )}
                </p>
                <ul class="names">
                  ${manifest.witnesses.map((vkey) => {
                    const moment = cosigned.get(vkey);
                    const when = moment === undefined ? null : msg(str`signed ${fullMoment(moment, reader)}`);
                    return row(cosignatureVerifier(vkey).name, when);
                  })}
                </ul>`
        }
      </div>
    </section>`;
  }

  #renderStewards(region: RegionRoot, signedBy: readonly string[]) {
    return html`<ul class="names" data-testid="stewards">
      ${region.stewards.map(({ name }) => row(name, signedBy.includes(name) ? msg("signed") : null))}
    </ul>`;
  }
}

/** @param signed - What to say of the signature; `null` when there is none. */
function row(name: string, signed: string | null) {
  return html`<li>
    ${signed === null ? html`<span class="dash" aria-hidden="true">–</span>` : icon("tick")}
    <span><bdi>${name}</bdi> · <span class="soft">${signed ?? msg("has not signed this one")}</span></span>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "log-people": PeopleSection;
  }
}
