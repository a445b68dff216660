import {
  cosignatureVerifier,
  type CosignatureVerifier,
  proveConsistency,
  subtreesOfTiles,
  takeCosignature,
} from "../../protocol/index.ts";
import { secondsPerHour } from "../clock.ts";
import type { LogHead, StoredCosignature } from "../store/log-tables.ts";
import { nowOf, type World } from "../world.ts";
import { addCosignature } from "./served-checkpoint.ts";
import type { WitnessAddress } from "./witness-address.ts";
import { askWitness } from "./witness-request.ts";

/** A witness that failed is asked again after so long, then twice as long, and so on. */
const retryMilliseconds = 2_000;
const retryMillisecondsMax = 60_000;

/** How far a witness's clock may be ahead: devices count nothing beyond. @see SPEC.md §4.7 */
const aheadSecondsMax = secondsPerHour;

/** A witness that names another size each time is not asked for ever. */
const conflictsMax = 3;

/** Keeps one witness up to date with the log. */
export class WitnessFollower {
  readonly #world: World;
  readonly #witness: WitnessAddress;
  readonly #verifier: CosignatureVerifier;
  readonly #abort = new AbortController();
  /** Size that the witness has cosigned last, as far as is known: what the next proof starts from. */
  #lastSize: number;
  /** Size that it has cosigned, and the cosignature is here. */
  #doneSize: number;
  #running: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #failures = 0;
  #toldReason: string | null = null;

  /** @param size - Of the log that it has cosigned last, as far as the store knows. */
  constructor(world: World, witness: WitnessAddress, size: number) {
    this.#world = world;
    this.#witness = witness;
    this.#verifier = cosignatureVerifier(witness.vkey);
    this.#lastSize = size;
    this.#doneSize = size;
  }

  /** Ask now, unless that is being done, or there is nothing to ask for. */
  wake(): void {
    if (this.#running !== null || this.#abort.signal.aborted) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#running = this.#catchUp().finally(() => {
      this.#running = null;
    });
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  /** Until the newest head is cosigned, or something fails. Never rejects. */
  async #catchUp(): Promise<void> {
    const { log, store } = this.#world;
    const { name } = this.#verifier;
    try {
      for (
        let head = await store.log.head();
        head !== null && head.size !== this.#doneSize;
        head = await store.log.head()
      ) {
        await this.#store(await this.#cosigned(head));
        this.#doneSize = head.size;
        if (this.#failures > 0) log.info({ witness: name }, `Witness ${name} cosigns again.`);
        this.#failures = 0;
        this.#toldReason = null;
      }
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      const why = reasonOf(error);
      this.#failures++;
      // Once for each reason, not at each try.
      if (why !== this.#toldReason) {
        log.warn({ witness: name }, `Witness ${name} has not cosigned: ${why}. This is tried again.`);
        this.#toldReason = why;
      }
      const wait = Math.min(retryMilliseconds * 2 ** (this.#failures - 1), retryMillisecondsMax);
      this.#timer = setTimeout(() => this.wake(), wait);
    }
  }

  async #cosigned({ size, checkpoint }: LogHead): Promise<StoredCosignature> {
    const { log } = this.#world.store;
    const subtrees = subtreesOfTiles(async (level, from, count) => log.hashes(level, from, count));
    for (let conflicts = 0; ; conflicts++) {
      if (this.#lastSize > size) {
        throw new Error(
          `it has cosigned ${this.#lastSize} entries, and the log here has ${size}: was an old copy of the data put back?`,
        );
      }
      const oldSize = this.#lastSize;
      const proof = await proveConsistency(oldSize, size, subtrees);
      const reply = await askWitness(this.#witness, { oldSize, proof, checkpoint }, this.#abort.signal);
      if (reply.kind === "cosigned") {
        const taken = takeCosignature(checkpoint, reply.lines, this.#verifier);
        if (taken === null) throw new Error("its answer has no cosignature of its own");
        this.#lastSize = size;
        if (taken.timestamp > nowOf(this.#world) + aheadSecondsMax) throw new Error("its clock is ahead");
        return { size, witness: this.#witness.vkey, checkpoint, line: taken.line };
      }
      if (conflicts === conflictsMax) throw new Error("it names another size each time");
      this.#lastSize = reply.size;
    }
  }

  async #store(cosignature: StoredCosignature): Promise<void> {
    const { store, region } = this.#world;
    await store.transaction(async () =>
      addCosignature(store.log, cosignature, await region.newestManifest()),
    );
  }
}

/** An error's own words; of `fetch`, which says only that it failed, those of the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === "" && "code" in cause ? String(cause.code) : cause.message;
}
