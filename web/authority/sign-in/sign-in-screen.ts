import { msg } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { controls } from "../../style/controls.ts";
import type { AuthorityClient } from "../client.ts";
import { problem } from "../loading.ts";
import { knowsPasskeys } from "../passkey.ts";
import type { Me } from "../section.ts";
import { sectionStyle } from "../section-style.ts";
import { signIn } from "../session.ts";
import { Work } from "../work.ts";

/** Somebody has signed in. */
export class SignedInEvent extends Event {
  static readonly type = "signed-in";
  readonly me: Me;
  constructor(me: Me) {
    super(SignedInEvent.type, { bubbles: true, composed: true });
    this.me = me;
  }
}

/**
 * Where staff sign in.
 *
 * @element authority-sign-in
 * @fires signed-in
 */
@customElement("authority-sign-in")
export class SignInScreen extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      :host {
        gap: var(--space-5);
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  /** What happened before; empty for nothing. */
  @property() news = "";

  @query("h1") private heading!: HTMLElement;
  readonly #work = new Work(this);

  protected override firstUpdated(): void {
    this.heading.focus({ preventScroll: true });
  }

  #signIn = async (): Promise<void> => {
    let me: Me | null = null;
    const refused = (status: number) =>
      status === 403
        ? msg("This passkey does not open this region. Choose another, or ask an administrator for a link.")
        : null;
    await this.#work.run(async () => (me = await signIn(this.client)), refused);
    if (me !== null) this.dispatchEvent(new SignedInEvent(me));
  };

  protected override render() {
    return html`
      <h1 tabindex="-1">${msg("Sign in")}</h1>
      ${this.news === "" ? nothing : html`<p class="problem" role="status">${this.news}</p>`}
      <p>
        ${msg("For the staff of this region's health authority. There are no passwords: your passkey opens it.")}
      </p>
      ${
        knowsPasskeys()
          ? html`<button
              class="button first"
              type="button"
              data-testid="sign-in"
              aria-disabled=${this.#work.busy}
              @click=${() => void this.#signIn()}
            >
              ${msg("Sign in with your passkey")}
            </button>`
          : html`<p class="problem">${msg("This browser knows no passkeys. Use a newer one.")}</p>`
      }
      ${problem(this.#work)}
      <p class="soft">
        ${msg("New here? An administrator gives you a link. Lost your passkey? An administrator ends your old access and gives you a new link.")}
      </p>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-sign-in": SignInScreen;
  }
  interface HTMLElementEventMap {
    "signed-in": SignedInEvent;
  }
}
