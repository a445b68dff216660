import { msg, str } from "@lit/localize";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { plural } from "../../parts/plural.ts";
import { fullDate, fullMoment, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { fieldStyle } from "../../style/field-style.ts";
import type { AuthorityClient } from "../client.ts";
import { loading, problem } from "../loading.ts";
import { Looking } from "../looking.ts";
import { nameTaken } from "../name-taken.ts";
import { NoticeEvent } from "../notice-event.ts";
import { roleList } from "../role-words.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import { Work } from "../work.ts";
import "./invitation-card.ts";
import type { InvitationLink, Person } from "./person.ts";
import "./roles-field.ts";
import type { RolesField } from "./roles-field.ts";

const secondsPerDay = 86_400;

/** What is open beside a person. */
type Open =
  | { readonly at: "nothing" }
  | { readonly at: "invite" }
  | { readonly at: "invitation"; readonly invitation: InvitationLink; readonly name: string }
  | { readonly at: "roles" | "end"; readonly staff: number };

/**
 * Who works here: invited, with which roles, until when.
 *
 * @element authority-people
 */
@customElement("authority-people")
export class PeopleSection extends LitElement {
  static override styles = [
    controls,
    fieldStyle,
    sectionStyle,
    css`
      form {
        max-inline-size: 32rem;
      }
      li form,
      li .ending {
        flex: 1 1 100%;
        padding-block: var(--space-3);
      }
      .ending {
        display: grid;
        gap: var(--space-3);
      }
      summary {
        display: flex;
        align-items: center;
        min-block-size: var(--tap);
        font-weight: 600;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  @property({ attribute: false }) me!: Me;

  @state() private people: readonly Person[] | null = null;
  @state() private open: Open = { at: "nothing" };
  @state() private formProblem: string | null = null;
  @query("#name") private nameField!: HTMLInputElement | null;
  @query("authority-roles") private rolesField!: RolesField | null;
  readonly #looking = new Looking(this, async () => {
    this.people = (await this.client.get<{ people: Person[] }>("/people")).people;
  });
  readonly #acting = new Work(this);

  #show = async (open: Open): Promise<void> => {
    this.formProblem = null;
    this.#acting.trouble = null;
    this.open = open;
    await this.updateComplete;
    this.shadowRoot?.querySelector<HTMLElement>("[data-first]")?.focus();
  };

  #invite = async (event: Event): Promise<void> => {
    event.preventDefault();
    const name = this.nameField!.value.trim();
    const roles = this.rolesField!.chosen;
    if (!this.#hasRole(roles)) return;
    await this.#link("/people/invite", { name, roles }, name);
  };

  #inviteAgain = async ({ number, name }: Person): Promise<void> => {
    await this.#link("/people/invite-again", { staff: number }, nameWords(name));
  };

  async #link(path: string, body: object, name: string): Promise<void> {
    let invitation: InvitationLink | null = null;
    await this.#acting.run(
      async () => (invitation = await this.client.post<InvitationLink>(path, body)),
      nameTaken,
    );
    if (invitation !== null) await this.#show({ at: "invitation", invitation, name });
    await this.#looking.now();
  }

  #changeRoles = async (event: Event, { number: staff, name }: Person): Promise<void> => {
    event.preventDefault();
    const roles = this.rolesField!.chosen;
    if (!this.#hasRole(roles)) return;
    await this.#change(
      "/people/roles",
      { staff, roles },
      msg(str`The roles of ${nameWords(name)} have changed.`),
    );
  };

  #end = async ({ number: staff, name }: Person): Promise<void> => {
    await this.#change("/people/end", { staff }, msg(str`${nameWords(name)} has no access any more.`));
  };

  async #change(path: string, body: object, done: string): Promise<void> {
    const lastOne = (status: number) =>
      status === 409
        ? msg("There must always be an administrator. Give somebody else the role first.")
        : status === 404
          ? msg("Their access has ended already.")
          : null;
    const isDone = await this.#acting.run(() => this.client.post(path, body), lastOne);
    if (isDone) await this.#show({ at: "nothing" });
    await this.#looking.now();
    if (isDone) this.dispatchEvent(new NoticeEvent({ text: done }));
  }

  #hasRole(roles: readonly string[]): boolean {
    this.formProblem = roles.length === 0 ? msg("Choose at least one role.") : null;
    return roles.length > 0;
  }

  protected override render() {
    const { people } = this;
    if (people === null) return loading(this.#looking, this.#looking.now);
    const present = people.filter(({ endedDay }) => endedDay === null);
    const gone = people.filter(({ endedDay }) => endedDay !== null);
    return html`
      ${this.#renderInvite(present.length === 1)}
      ${this.open.at === "nothing" ? problem(this.#acting) : nothing}
      <section aria-labelledby="present">
        <h2 id="present">${msg("Who has access")}</h2>
        <ul class="rows">
          ${present.map((person) => this.#renderPerson(person))}
        </ul>
      </section>
      ${
        gone.length === 0
          ? nothing
          : html`<details>
              <summary class="unfolds">
                ${plural(gone.length, msg("one: # person whose access has ended | other: # people whose access has ended"))}
              </summary>
              <ul class="rows">
                ${gone.map(
                  ({ name, endedDay }) =>
                    html`<li>
                      <div class="what">
                        <p class="name"><bdi>${nameWords(name)}</bdi></p>
                        <p class="soft">
                          ${msg(str`Ended on ${fullDate((endedDay ?? 0) * secondsPerDay, { ...pageReader(), timeZone: "UTC" })}`)}
                        </p>
                      </div>
                    </li>`,
                )}
              </ul>
            </details>`
      }
    `;
  }

  #renderInvite(alone: boolean) {
    const { open } = this;
    if (open.at === "invitation") {
      return html`<authority-invitation
        .invitation=${open.invitation}
        .name=${open.name}
        @handed=${() => void this.#show({ at: "nothing" })}
      ></authority-invitation>`;
    }
    if (open.at !== "invite") {
      return html`<div class="what">
        ${
          alone
            ? html`<p class="lead" data-testid="alone">
                ${msg("You are the only one here. What takes two people, confirming and taking back, needs another: invite an approver.")}
              </p>`
            : nothing
        }
        <div>
          <button
            class="button main"
            type="button"
            data-testid="invite"
            @click=${() => void this.#show({ at: "invite" })}
          >
            ${msg("Invite a person")}
          </button>
        </div>
      </div>`;
    }
    return html`<form class="card" @submit=${(event: Event) => void this.#invite(event)}>
      <div class="question">
        <label for="name">${msg("Their name at work")}</label>
        <input class="field" id="name" data-first required maxlength="60" autocomplete="off" />
        <p class="soft">${msg("They can change it. Write nothing else here.")}</p>
      </div>
      <authority-roles .roles=${["issuer"]}></authority-roles>
      ${this.#renderFormFoot(msg("Make the link"))}
    </form>`;
  }

  #renderFormFoot(label: string) {
    return html`<div role="alert">
        ${this.formProblem === null ? "" : html`<p class="problem">${this.formProblem}</p>`}
      </div>
      ${problem(this.#acting)}
      <div class="actions">
        <button class="button main" aria-disabled=${this.#acting.busy}>${label}</button>
        <button class="button" type="button" @click=${() => void this.#show({ at: "nothing" })}>
          ${msg("Cancel")}
        </button>
      </div>`;
  }

  #renderPerson(person: Person) {
    const { number, name, roles, invitedUntil } = person;
    const { open } = this;
    const isOpen = (open.at === "roles" || open.at === "end") && open.staff === number ? open.at : null;
    return html`<li data-testid="person">
      <div class="what">
        <p class="name">
          <bdi>${nameWords(name)}</bdi>${number === this.me.number ? html` ${msg("(you)")}` : nothing}
        </p>
        <p class="soft">${roleList(roles)}</p>
        <p class="soft">${accessWords(person)}</p>
      </div>
      ${
        isOpen !== null
          ? nothing
          : html`<div class="actions">
              ${
                person.passkeys > 0
                  ? nothing
                  : html`<button class="button" type="button" @click=${() => void this.#inviteAgain(person)}>
                      ${invitedUntil === null ? msg("Make a link") : msg("Make a new link")}
                    </button>`
              }
              <button
                class="button"
                type="button"
                @click=${() => void this.#show({ at: "roles", staff: number })}
              >
                ${msg("Change roles")}
              </button>
              <button
                class="button"
                type="button"
                @click=${() => void this.#show({ at: "end", staff: number })}
              >
                ${msg("End access")}
              </button>
            </div>`
      }
      ${isOpen === "roles" ? this.#renderRoles(person) : nothing}
      ${isOpen === "end" ? this.#renderEnd(person) : nothing}
    </li>`;
  }

  #renderRoles(person: Person) {
    return html`<form @submit=${(event: Event) => void this.#changeRoles(event, person)}>
      <authority-roles .roles=${person.roles}></authority-roles>
      ${this.#renderFormFoot(msg("Save"))}
    </form>`;
  }

  #renderEnd(person: Person) {
    return html`<div class="ending">
      <p>
        ${msg("Their passkeys and sessions go at once, and what they asked for is withdrawn. To come back they need a new link.")}
      </p>
      ${problem(this.#acting)}
      <div class="actions">
        <button
          class="button main"
          type="button"
          data-first
          aria-disabled=${this.#acting.busy}
          @click=${() => void this.#end(person)}
        >
          ${msg("End access now")}
        </button>
        <button class="button" type="button" @click=${() => void this.#show({ at: "nothing" })}>
          ${msg("Cancel")}
        </button>
      </div>
    </div>`;
  }
}

function nameWords(name: string): string {
  return name === "" ? msg("A person without a name yet") : name;
}

function accessWords({ passkeys, invitedUntil }: Person): string {
  if (passkeys > 0) return plural(passkeys, msg("one: # passkey | other: # passkeys"));
  if (invitedUntil === null) return msg("Invited, but the link has expired.");
  return msg(str`Invited; the link works until ${fullMoment(invitedUntil, pageReader())}.`);
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-people": PeopleSection;
  }
}
