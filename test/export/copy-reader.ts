import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  appendLeaf,
  type Checkpoint,
  decodeEntryBundle,
  emptyFrontier,
  encodeBase64,
  entryBundlePath,
  leafHash,
  parseCheckpoint,
  parseLogEntry,
  splitNote,
  tilePath,
  tileWidth,
  treeRoot,
} from "../../protocol/index.ts";

/** The paths that a static copy answers. */
export function pathsIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => `${entry.parentPath.slice(directory.length)}/${entry.name}`)
    .map((file) => file.replace(/\/index\.html$/, "/").replace(/\/newest$/, ""))
    .toSorted();
}

/** Want everything that the checkpoint in a folder names to be there, and right. @returns The checkpoint; null before the first. */
export function checkWhole(directory: string, { oldestBatch = 0 } = {}): Checkpoint | null {
  const read = (path: string): Buffer => readFileSync(join(directory, "v1", path));
  if (!existsSync(join(directory, "v1/log/checkpoint"))) return null;
  const checkpoint = parseCheckpoint(splitNote(read("log/checkpoint").toString()).text);
  const { size, root } = checkpoint;
  const texts: string[] = [];
  for (let index = 0, width; (width = tileWidth(0, index, size)) > 0; index++) {
    texts.push(...decodeEntryBundle(read(`log/${entryBundlePath(index, width)}`), width));
  }
  const frontier = texts.reduce((tree, text) => appendLeaf(tree, leafHash(text)), emptyFrontier);
  assert.equal(encodeBase64(treeRoot(frontier)), encodeBase64(root));
  for (let level = 0; tileWidth(level, 0, size) > 0; level++) {
    for (let index = 0, width; (width = tileWidth(level, index, size)) > 0; index++) {
      assert.equal(read(`log/${tilePath(level, index, width)}`).length, width * 32);
    }
  }
  for (const entry of texts.map(parseLogEntry)) {
    const path =
      entry.kind === "batch" && entry.number >= oldestBatch
        ? `batch/${entry.number}`
        : entry.kind === "manifest"
          ? `manifest/${entry.sequence}`
          : null;
    if (path === null || !("sha256" in entry)) continue;
    assert.equal(createHash("sha256").update(read(path)).digest("hex"), entry.sha256, path);
  }
  return checkpoint;
}
