import { msg, str } from "@lit/localize";
import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";
import { LitElement, css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { plural } from "../../parts/plural.ts";
import { sentences } from "../../parts/sentences.ts";
import { clockTime, dayWord, pageReader } from "../../parts/time-words.ts";
import { controls } from "../../style/controls.ts";
import { fileButton } from "../../style/file-button.ts";
import type { AuthorityClient } from "../client.ts";
import { ClientError } from "../client-error.ts";
import { problem } from "../loading.ts";
import { Looking } from "../looking.ts";
import { NoticeEvent } from "../notice-event.ts";
import { sectionStyle } from "../section-style.ts";
import type { Me } from "../section.ts";
import { Work } from "../work.ts";
import { forgetListsBut, mayBeList, rememberList } from "./list-check.ts";
import "./list-choice.ts";
import { heldList, holdList } from "./list-desk.ts";
import { type ListFile, listBytesMax, readListFile, type References } from "./list-file.ts";
import "./list-progress.ts";
import { type KnownList, ListRun, type ListServer, type ListTrouble } from "./list-run.ts";
import { numberWords } from "./list-words.ts";

/** A list that is taken up again, and from where. */
interface TakenUp {
  readonly list: KnownList;
  /** Whether the rows that are in a file get new codes, too. */
  readonly anew: boolean;
}

/** So many references one list may have. */
const rowsMax = 50_000;

/**
 * Codes for a list of the office's own references, which stays in this page.
 *
 * @element authority-many-codes
 */
@customElement("authority-many-codes")
export class ManyCodes extends LitElement {
  static override styles = [
    controls,
    fileButton,
    sectionStyle,
    css`
      .facts {
        display: grid;
        gap: var(--space-2);
        max-inline-size: 40rem;
        padding-inline-start: 1.2em;
        list-style: disc;
      }
    `,
  ];

  @property({ attribute: false }) client!: AuthorityClient;
  @property({ attribute: false }) me!: Me;

  @state() private file: ListFile | null = null;
  @state() private wrong: string | null = null;
  @state() private lists: readonly KnownList[] = [];
  @state() private takenUp: TakenUp | null = null;

  readonly #looking = new Looking(this, async () => {
    this.lists = await this.client.get<KnownList[]>("/codes/lists");
    forgetListsBut(this.lists.map(({ job }) => job));
  });
  readonly #working = new Work(this);

  get #server(): ListServer {
    const { client } = this;
    return {
      begin: (job, rows) => client.post("/codes/lists/begin", { job, rows }),
      issue: (job, wanted) => client.post("/codes/lists/issue", { job, ...wanted }),
      saved: (job, saved) => client.post("/codes/lists/saved", { job, ...saved }),
    };
  }

  #chooseFile = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const [chosen] = input.files ?? [];
    if (chosen === undefined) return;
    this.wrong = null;
    this.file = null;
    const read = chosen.size > listBytesMax ? null : readListFile(new Uint8Array(await chosen.arrayBuffer()));
    // The same file may be chosen again after it was mended.
    input.value = "";
    if (read === null) {
      this.wrong = msg(
        "There is no list in this file. Save it as CSV in your spreadsheet program, and choose that.",
      );
      return;
    }
    this.file = read;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("#rows")?.focus();
  };

  #begin = async (references: References): Promise<void> => {
    const { takenUp, file } = this;
    const rows = references.references.length;
    this.wrong = null;
    if (rows > rowsMax) {
      this.wrong = msg(str`One list has at most ${numberWords(rowsMax)} rows. Divide it into several files.`);
      return;
    }
    if (takenUp !== null && !isSameList(takenUp.list, references)) {
      this.wrong = msg(
        "This is not the list that was begun. Choose the same file, the same column and the same headings.",
      );
      return;
    }
    await this.#working.run(async () => {
      const job = takenUp?.list.job ?? bytesToHex(randomBytes(16));
      const known = await this.#server.begin(job, rows);
      rememberList(job, references.references);
      const firstRow = takenUp === null || takenUp.anew ? 0 : known.saved;
      const run = new ListRun(this.#server, known, references.references, firstRow, listTrouble);
      holdList({ owner: this.me.number, run, file: file!, references });
      this.file = null;
      this.takenUp = null;
      void run.run();
    });
    await this.#focusHeading();
  };

  #takeUp = async (list: KnownList, anew: boolean): Promise<void> => {
    this.takenUp = { list, anew };
    this.file = null;
    this.wrong = null;
    await this.#focusHeading();
  };

  /** What is new begins with its heading. */
  async #focusHeading(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus();
  }

  #finished = async (): Promise<void> => {
    await this.#looking.now();
    await this.#focusHeading();
  };

  #revoke = async ({ job }: KnownList): Promise<void> => {
    const isDone = await this.#working.run(async () => {
      const { revoked } = await this.client.post<{ revoked: number }>("/codes/lists/revoke", { job });
      const text = plural(revoked, msg("one: # code was revoked. | other: # codes were revoked."));
      this.dispatchEvent(new NoticeEvent({ text }));
    });
    if (isDone) await this.#looking.now();
  };

  protected override render() {
    const held = heldList(this.me.number);
    if (held !== null) {
      return html`<section aria-labelledby="run">
        <h2 id="run" tabindex="-1">${msg("Codes for a list")}</h2>
        <authority-list-progress
          .held=${held}
          @list-done=${() => void this.#finished()}
        ></authority-list-progress>
      </section>`;
    }
    return html`<section aria-labelledby="list">
        <h2 id="list" tabindex="-1">
          ${this.takenUp === null ? msg("Codes for a list") : msg("Go on with a list")}
        </h2>
        ${this.takenUp === null ? this.#renderFacts() : this.#renderTakenUp(this.takenUp)}
        <div>
          <label class="button file ${this.file === null ? "main" : ""}"
            >${this.file === null ? msg("Choose a CSV file") : msg("Choose another file")}<input
              type="file"
              data-testid="list-file"
              accept=".csv,.tsv,.txt,text/csv,text/plain"
              @change=${this.#chooseFile}
          /></label>
        </div>
        <div role="alert">
          ${this.wrong === null ? nothing : html`<p class="problem" data-testid="list-wrong">${this.wrong}</p>`}
        </div>
        ${this.file === null ? nothing : this.#renderChoice(this.file)} ${problem(this.#working)}
      </section>
      ${this.lists.length === 0 || this.takenUp !== null || this.file !== null ? nothing : this.#renderLists()}`;
  }

  #renderFacts() {
    return html`<ul class="facts">
      <li>
        ${msg("Choose a CSV file with one reference of your own in each row. Each gets a claim code for a person who tested positive.")}
      </li>
      <li>
        ${msg("The file stays on this page. The server is told how many rows there are, and nothing that stands in them.")}
      </li>
      <li>
        ${msg("You get a file with references and codes. Nobody else has it, and it cannot be fetched again.")}
      </li>
    </ul>`;
  }

  #renderTakenUp({ list, anew }: TakenUp) {
    return html`<p class="lead">
        ${sentences(
          msg("Choose the same file again: what stands in it is nowhere but with you."),
          anew
            ? msg(
                "All its rows get new codes, and the earlier ones are revoked as far as nobody has used them.",
              )
            : plural(
                list.rows - list.saved,
                msg(
                  "one: It goes on with the row that is not in your saved file. | other: It goes on with the # rows that are not in your saved file.",
                ),
              ),
        )}
      </p>
      <div>
        <button class="button" type="button" @click=${() => (this.takenUp = null)}>${msg("Back")}</button>
      </div>`;
  }

  #renderChoice(file: ListFile) {
    const action = (count: number): string =>
      this.takenUp === null
        ? plural(count, msg("one: Make # code | other: Make # codes"))
        : msg("Go on with this list");
    return html`<h3 id="rows" tabindex="-1">${msg("What is in the file")}</h3>
      <authority-list-choice
        .file=${file}
        .action=${action}
        .busy=${this.#working.busy}
        @references-chosen=${({ references }: { references: References }) => void this.#begin(references)}
      ></authority-list-choice>`;
  }

  #renderLists() {
    return html`<section aria-labelledby="lists">
      <h2 id="lists">${msg("Lists you began")}</h2>
      <ul class="rows">
        ${this.lists.map((list) => this.#renderList(list))}
      </ul>
    </section>`;
  }

  #renderList(list: KnownList) {
    const { rows, saved, expires } = list;
    const reader = pageReader();
    const until = msg(str`${dayWord(expires, Date.now() / 1000, reader)}, ${clockTime(expires, reader)}`);
    const isWhole = saved === rows;
    return html`<li data-testid="begun-list" data-saved=${saved}>
      <div class="what">
        <p class="name">
          ${plural(
            rows,
            msg("one: # row, {saved} saved in a file | other: # rows, {saved} saved in a file"),
            {
              saved: numberWords(saved),
            },
          )}
        </p>
        <p class="soft">${msg(str`Its codes are valid until: ${until}. Then the list is forgotten.`)}</p>
      </div>
      <div class="actions">
        ${
          isWhole
            ? nothing
            : html`<button
                class="button main"
                type="button"
                data-testid="take-up"
                @click=${() => void this.#takeUp(list, false)}
              >
                ${msg("Go on with this list")}
              </button>`
        }
        ${
          saved === 0
            ? nothing
            : html`<button
                class="button"
                type="button"
                data-testid="make-anew"
                @click=${() => void this.#takeUp(list, true)}
              >
                ${msg("The file is lost: make all codes anew")}
              </button>`
        }
        <button
          class="button"
          type="button"
          data-testid="revoke-list"
          @click=${() => void this.#revoke(list)}
        >
          ${msg("Revoke what is unused")}
        </button>
      </div>
    </li>`;
  }
}

function isSameList({ job, rows }: KnownList, { references }: References): boolean {
  return references.length === rows && mayBeList(job, references);
}

/** What an error of the server means to a list. */
export function listTrouble(error: unknown): ListTrouble {
  if (!(error instanceof ClientError)) throw error;
  switch (error.code) {
    case "offline":
    case "busy":
    case "server-trouble":
      return "no-answer";
    case "signed-out":
      return "signed-out";
    default:
      if (error.status === 409) return "superseded";
      return error.status === 404 || error.status === 410 ? "gone" : "refused";
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "authority-many-codes": ManyCodes;
  }
}
