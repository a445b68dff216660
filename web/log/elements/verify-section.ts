import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";
import { sectionStyle } from "./section-style.ts";

/**
 * How to check all this without trusting this page.
 *
 * @element log-verify
 */
@customElement("log-verify")
export class VerifySection extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      pre {
        margin: 0;
        padding: var(--space-4);
        border-radius: var(--radius-s);
        background: var(--sunken);
        direction: ltr;
        text-align: start;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      ol {
        display: grid;
        gap: var(--space-4);
        padding-inline-start: var(--space-5);
        list-style: decimal;
      }
      li {
        padding-inline-start: var(--space-1);
      }
    `,
  ];

  /** Of this site. */
  @property() origin = "";
  /** SHA-256 of the region's root in hex. */
  @property({ attribute: "root-hash" }) rootHash = "";

  protected override render() {
    return html`<section aria-labelledby="verify" data-testid="verify">
      <h2 id="verify">${msg("Check it yourself")}</h2>
      <div class="content">
        <p>
          ${msg("This page was sent by the server that it checks. To check without it, use a copy of the source code that you got elsewhere, on your own machine:")}
        </p>
        <ol>
          <li>
            <p>
              ${msg("Compare pages, rules, lists and every line with the record, and with your last visit:")}
            </p>
            <pre
              dir="ltr"
            ><code data-testid="monitor-command">npm run celadon -- monitor ${this.origin} --state visit.json</code></pre>
          </li>
          <li>
            <p>
              ${msg("Compare what you see with what others see. Two people in two places should read the same region fingerprint, and one’s record must be how the other’s begins:")}
            </p>
            <pre dir="ltr"><code>${this.rootHash}</code></pre>
          </li>
        </ol>
        <p>
          ${msg(html`What each check proves and what it does not stands in <code>docs/verify.md</code>, beside the source code. The record is in an open format (C2SP tlog-tiles), which programs by others read, too.`)}
        </p>
      </div>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "log-verify": VerifySection;
  }
}
