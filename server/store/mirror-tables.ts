import type { Database, Statement } from "./database.ts";
import type { LogHead, TreeTables } from "./log-tables.ts";

/** Where the mirror of one peer has got to: everything under its checkpoint is here. */
export interface MirrorHead extends LogHead {
  /** The peer's root note, byte for byte. */
  readonly root: string;
  /** How many batches the log names. */
  readonly batches: number;
  /** The newest manifest's, Unix seconds. */
  readonly sunset: number;
  /** The newest manifest under the checkpoint. */
  readonly sequence: number;
}

/**
 * What peers publish, by the hash of their roots in 64 hex digits. Public, and verified before it was written. A batch may be
 * here before the checkpoint that it is under; it is not to be shown until then.
 */
export class MirrorTables {
  readonly #peers: Statement;
  readonly #head: Statement;
  readonly #setHead: Statement;
  readonly #addManifest: Statement;
  readonly #manifest: Statement;
  readonly #manifests: Statement;
  readonly #addBatch: Statement;
  readonly #batch: Statement;
  readonly #batchHash: Statement;
  readonly #closings: Statement;
  readonly #bytes: Statement;
  readonly #deleteOldBatches: Statement;
  readonly #deleteBatches: Statement;
  readonly #addEntry: Statement;
  readonly #entries: Statement;
  readonly #addHash: Statement;
  readonly #hashes: Statement;
  readonly #deletions: readonly Statement[];

  constructor(database: Database) {
    this.#peers = database.prepare(
      "SELECT peer FROM mirror_head UNION SELECT peer FROM mirror_batch ORDER BY peer",
    );
    this.#head = database.prepare(
      "SELECT root, size, frontier, checkpoint, batches, sequence, sunset FROM mirror_head WHERE peer = ?",
    );
    this.#setHead = database.prepare(
      `INSERT INTO mirror_head (peer, root, size, frontier, checkpoint, batches, sequence, sunset)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (peer) DO UPDATE SET root = excluded.root, size = excluded.size, frontier = excluded.frontier,
         checkpoint = excluded.checkpoint, batches = excluded.batches, sequence = excluded.sequence, sunset = excluded.sunset`,
    );
    this.#addManifest = database.prepare(
      "INSERT INTO mirror_manifest (peer, sequence, note) VALUES (?, ?, ?)",
    );
    this.#manifest = database.prepare("SELECT note FROM mirror_manifest WHERE peer = ? AND sequence = ?");
    this.#manifests = database.prepare("SELECT note FROM mirror_manifest WHERE peer = ? ORDER BY sequence");
    this.#addBatch = database.prepare(
      `INSERT INTO mirror_batch (peer, number, closed, sha256, bytes) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (peer, number) DO UPDATE SET closed = excluded.closed, sha256 = excluded.sha256, bytes = excluded.bytes`,
    );
    this.#batch = database.prepare("SELECT bytes FROM mirror_batch WHERE peer = ? AND number = ?");
    this.#batchHash = database.prepare("SELECT sha256 FROM mirror_batch WHERE peer = ? AND number = ?");
    this.#closings = database.prepare(
      "SELECT number, closed FROM mirror_batch WHERE peer = ? ORDER BY number",
    );
    this.#bytes = database.prepare(
      `SELECT (SELECT coalesce(sum(length(bytes)), 0) FROM mirror_batch WHERE peer = ?1)
            + (SELECT coalesce(sum(length(text)), 0) FROM mirror_entry WHERE peer = ?1) AS bytes`,
    );
    this.#deleteOldBatches = database.prepare(
      "DELETE FROM mirror_batch WHERE peer = ? AND closed < ? AND number <> ?",
    );
    this.#deleteBatches = database.prepare("DELETE FROM mirror_batch WHERE peer = ?");
    this.#addEntry = database.prepare("INSERT INTO mirror_entry (peer, position, text) VALUES (?, ?, ?)");
    this.#entries = database.prepare(
      "SELECT text FROM mirror_entry WHERE peer = ? AND position >= ? AND position < ? ORDER BY position",
    );
    this.#addHash = database.prepare(
      "INSERT INTO mirror_node (peer, level, position, hash) VALUES (?, ?, ?, ?)",
    );
    this.#hashes = database.prepare(
      "SELECT hash FROM mirror_node WHERE peer = ? AND level = ? AND position >= ? AND position < ? ORDER BY position",
    );
    this.#deletions = ["head", "manifest", "batch", "entry", "node"].map((table) =>
      database.prepare(`DELETE FROM mirror_${table} WHERE peer = ?`),
    );
  }

  /** Of whom there is anything. */
  async peers(): Promise<string[]> {
    return (await this.#peers.all()).map((row) => row["peer"] as string);
  }

  /** Null while nothing can be shown. */
  async head(peer: string): Promise<MirrorHead | null> {
    return (await this.#head.get<MirrorHead>(peer)) ?? null;
  }

  async setHead(
    peer: string,
    { root, size, frontier, checkpoint, batches, sequence, sunset }: MirrorHead,
  ): Promise<void> {
    await this.#setHead.run(peer, root, size, frontier, checkpoint, batches, sequence, sunset);
  }

  /** @throws when there is one of this sequence. */
  async addManifest(peer: string, sequence: number, note: string): Promise<void> {
    await this.#addManifest.run(peer, sequence, note);
  }

  /** The note of one manifest, or null. */
  async manifest(peer: string, sequence: number): Promise<string | null> {
    return ((await this.#manifest.get(peer, sequence))?.["note"] as string | undefined) ?? null;
  }

  /** The notes of all manifests, oldest first. */
  async manifests(peer: string): Promise<string[]> {
    return (await this.#manifests.all(peer)).map((row) => row["note"] as string);
  }

  /** Keep a batch, instead of what was kept under this number. */
  async addBatch(
    peer: string,
    batch: { number: number; closed: number; sha256: string },
    bytes: Uint8Array,
  ): Promise<void> {
    await this.#addBatch.run(peer, batch.number, batch.closed, batch.sha256, bytes);
  }

  /** The file, or null when it is not here, not yet or no longer. */
  async batch(peer: string, number: number): Promise<Uint8Array | null> {
    return ((await this.#batch.get(peer, number))?.["bytes"] as Uint8Array | undefined) ?? null;
  }

  /** The SHA-256 in hex of the file that is kept, or null. */
  async batchHash(peer: string, number: number): Promise<string | null> {
    return ((await this.#batchHash.get(peer, number))?.["sha256"] as string | undefined) ?? null;
  }

  /** Closing intervals of the batches that are kept, ascending by number. */
  async closings(peer: string): Promise<Map<number, number>> {
    const rows = (await this.#closings.all(peer)) as unknown as { number: number; closed: number }[];
    return new Map(rows.map(({ number, closed }) => [number, closed]));
  }

  /** How much is kept of a peer, but for what is small. */
  async bytes(peer: string): Promise<number> {
    return Number((await this.#bytes.get(peer))?.["bytes"]);
  }

  /** Delete batches closed before an interval, but for one. */
  async deleteBatchesClosedBefore(peer: string, interval: number, kept: number): Promise<void> {
    await this.#deleteOldBatches.run(peer, interval, kept);
  }

  /** Delete all batches, at the peer's sunset. */
  async deleteBatches(peer: string): Promise<void> {
    await this.#deleteBatches.run(peer);
  }

  /** @throws when the position is taken. */
  async addEntry(peer: string, position: number, text: string): Promise<void> {
    await this.#addEntry.run(peer, position, text);
  }

  /** @param level - The tile's, see {@link TreeTables}. @throws when the position is taken. */
  async addHash(peer: string, level: number, position: number, hash: Uint8Array): Promise<void> {
    await this.#addHash.run(peer, level, position, hash);
  }

  /** A peer's log. */
  log(peer: string): TreeTables {
    return {
      head: async () => this.head(peer),
      entries: async (from, count) =>
        (await this.#entries.all(peer, from, from + count)).map((row) => row["text"] as string),
      hashes: async (level, from, count) =>
        (await this.#hashes.all(peer, level, from, from + count)).map((row) => row["hash"] as Uint8Array),
    };
  }

  /** Forget a peer altogether. */
  async delete(peer: string): Promise<void> {
    for (const deletion of this.#deletions) await deletion.run(peer);
  }
}
