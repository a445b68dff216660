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
import { isDatabaseAway } from "../store/database-away.ts";
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
  /** As it was when it was read last. */
  #relays: readonly string[] = [];

  private constructor(tables: RegionTables, root: RegionRoot) {
    this.root = root;
    this.#tables = tables;
  }

  /** @throws Error when the store has no region. */
  static async open(tables: RegionTables): Promise<Region> {
    const note = await tables.root();
    if (note === null) throw new Error("the store has no region");
    return new Region(tables, openRegionRoot(note));
  }

  /** The newest manifest; its policy may not apply yet. */
  async newestManifest(): Promise<Manifest> {
    return this.#manifest(await this.#tables.newestSequence());
  }

  /** All of them, the first first. */
  async manifests(): Promise<Manifest[]> {
    const newest = await this.#tables.newestSequence();
    const manifests: Manifest[] = [];
    for (let sequence = 1; sequence <= newest; sequence++) manifests.push(await this.#manifest(sequence));
    return manifests;
  }

  /**
   * The addresses of relays that devices send through now; none when they send directly. While the database is away, those that were
   * known last: every page names them to the browser, and pages go on.
   */
  async relays(): Promise<readonly string[]> {
    try {
      this.#relays = (await this.newestManifest()).ohttp?.relays ?? [];
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
    }
    return this.#relays;
  }

  /** The policy that applies now: that of the newest manifest that has become effective. */
  async policy(now: number): Promise<Policy> {
    let manifest = await this.newestManifest();
    while (manifest.sequence > 1 && parseUtc(manifest.effective) > now) {
      manifest = await this.#manifest(manifest.sequence - 1);
    }
    return manifest.policy;
  }

  /** Whether the sunset of the newest manifest has come. */
  async isPastSunset(now: number): Promise<boolean> {
    return now >= sunsetOf(await this.newestManifest());
  }

  /** Whether nobody else watches the log: every page must say so. */
  async isTrial(): Promise<boolean> {
    return (await this.newestManifest()).quorum < realQuorum;
  }

  async #manifest(sequence: number): Promise<Manifest> {
    const known = this.#opened.get(sequence);
    if (known !== undefined) return known;
    const note = await this.#tables.manifest(sequence);
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
