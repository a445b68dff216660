import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";

/** The text of a file without its final newline, or null when there is no such file. */
export function readTextFile(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trimEnd();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Put a file in its place whole, or not at all: written beside it, forced to the disk, renamed. Readable by its user alone.
 * The new name itself is on the disk after {@link syncDirectory}.
 */
export function writeFileDurably(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.new`;
  const file = openSync(temporary, "w", 0o600);
  try {
    writeSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** Force the names in a directory to the disk. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/**
 * Overwrite a file and remove it. On journaling file systems and flash the old bytes may outlive this somewhere on the
 * medium: what it protects must not depend on it alone.
 */
export function destroyFile(path: string): void {
  const file = openSync(path, "r+");
  try {
    writeSync(file, Buffer.alloc(statSync(path).size));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  unlinkSync(path);
}
