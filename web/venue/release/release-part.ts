import { msg } from "@lit/localize";
import { html } from "lit";
import { readReleaseRequest, type ReleaseRequest } from "../../parts/release-request.ts";
import "../message-screen.ts";
import type { RegionState } from "../state.ts";
import { isSettled } from "./release-record.ts";
import type { ReleasePage } from "./release-screens.ts";
import type { ReleaseSession } from "./release-session.ts";

/** The page's part about releases: its code comes when it is wanted, and while something is under way. */
export class ReleasePart {
  readonly #page: ReleasePage;
  #screens: typeof import("./release-screens.ts") | null = null;
  #session: ReleaseSession | null = null;
  #coming: Promise<void> | null = null;
  #failed = false;
  #request: ReleaseRequest | null = null;

  constructor(page: ReleasePage) {
    this.#page = page;
  }

  /**
   * Take a request link out of the page's address. It sends nothing.
   *
   * @returns Whether there was one; its screen is then the one that is wanted.
   */
  takeLink(): boolean {
    this.#request = readReleaseRequest(location.hash);
    if (this.#request === null) return false;
    history.replaceState(null, "", `${location.pathname}#release`);
    return true;
  }

  /** Go on with what is under way, if anything is. */
  async goOn(): Promise<void> {
    if (!(await this.#page.store.releases()).every(isSettled)) await this.want();
  }

  /** Fetch the code and open what is stored, once; then begin with what a link asked for. */
  async want(): Promise<void> {
    this.#coming ??= this.#come();
    await this.#coming;
    const request = this.#request;
    this.#request = null;
    if (request !== null) this.#session?.begin(request.claimCode, request.hours);
  }

  /** Once a second. */
  tick(): void {
    void this.#session?.tick();
  }

  /** The screen of a route about releases. @param now - Unix seconds. */
  screen(at: "release" | "listed", region: RegionState, now: number) {
    if (this.#screens !== null && this.#session !== null) {
      return this.#screens.releaseScreen(at, this.#session, region, now);
    }
    if (!this.#failed) return html``;
    return html`<venue-message heading=${msg("This part has not come yet")}>
      <p>${msg("It is not on this device yet, and it could not be fetched. Check the network.")}</p>
      <button slot="actions" class="button first" type="button" @click=${() => location.reload()}>
        ${msg("Load the page anew")}
      </button>
    </venue-message>`;
  }

  async #come(): Promise<void> {
    try {
      this.#screens = await import("./release-screens.ts");
      this.#session = this.#screens.releaseSession(this.#page);
      await this.#session.open();
    } catch (error) {
      // What a browser says when a script cannot be fetched; anything else is a bug.
      if (!(error instanceof TypeError)) throw error;
      this.#failed = true;
      this.#page.changed();
    }
  }
}
