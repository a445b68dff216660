import type { DatabaseSync, StatementSync } from "node:sqlite";
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
  readonly #peers: StatementSync;
  readonly #head: StatementSync;
  readonly #setHead: StatementSync;
  readonly #addManifest: StatementSync;
  readonly #manifest: StatementSync;
  readonly #manifests: StatementSync;
  readonly #addBatch: StatementSync;
  readonly #batch: StatementSync;
  readonly #batchHash: StatementSync;
  readonly #closings: StatementSync;
  readonly #bytes: StatementSync;
  readonly #deleteOldBatches: StatementSync;
  readonly #deleteBatches: StatementSync;
  readonly #addEntry: StatementSync;
  readonly #entries: StatementSync;
  readonly #addHash: StatementSync;
  readonly #hashes: StatementSync;
  readonly #deletions: readonly StatementSync[];

  constructor(database: DatabaseSync) {
    this.#peers = database.prepare(
      "SELECT peer FROM mirror_head UNION SELECT peer FROM mirror_batch ORDER BY peer",
    );
    this.#head = database.prepare(
      "SELECT root, size, frontier, checkpoint, batches, sequence, sunset FROM mirror_head WHERE peer = ?",
    );
    this.#setHead = database.prepare(
      `INSERT OR REPLACE INTO mirror_head (peer, root, size, frontier, checkpoint, batches, sequence, sunset)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#addManifest = database.prepare(
      "INSERT INTO mirror_manifest (peer, sequence, note) VALUES (?, ?, ?)",
    );
    this.#manifest = database.prepare("SELECT note FROM mirror_manifest WHERE peer = ? AND sequence = ?");
    this.#manifests = database.prepare("SELECT note FROM mirror_manifest WHERE peer = ? ORDER BY sequence");
    this.#addBatch = database.prepare(
      "INSERT OR REPLACE INTO mirror_batch (peer, number, closed, sha256, bytes) VALUES (?, ?, ?, ?, ?)",
    );
    this.#batch = database.prepare("SELECT bytes FROM mirror_batch WHERE peer = ? AND number = ?");
    this.#batchHash = database.prepare("SELECT sha256 FROM mirror_batch WHERE peer = ? AND number = ?");
    this.#closings = database.prepare(
      "SELECT number, closed FROM mirror_batch WHERE peer = ? ORDER BY number",
    );
    this.#bytes = database.prepare(
      `SELECT (SELECT coalesce(sum(length(bytes)), 0) FROM mirror_batch WHERE peer = :peer)
            + (SELECT coalesce(sum(length(text)), 0) FROM mirror_entry WHERE peer = :peer) AS bytes`,
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
  peers(): string[] {
    return this.#peers.all().map((row) => row["peer"] as string);
  }

  /** Null while nothing can be shown. */
  head(peer: string): MirrorHead | null {
    return (this.#head.get(peer) as unknown as MirrorHead | undefined) ?? null;
  }

  setHead(peer: string, { root, size, frontier, checkpoint, batches, sequence, sunset }: MirrorHead): void {
    this.#setHead.run(peer, root, size, frontier, checkpoint, batches, sequence, sunset);
  }

  /** @throws when there is one of this sequence. */
  addManifest(peer: string, sequence: number, note: string): void {
    this.#addManifest.run(peer, sequence, note);
  }

  /** The note of one manifest, or null. */
  manifest(peer: string, sequence: number): string | null {
    return (this.#manifest.get(peer, sequence)?.["note"] as string | undefined) ?? null;
  }

  /** The notes of all manifests, oldest first. */
  manifests(peer: string): string[] {
    return this.#manifests.all(peer).map((row) => row["note"] as string);
  }

  /** Keep a batch, instead of what was kept under this number. */
  addBatch(peer: string, batch: { number: number; closed: number; sha256: string }, bytes: Uint8Array): void {
    this.#addBatch.run(peer, batch.number, batch.closed, batch.sha256, bytes);
  }

  /** The file, or null when it is not here, not yet or no longer. */
  batch(peer: string, number: number): Uint8Array | null {
    return (this.#batch.get(peer, number)?.["bytes"] as Uint8Array | undefined) ?? null;
  }

  /** The SHA-256 in hex of the file that is kept, or null. */
  batchHash(peer: string, number: number): string | null {
    return (this.#batchHash.get(peer, number)?.["sha256"] as string | undefined) ?? null;
  }

  /** Closing intervals of the batches that are kept, ascending by number. */
  closings(peer: string): Map<number, number> {
    const rows = this.#closings.all(peer) as unknown as { number: number; closed: number }[];
    return new Map(rows.map(({ number, closed }) => [number, closed]));
  }

  /** How much is kept of a peer, but for what is small. */
  bytes(peer: string): number {
    return this.#bytes.get({ peer })?.["bytes"] as number;
  }

  /** Delete batches closed before an interval, but for one. */
  deleteBatchesClosedBefore(peer: string, interval: number, kept: number): void {
    this.#deleteOldBatches.run(peer, interval, kept);
  }

  /** Delete all batches, at the peer's sunset. */
  deleteBatches(peer: string): void {
    this.#deleteBatches.run(peer);
  }

  /** @throws when the position is taken. */
  addEntry(peer: string, position: number, text: string): void {
    this.#addEntry.run(peer, position, text);
  }

  /** @param level - The tile's, see {@link TreeTables}. @throws when the position is taken. */
  addHash(peer: string, level: number, position: number, hash: Uint8Array): void {
    this.#addHash.run(peer, level, position, hash);
  }

  /** A peer's log. */
  log(peer: string): TreeTables {
    return {
      head: () => this.head(peer),
      entries: (from, count) =>
        this.#entries.all(peer, from, from + count).map((row) => row["text"] as string),
      hashes: (level, from, count) =>
        this.#hashes.all(peer, level, from, from + count).map((row) => row["hash"] as Uint8Array),
    };
  }

  /** Forget a peer altogether. */
  delete(peer: string): void {
    for (const deletion of this.#deletions) deletion.run(peer);
  }
}
