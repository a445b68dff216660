import { msg, str } from "@lit/localize";
import { css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { DeviceState } from "../../device/device.ts";
import { plural } from "../../parts/plural.ts";
import { controls } from "../../style/controls.ts";
import { ActEvent } from "../act-event.ts";
import type { CodeCheck } from "../code-check.ts";
import type { DrawScreen } from "../draw-screen.ts";
import { FramedScreen } from "./framed-screen.ts";

/**
 * Whether the page is made of the files that the public record names, how far this phone can tell, and how others can.
 *
 * @element celadon-verify
 * @fires act - `check-code`.
 */
@customElement("celadon-verify")
export class VerifyScreen extends FramedScreen {
  static override styles = [
    controls,
    css`
      section {
        display: grid;
        gap: var(--space-2);
      }
      section .button {
        justify-self: start;
      }
      code {
        display: block;
        direction: ltr;
        text-align: start;
        overflow-wrap: anywhere;
        font-family: ui-monospace, "Noto Sans Mono", monospace;
        font-size: var(--text-s);
      }
      .stand {
        font: 500 var(--text-l) / 1.3 var(--serif);
      }
      a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--tap);
        align-self: start;
      }
    `,
  ];

  @property({ attribute: false }) release: DeviceState["release"] = null;
  @property({ attribute: false }) check: CodeCheck | "checking" | null = null;

  protected override render() {
    return html`<celadon-frame heading=${msg("Verify this page")}>
      <p>
        ${msg(
          "The region must own up, in its public record, to every file that its pages are made of. So a page that was changed in secret can be found out.",
        )}
      </p>
      <section class="card">
        <h2>${msg("What the record says")}</h2>
        ${this.#renderRelease()}
        <div role="status" data-testid="code-check" data-kind=${kindOf(this.check)}>
          ${this.#renderCheck()}
        </div>
        <button
          class="button"
          type="button"
          data-testid="check-code"
          ?disabled=${this.check === "checking"}
          @click=${() => this.dispatchEvent(new ActEvent({ do: "check-code" }))}
        >
          ${this.check === "checking" ? msg("Comparing …") : msg("Compare this phone's files")}
        </button>
      </section>
      <section>
        <h2>${msg("What this does not prove")}</h2>
        <p>
          ${msg(
            "It is this page itself that compares, so a dishonest page could say that all is well. It finds mistakes, and files changed by somebody who did not think of this check. Nor does it prove that the files do what they promise: for that others read them.",
          )}
        </p>
      </section>
      <section>
        <h2>${msg("How others check it")}</h2>
        <p>
          ${msg(
            "Anybody with a computer and the sources can: this command fetches everything as a visitor would and compares files, lists, rules and record with each other, and with a build of its own.",
          )}
        </p>
        <code>npm run celadon -- monitor ${location.origin} --checkout .</code>
        <p>
          ${msg(
            "Save the checkpoint of this phone (under “The public record”) and give it to whoever checks: so it is seen whether you were shown the same record.",
          )}
        </p>
      </section>
      <a href="/log/">${msg("All that this region has published")}</a>
    </celadon-frame>`;
  }

  #renderRelease() {
    if (this.release === null) {
      return html`<p>${msg("As far as this phone has read it, it names no files.")}</p>`;
    }
    const { version, sha256, logIndex } = this.release;
    return html`<p>
        ${msg(str`Version ${version}, in line ${logIndex} of the record. Its list of files has the fingerprint:`)}
      </p>
      <code data-testid="release-hash">${sha256}</code>`;
  }

  #renderCheck() {
    const { check } = this;
    if (check === null || check === "checking") return html``;
    switch (check.kind) {
      case "none-logged":
        return html`<p class="stand">${msg("There is nothing to compare with yet.")}</p>`;
      case "not-fetched":
        return html`<p class="stand">${msg("The list of files could not be fetched.")}</p>
          <p>${msg("Connect to the network and try again.")}</p>`;
      case "other-list":
        return html`<p class="stand">${msg("The site shows another list of files than the record.")}</p>
          <p>
            ${msg(
              "Perhaps it was renewed just now: check the lists on the first screen, then compare again. If it stays so, tell the health authority and others.",
            )}
          </p>
          <code>${check.got}</code>`;
      case "compared":
        return this.#renderCompared(check);
    }
  }

  #renderCompared({ same, different, notKept }: CodeCheck & { kind: "compared" }) {
    if (different.length > 0) {
      return html`<p class="stand">
          ${plural(
            different.length,
            msg(
              "one: # file on this phone is not as the record says. | other: # files on this phone are not as the record says.",
            ),
          )}
        </p>
        <p>
          ${msg(
            "Perhaps a newer version waits: load the page anew, then compare again. If it stays so, do not trust this page, and tell others.",
          )}
        </p>
        ${different.map((path) => html`<code>${path}</code>`)}`;
    }
    if (same === 0) return html`<p class="stand">${msg("No files are kept on this phone yet.")}</p>`;
    return html`<p class="stand">
        ${plural(
          same,
          msg(
            "one: # file on this phone is as the record says. | other: All # files on this phone are as the record says.",
          ),
        )}
      </p>
      ${
        notKept === 0
          ? html``
          : html`<p class="soft">
              ${plural(
                notKept,
                msg(
                  "one: # more of the list is not kept here and was not compared. | other: # more of the list are not kept here and were not compared.",
                ),
              )}
            </p>`
      }`;
  }
}

function kindOf(check: CodeCheck | "checking" | null): string {
  if (check === null || check === "checking") return check ?? "none";
  if (check.kind !== "compared") return check.kind;
  return check.different.length > 0 ? "different" : "same";
}

export const drawScreen: DrawScreen<"verify"> = ({ running, screen }) =>
  html`<celadon-verify
    data-screen="verify"
    .release=${running.device.release}
    .check=${screen.check}
  ></celadon-verify>`;

declare global {
  interface HTMLElementTagNameMap {
    "celadon-verify": VerifyScreen;
  }
}
