import { msg } from "@lit/localize";
import { LitElement, css, html } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { hoursList } from "../../parts/hours/hours-list.ts";
import "../../parts/hours/hours-step.ts";
import type { HoursChosenEvent, HoursStep } from "../../parts/hours/hours-step.ts";
import type { ReleaseWindow } from "../../parts/hours/release-window.ts";
import { controls } from "../../style/controls.ts";
import type { AuthorityClient } from "../client.ts";
import { loading } from "../loading.ts";
import { Looking } from "../looking.ts";
import { sectionStyle } from "../section-style.ts";
import type { RegionWords } from "../session.ts";

/** The hours that a place is asked for were put into its link, or taken out of it. */
export class RequestHoursEvent extends Event {
  static readonly type = "request-hours";
  readonly hours: ReleaseWindow | null;
  constructor(hours: ReleaseWindow | null) {
    super(RequestHoursEvent.type);
    this.hours = hours;
  }
}

/**
 * The hours that a place is asked for, if the authority says them. They go into the link and nowhere else.
 *
 * @element authority-request-hours
 * @fires request-hours
 */
@customElement("authority-request-hours")
export class RequestHours extends LitElement {
  static override styles = [
    controls,
    sectionStyle,
    css`
      celadon-hours-step {
        max-inline-size: 28rem;
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  /** Those that are in the link. */
  @property({ attribute: false }) hours: ReleaseWindow | null = null;

  @state() private policy: Pick<RegionWords, "retentionDays"> | null = null;
  @query("h3") private heading!: HTMLElement;
  @query("celadon-hours-step") private step!: HoursStep | null;
  readonly #looking = new Looking(this, async () => {
    this.policy = await this.client.get<RegionWords>("/region");
  });

  /** What was tapped is gone: what is there in its place begins with its heading. */
  protected override updated(changed: Map<string, unknown>): void {
    const wasShown = changed.get("hours") !== undefined;
    if (wasShown) this.heading.focus();
  }

  protected override render() {
    return html`<section aria-labelledby="hours">
      <h3 id="hours" tabindex="-1">${msg("Which hours")}</h3>
      ${this.hours === null ? this.#renderChoice() : this.#renderChosen(this.hours)}
    </section>`;
  }

  #renderChoice() {
    const { policy } = this;
    return html`<p class="lead">
        ${msg("If you know the hours, put them into the link: the place’s page then offers just these. The server is not told of them.")}
      </p>
      ${
        policy === null
          ? loading(this.#looking, this.#looking.now)
          : html`<celadon-hours-step
                .policy=${policy}
                .now=${Date.now() / 1000}
                @hours-chosen=${({ window }: HoursChosenEvent) => this.#put(window)}
              ></celadon-hours-step>
              <div>
                <button
                  class="button"
                  type="button"
                  data-testid="put-hours"
                  @click=${() => this.step?.submit()}
                >
                  ${msg("Put these hours into the link")}
                </button>
              </div>`
      }`;
  }

  #renderChosen(hours: ReleaseWindow) {
    return html`<div role="status" data-testid="asked-hours">
        <p>${msg("The link asks for:")}</p>
        ${hoursList(hours)}
      </div>
      <div>
        <button class="button" type="button" @click=${() => this.#put(null)}>
          ${msg("Take the hours out again")}
        </button>
      </div>`;
  }

  #put(hours: ReleaseWindow | null): void {
    this.dispatchEvent(new RequestHoursEvent(hours));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-request-hours": RequestHours;
  }
  interface HTMLElementEventMap {
    "request-hours": RequestHoursEvent;
  }
}
