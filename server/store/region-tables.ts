import type { DatabaseSync, StatementSync } from "node:sqlite";

/** One manifest as it was signed. */
export interface StoredManifest {
  readonly sequence: number;
  /** The whole note. */
  readonly note: string;
}

/** The region's root and its manifests. Public; all of it is verified again when it is read. */
export class RegionTables {
  readonly #insertRoot: StatementSync;
  readonly #root: StatementSync;
  readonly #insertManifest: StatementSync;
  readonly #manifest: StatementSync;
  readonly #manifests: StatementSync;
  readonly #newestSequence: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insertRoot = database.prepare("INSERT INTO region (one, root) VALUES (1, ?)");
    this.#root = database.prepare("SELECT root FROM region");
    this.#insertManifest = database.prepare("INSERT INTO manifest (sequence, note) VALUES (?, ?)");
    this.#manifest = database.prepare("SELECT note FROM manifest WHERE sequence = ?");
    this.#manifests = database.prepare("SELECT sequence, note FROM manifest ORDER BY sequence DESC");
    this.#newestSequence = database.prepare("SELECT max(sequence) AS sequence FROM manifest");
  }

  /** The root text, or null before the region has been made. */
  root(): string | null {
    return (this.#root.get()?.["root"] as string | undefined) ?? null;
  }

  /** @throws when there is a root already: a file has one region. */
  addRoot(root: string): void {
    this.#insertRoot.run(root);
  }

  /** The note of one manifest, or null. */
  manifest(sequence: number): string | null {
    return (this.#manifest.get(sequence)?.["note"] as string | undefined) ?? null;
  }

  /** All manifests, newest first. */
  manifests(): StoredManifest[] {
    return this.#manifests.all() as unknown as StoredManifest[];
  }

  /** The sequence of the newest manifest; 0 when there is none. */
  newestSequence(): number {
    return (this.#newestSequence.get()?.["sequence"] as number | null) ?? 0;
  }

  /** @throws when there is one of this sequence. */
  addManifest(manifest: StoredManifest): void {
    this.#insertManifest.run(manifest.sequence, manifest.note);
  }
}
