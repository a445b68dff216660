import type { IDBFactory } from "fake-indexeddb";
import { VenueSession } from "../../web/venue/session.ts";
import { VenueStore } from "../../web/venue/store.ts";
import { emptyDisk } from "./disk.ts";

/** A tablet on a counter: a disk, a clock, a network that can be cut, and the venue page's session on it. */
export class Tablet {
  readonly disk: IDBFactory = emptyDisk();
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** Unix seconds. */
  now: number;
  /** The server's address; `null` while the network is cut. */
  server: string | null;
  /** What the server's clock shows, Unix seconds. */
  serverNow: () => number;
  session: VenueSession;

  /** @param now - Both clocks show it at first, and this one's drives the other unless changed. */
  constructor(server: string | null, now: number) {
    this.server = server;
    this.now = now;
    this.serverNow = () => this.now;
    this.session = this.#newSession();
  }

  /** Open the page: at the first time, after a reload, or after the power was off. */
  async open(fragment = ""): Promise<VenueSession> {
    this.session = this.#newSession();
    await this.session.open(fragment);
    return this.session;
  }

  /** Let time pass, then look at the page again. */
  async wait(seconds: number): Promise<void> {
    this.now += seconds;
    await this.session.tick();
  }

  #newSession(): VenueSession {
    return new VenueSession({
      store: new VenueStore(this.disk),
      fetch: this.#fetch,
      origin: "https://celadon.example",
      now: () => this.now,
      changed: () => {},
    });
  }

  #fetch: typeof fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    this.asked.push(pathname);
    if (this.server === null) throw new TypeError("fetch failed");
    const answer = await fetch(this.server + pathname, init);
    const headers = new Headers(answer.headers);
    // The answer's own date is that of the machine the test runs on.
    headers.set("date", new Date(this.serverNow() * 1000).toUTCString());
    return new Response(await answer.arrayBuffer(), { status: answer.status, headers });
  };
}
