import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** Something that may lie on a disk: a text, or bytes. */
type Wanted = string | Uint8Array;

/** The files below a folder that hold a text, in any of the ways in which Chromium writes one, or some bytes. */
export function filesWith(folder: string, wanted: Wanted): Promise<string[]> {
  return filesWithAny(folder, [wanted]);
}

/** The files below a folder that hold some of these. */
export async function filesWithAny(folder: string, wanted: readonly Wanted[]): Promise<string[]> {
  const needles = wanted.flatMap(asWritten);
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => bytes.includes(needle))) found.push(join(entry.parentPath, entry.name));
  }
  return found;
}

/**
 * Whether a file below a folder comes to hold one of these within some seconds. A browser writes a moment later, and
 * while it moves what it keeps from one file to the next, there is a moment in which a look finds it in neither.
 */
export async function comesToHold(folder: string, wanted: readonly Wanted[]): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++) {
    if ((await filesWithAny(folder, wanted)).length > 0) return true;
    await setTimeout(500);
  }
  return false;
}

/** The files below a folder that hold some of these even after a browser had time to clear away what it deleted. */
export async function filesStillWith(folder: string, wanted: readonly Wanted[]): Promise<string[]> {
  let found: string[] = [];
  for (let tries = 0; tries < 20; tries++) {
    found = await filesWithAny(folder, wanted);
    if (found.length === 0) break;
    await setTimeout(1000);
  }
  return found;
}

function asWritten(wanted: Wanted): Buffer[] {
  if (typeof wanted !== "string") return [Buffer.from(wanted)];
  return [
    Buffer.from(wanted, "latin1"),
    Buffer.from(wanted, "utf16le"),
    Buffer.from(wanted, "utf16le").swap16(),
  ];
}
