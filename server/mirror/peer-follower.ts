import { type Manifest, textFor } from "../../protocol/index.ts";
import { Difference, printable } from "../monitor/findings.ts";
import { Site, UnreachableError } from "../monitor/site.ts";
import { nowOf, type World } from "../world.ts";
import { advance } from "./advance.ts";
import { forgetAged } from "./aging.ts";

/** A peer that has not been fetched in so long is let go of until the next time; what was kept until then stays. */
const advanceMillisecondsMax = 30 * 60_000;

/** More of what a peer's server made of an error does not go into a log line. */
const reasonLengthMax = 500;

/** Follows one peer. */
export class PeerFollower {
  readonly peer: Manifest["peers"][number];
  readonly #world: World;
  readonly #url: string;
  readonly #patienceSeconds: number;
  readonly #abort = new AbortController();
  #asking: Promise<boolean> | null = null;
  #isMirrored = false;
  #toldReason: string | null = null;

  /**
   * @param url - Where it is fetched.
   * @param patienceSeconds - Before what failed on the way is asked for again.
   */
  constructor(world: World, peer: Manifest["peers"][number], url: string, patienceSeconds: number) {
    this.#world = world;
    this.peer = peer;
    this.#url = url;
    this.#patienceSeconds = patienceSeconds;
  }

  /**
   * Fetch what it has published since, unless that is being done. Never rejects.
   *
   * @returns Whether all of it was taken.
   */
  ask(): Promise<boolean> {
    this.#asking ??= this.#follow().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Break off what is under way. @returns When nothing is. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#asking;
  }

  async #follow(): Promise<boolean> {
    const { store } = this.#world;
    const { root } = this.peer;
    try {
      await store.transaction(async () => forgetAged(store.mirror, root, nowOf(this.#world)));
      const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(advanceMillisecondsMax)]);
      const size = await advance(this.#world, root, new Site(this.#url, this.#patienceSeconds, signal));
      this.#sayMirrored(size);
      return true;
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#sayWhy(error);
      return false;
    }
  }

  #sayMirrored(entries: number): void {
    const { peer, name } = this.#named();
    if (!this.#isMirrored)
      this.#world.log.info({ peer, entries }, `Peer ${name} is mirrored up to entry ${entries}.`);
    this.#isMirrored = true;
    this.#toldReason = null;
  }

  /** Once for each reason, not at each try. */
  #sayWhy(error: unknown): void {
    const { peer, name } = this.#named();
    const why = reasonOf(error);
    this.#isMirrored = false;
    if (why === this.#toldReason) return;
    this.#toldReason = why;
    const evidence = error instanceof Difference ? error.evidence : [];
    const isOurs = !(error instanceof Difference || error instanceof UnreachableError || isTimeout(error));
    this.#world.log[isOurs ? "error" : "warn"](
      { peer, evidence, ...(isOurs ? { err: error } : {}) },
      `Nothing new was taken from peer ${name}: ${why} What was mirrored before stays; this is tried again.`,
    );
  }

  #named(): { peer: string; name: string } {
    const peer = this.peer.root.slice(0, 16);
    return { peer, name: `"${textFor(this.peer.name, ["en"])}" (${peer})` };
  }
}

function reasonOf(error: unknown): string {
  if (isTimeout(error)) return `It took longer than ${advanceMillisecondsMax / 60_000} minutes.`;
  const words = error instanceof Difference ? `${error.what}: ${error.message}.` : String(error);
  const plain = error instanceof UnreachableError ? error.message : words;
  return printable(plain.slice(0, reasonLengthMax));
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}
