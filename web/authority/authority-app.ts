import { msg } from "@lit/localize";
import { LitElement, type TemplateResult, html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { allTexts, beginLanguage } from "../locales/page-language.ts";
import { announce } from "../parts/announce.ts";
import "../parts/language-switch.ts";
import { mark } from "../parts/mark.ts";
import "../parts/toast.ts";
import type { Toast } from "../parts/toast.ts";
import { controls } from "../style/controls.ts";
import { trialBar } from "../style/trial-bar.ts";
import { authorityStyle } from "./authority-style.ts";
import { goOnSending, leaveDesk } from "./case/desk.ts";
import { AuthorityClient } from "./client.ts";
import { letListGo } from "./codes/list-desk.ts";
import { loading } from "./loading.ts";
import { NoticeEvent } from "./notice-event.ts";
import { roleList } from "./role-words.ts";
import { type Me, type Section, sees } from "./section.ts";
import { sections } from "./sections.ts";
import { RenamedEvent } from "./renamed-event.ts";
import { type RegionWords, whoIsThere } from "./session.ts";
import "./sign-in/enrol-screen.ts";
import { SignedInEvent } from "./sign-in/sign-in-screen.ts";
import { Work } from "./work.ts";

/** Where one is. */
type Place =
  | { readonly at: "opening" }
  | { readonly at: "enrol"; readonly token: string }
  | { readonly at: "sign-in"; readonly news: "none" | "ended" | "out" }
  | { readonly at: "inside"; readonly me: Me };

/**
 * The authority's page: who is signed in, which section is shown, and what they ask the server through.
 *
 * @element celadon-authority
 */
@customElement("celadon-authority")
export class AuthorityApp extends LitElement {
  static override styles = [controls, trialBar, authorityStyle];

  /** The page knows its language: until then nothing is drawn. */
  @state() private ready = false;
  @state() private place: Place = { at: "opening" };
  @state() private region: RegionWords | null = null;
  @state() private hash = location.hash;
  /** The section whose element has come. */
  @state() private loaded: string | null = null;

  @query("main h1") private heading!: HTMLElement | null;
  @query("celadon-toast") private toast!: Toast;

  readonly #opening = new Work(this);
  readonly #leaving = new Work(this);
  readonly #coming = new Work(this);
  readonly #client = new AuthorityClient({
    send: (input, init) => fetch(input, init),
    signedOut: () => {
      if (this.place.at === "inside") this.place = { at: "sign-in", news: "ended" };
    },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener(SignedInEvent.type, this.#signedIn);
    this.addEventListener(NoticeEvent.type, this.#notice);
    this.addEventListener(RenamedEvent.type, this.#renamed);
    addEventListener("hashchange", this.#moved);
    addEventListener("online", this.#online);
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#moved);
    removeEventListener("online", this.#online);
  }

  async #begin(): Promise<void> {
    await allTexts();
    await beginLanguage(() => msg("Celadon for health staff"));
    this.ready = true;
    void goOnSending();
    await this.#open();
  }

  #open = async (): Promise<void> => {
    await this.#opening.run(async () => {
      this.region = await this.#client.get<RegionWords>("/region");
      const token = takeInvitation();
      if (token !== null) {
        this.place = { at: "enrol", token };
        return;
      }
      const me = await whoIsThere(this.#client);
      this.place = me === null ? { at: "sign-in", news: "none" } : { at: "inside", me };
      await this.#come();
    });
  };

  #online = (): void => {
    if (this.place.at === "opening") void this.#open();
  };

  #signedIn = ({ me }: SignedInEvent): void => {
    this.place = { at: "inside", me };
    this.hash = location.hash;
    void this.#come();
  };

  #notice = ({ message }: NoticeEvent): void => this.toast.show(message);

  #renamed = ({ name }: RenamedEvent): void => {
    if (this.place.at === "inside") this.place = { at: "inside", me: { ...this.place.me, name } };
  };

  #moved = (): void => {
    const token = takeInvitation();
    if (token !== null) {
      this.place = { at: "enrol", token };
      return;
    }
    this.hash = location.hash;
    void this.#come();
  };

  /** Fetch the section that the address names, and begin at its top. */
  #come = async (): Promise<void> => {
    const section = this.#section();
    if (section === null) return;
    const isAnother = this.loaded !== section.id;
    await this.#coming.run(() => section.load());
    if (this.#section() !== section) return this.#come();
    if (this.#coming.trouble !== null || !isAnother) return;
    this.loaded = section.id;
    await this.updateComplete;
    this.heading?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
    announce(section.label());
  };

  /** The section that the address names, as far as the person may see it; else the first. */
  #section(): Section | null {
    const { place } = this;
    if (place.at !== "inside") return null;
    const visible = sections.filter((section) => sees(place.me, section));
    const [id] = this.hash.slice(1).split("/", 1);
    return visible.find((section) => section.id === id) ?? visible[0] ?? null;
  }

  #signOut = async (): Promise<void> => {
    const done = await this.#leaving.run(() => this.#client.post("/sign-out"));
    if (done) {
      letListGo();
      this.place = { at: "sign-in", news: "out" };
    } else if (this.#leaving.trouble !== null) this.toast.show({ text: this.#leaving.trouble });
  };

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place") && this.place.at !== "inside") leaveDesk();
  }

  protected override render() {
    if (!this.ready) return html`<slot></slot>`;
    return html`${
        this.region?.isTrial === true
          ? html`<aside class="trial" data-testid="trial-region">
              ${msg("Trial region: nobody else watches this list.")}
            </aside>`
          : nothing
      }
      <header>
        <span class="house">
          ${mark}
          <span class="names">
            <span>Celadon</span>
            <bdi class="soft">${this.region?.name ?? nothing}</bdi>
          </span>
        </span>
        <celadon-language></celadon-language>
      </header>
      ${this.#renderPlace()}
      <celadon-toast></celadon-toast>`;
  }

  #renderPlace(): TemplateResult {
    const { place } = this;
    switch (place.at) {
      case "opening":
        return html`<main class="narrow">
          <h1 tabindex="-1">${msg("For health staff")}</h1>
          ${loading(this.#opening, () => void this.#open())}
        </main>`;
      case "enrol":
        return html`<main class="narrow">
          <authority-enrol .client=${this.#client} .token=${place.token}></authority-enrol>
        </main>`;
      case "sign-in":
        return html`<main class="narrow">
          <authority-sign-in .client=${this.#client} .news=${newsWords(place.news)}></authority-sign-in>
        </main>`;
      case "inside":
        return this.#renderInside(place.me);
    }
  }

  #renderInside(me: Me): TemplateResult {
    const present = this.#section();
    return html`<div class="inside">
      <nav aria-label=${msg("Sections")}>
        <ul>
          ${sections
            .filter((section) => sees(me, section))
            .map(
              (section) =>
                html`<li>
                  <a href="#${section.id}" aria-current=${section === present ? "page" : nothing}
                    >${section.label()}</a
                  >
                </li>`,
            )}
        </ul>
        <div class="who">
          <span data-testid="me">${msg(html`<bdi>${me.name}</bdi>: ${roleList(me.roles)}`)}</span>
          <button
            class="button plain"
            type="button"
            data-testid="sign-out"
            aria-disabled=${this.#leaving.busy}
            @click=${() => void this.#signOut()}
          >
            ${msg("Sign out")}
          </button>
        </div>
      </nav>
      <main>
        <h1 tabindex="-1">${present?.label() ?? nothing}</h1>
        ${
          present === null || this.loaded !== present.id
            ? loading(this.#coming, () => void this.#come())
            : present.draw({ client: this.#client, me, path: pathIn(this.hash) })
        }
      </main>
    </div>`;
  }
}

/** The invitation in the address, which is taken out of it: it is of use once, and for nobody else. */
function takeInvitation(): string | null {
  const token = /^#enrol-([\w-]+)$/.exec(location.hash)?.[1] ?? null;
  if (token !== null) history.replaceState(null, "", location.pathname);
  return token;
}

function pathIn(hash: string): string {
  return hash.split("/").slice(1).join("/");
}

function newsWords(news: "none" | "ended" | "out"): string {
  if (news === "none") return "";
  return news === "out" ? msg("You have signed out.") : msg("Your session has ended. Sign in again.");
}

declare global {
  interface HTMLElementTagNameMap {
    "celadon-authority": AuthorityApp;
  }
}
