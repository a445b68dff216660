import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { syncDirectory } from "../region/secret-file.ts";
import { objectFile } from "./object-file.ts";

/** Files that are being written begin so; a plain file server does not show what begins with a dot. */
const unfinished = ".new-";

/** One that is older was left behind by a run that was killed. */
const unfinishedMilliseconds = 3_600_000;

/**
 * A folder of objects for a plain file server. Each file is there whole or not at all: written beside the others, forced to the
 * disk, renamed.
 */
export class StaticFolder {
  readonly #directory: string;
  readonly #touched = new Set<string>();
  #count = 0;
  written = 0;
  removed = 0;

  /** @param directory - Made when missing. */
  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory).filter((each) => each.startsWith(unfinished))) {
      const path = join(directory, name);
      if (statSync(path).mtimeMs < Date.now() - unfinishedMilliseconds) rmSync(path, { force: true });
    }
  }

  /** What lies at a path, or null. */
  read(path: string): Buffer | null {
    const file = this.#file(path);
    return existsSync(file) ? readFileSync(file) : null;
  }

  /** Put an object that never changes under its path: one that is there is left alone. */
  async putOnce(path: string, make: () => Promise<Uint8Array>): Promise<void> {
    if (!existsSync(this.#file(path))) this.#write(path, await make());
  }

  /** Put an object, unless these bytes are there. */
  put(path: string, bytes: Uint8Array): void {
    if (this.read(path)?.equals(bytes) !== true) this.#write(path, bytes);
  }

  /** Take away an object, or a folder of them. */
  remove(path: string): void {
    const file = this.#file(path);
    if (!existsSync(file)) return;
    rmSync(file, { recursive: true });
    this.removed += 1;
  }

  /** The paths of what lies in a folder itself. @param path - Without a slash at the end. */
  in(path: string): string[] {
    const directory = join(this.#directory, path);
    return existsSync(directory) ? readdirSync(directory).map((name) => `${path}/${name}`) : [];
  }

  /** The paths of all that lies below a folder, folders too, in no order. @param path - Without a slash at the end. */
  below(path: string): string[] {
    const directory = join(this.#directory, path);
    if (!existsSync(directory)) return [];
    const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
    return names.map((name) => `${path}/${name.replaceAll("\\", "/")}`);
  }

  /** Force the names of all that was put to the disk: what is put from now on may rely on it. */
  sync(): void {
    for (const directory of this.#touched) syncDirectory(directory);
    this.#touched.clear();
  }

  #file(path: string): string {
    return join(this.#directory, objectFile(path));
  }

  #write(path: string, bytes: Uint8Array): void {
    const file = this.#file(path);
    const temporary = join(this.#directory, `${unfinished}${process.pid}-${this.#count++}`);
    mkdirSync(dirname(file), { recursive: true });
    const handle = openSync(temporary, "w", 0o644);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    // Folders that were made on the way are names, too.
    for (let directory = dirname(file); ; directory = dirname(directory)) {
      this.#touched.add(directory);
      if (directory === this.#directory || directory === dirname(directory)) break;
    }
    this.written += 1;
  }
}
