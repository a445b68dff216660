import type { Database, Statement } from "./database.ts";

/** One manifest as it was signed. */
export interface StoredManifest {
  readonly sequence: number;
  /** The whole note. */
  readonly note: string;
}

/** The region's root and its manifests. Public; all of it is verified again when it is read. */
export class RegionTables {
  readonly #insertRoot: Statement;
  readonly #root: Statement;
  readonly #insertManifest: Statement;
  readonly #manifest: Statement;
  readonly #manifests: Statement;
  readonly #newestSequence: Statement;

  constructor(database: Database) {
    this.#insertRoot = database.prepare("INSERT INTO region (one, root) VALUES (1, ?)");
    this.#root = database.prepare("SELECT root FROM region");
    this.#insertManifest = database.prepare("INSERT INTO manifest (sequence, note) VALUES (?, ?)");
    this.#manifest = database.prepare("SELECT note FROM manifest WHERE sequence = ?");
    this.#manifests = database.prepare("SELECT sequence, note FROM manifest ORDER BY sequence DESC");
    this.#newestSequence = database.prepare("SELECT max(sequence) AS sequence FROM manifest");
  }

  /** The root text, or null before the region has been made. */
  async root(): Promise<string | null> {
    return ((await this.#root.get())?.["root"] as string | undefined) ?? null;
  }

  /** @throws when there is a root already: a file has one region. */
  async addRoot(root: string): Promise<void> {
    await this.#insertRoot.run(root);
  }

  /** The note of one manifest, or null. */
  async manifest(sequence: number): Promise<string | null> {
    return ((await this.#manifest.get(sequence))?.["note"] as string | undefined) ?? null;
  }

  /** All manifests, newest first. */
  async manifests(): Promise<StoredManifest[]> {
    return this.#manifests.all<StoredManifest>();
  }

  /** The sequence of the newest manifest; 0 when there is none. */
  async newestSequence(): Promise<number> {
    return ((await this.#newestSequence.get())?.["sequence"] as number | null) ?? 0;
  }

  /** @throws when there is one of this sequence. */
  async addManifest(manifest: StoredManifest): Promise<void> {
    await this.#insertManifest.run(manifest.sequence, manifest.note);
  }
}
