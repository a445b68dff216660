import {
  epochOf,
  type Manifest,
  openManifest,
  openRegionRoot,
  parseUtc,
  type Policy,
  type RegionRoot,
  sunsetOf,
} from "../../protocol/index.ts";
import type { RegionTables } from "../store/region-tables.ts";

/** Fewer witnesses than this, and nobody else watches the log: a trial region. @see SPEC.md §4.7 */
const realQuorum = 2;

/**
 * The region as the store has it. Another process may renew it at any time, so the newest manifest is looked up at each
 * question, and opened once.
 */
export class Region {
  readonly root: RegionRoot;
  readonly #tables: RegionTables;
  readonly #opened = new Map<number, Manifest>();

  /** @throws Error when the store has no region. */
  constructor(tables: RegionTables) {
    const note = tables.root();
    if (note === null) throw new Error("the store has no region");
    this.root = openRegionRoot(note);
    this.#tables = tables;
  }

  /** The newest manifest; its policy may not apply yet. */
  newestManifest(): Manifest {
    return this.#manifest(this.#tables.newestSequence());
  }

  /** All of them, the first first. */
  manifests(): Manifest[] {
    return Array.from({ length: this.#tables.newestSequence() }, (_, index) => this.#manifest(index + 1));
  }

  /** The addresses of relays that devices send through now; none when they send directly. */
  relays(): readonly string[] {
    return this.newestManifest().ohttp?.relays ?? [];
  }

  /** The policy that applies now: that of the newest manifest that has become effective. */
  policy(now: number): Policy {
    let manifest = this.newestManifest();
    while (manifest.sequence > 1 && parseUtc(manifest.effective) > now) {
      manifest = this.#manifest(manifest.sequence - 1);
    }
    return manifest.policy;
  }

  /** Whether the sunset of the newest manifest has come. */
  isPastSunset(now: number): boolean {
    return now >= sunsetOf(this.newestManifest());
  }

  /** Whether nobody else watches the log: every page must say so. */
  isTrial(): boolean {
    return this.newestManifest().quorum < realQuorum;
  }

  #manifest(sequence: number): Manifest {
    const known = this.#opened.get(sequence);
    if (known !== undefined) return known;
    const note = this.#tables.manifest(sequence);
    if (note === null) throw new Error(`the store has no manifest ${sequence}`);
    const manifest = openManifest(note, this.root);
    this.#opened.set(sequence, manifest);
    return manifest;
  }
}

/** All epochs from a moment's to a later moment's, both included. */
export function epochsBetween(from: number, to: number): number[] {
  const first = epochOf(from);
  return Array.from({ length: epochOf(to) - first + 1 }, (_, index) => first + index);
}
