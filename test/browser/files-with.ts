import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The files below a folder that hold a text, in any of the ways in which Chromium writes one, or some bytes. */
export function filesWith(folder: string, wanted: string | Uint8Array): Promise<string[]> {
  return filesWithAny(
    folder,
    typeof wanted === "string"
      ? [
          Buffer.from(wanted, "latin1"),
          Buffer.from(wanted, "utf16le"),
          Buffer.from(wanted, "utf16le").swap16(),
        ]
      : [wanted],
  );
}

/** The files below a folder that hold some of these bytes. */
export async function filesWithAny(folder: string, wanted: readonly Uint8Array[]): Promise<string[]> {
  const needles = wanted.map((each) => Buffer.from(each));
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => bytes.includes(needle))) found.push(join(entry.parentPath, entry.name));
  }
  return found;
}
