import { bytesToHex } from "@noble/hashes/utils.js";
import {
  decodeUtf8,
  type Manifest,
  openManifest,
  openRegionRoot,
  ProtocolError,
  type RegionRoot,
} from "../../protocol/index.ts";
import { Difference } from "./findings.ts";
import type { Site } from "./site.ts";

const rootBytesMax = 65_536;

/** The longest note that a device reads has 262,144 characters, of up to three bytes each. */
export const manifestBytesMax = 3 * 262_144;

/** A root with its note. */
export interface OpenedRoot {
  readonly note: string;
  readonly root: RegionRoot;
}

/**
 * The region that the site shows.
 *
 * @param pinned - Hash of the root that it must be, 64 hex digits; null takes any.
 * @param pinnedBy - Who says so, for the report.
 * @throws {@link Difference} when it is another one, or not signed by its own stewards.
 * @see SPEC.md §4.7
 */
export async function readRoot(site: Site, pinned: string | null, pinnedBy: string): Promise<OpenedRoot> {
  const note = decode("root", await site.need("/v1/root", rootBytesMax));
  const root = opening("root", () => openRegionRoot(note));
  const hash = bytesToHex(root.hash);
  if (pinned !== null && hash !== pinned) {
    throw new Difference(
      "root",
      `the site shows another region than the one in ${pinnedBy}: its root is ${hash}, not ${pinned}`,
      [{ title: "root as shown now", text: note }],
    );
  }
  return { note, root };
}

/** A manifest with its note. */
export interface OpenedManifest {
  readonly note: string;
  readonly manifest: Manifest;
}

/**
 * The manifest that the site shows as its newest: form, bounds and signatures. Whether it is logged is checked elsewhere.
 *
 * @throws {@link Difference}
 */
export async function readNewestManifest(site: Site, root: RegionRoot): Promise<OpenedManifest> {
  const note = decode("manifest", await site.need("/v1/manifest", manifestBytesMax));
  return { note, manifest: opening("manifest", () => openManifest(note, root)) };
}

/** Open what was served. @throws {@link Difference} where the protocol refuses it. */
export function opening<Result>(what: string, open: () => Result): Result {
  try {
    return open();
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new Difference(what, cause.message, [], { cause });
  }
}

/** The text that was served. @throws {@link Difference} when it is no UTF-8. */
export function decode(what: string, bytes: Uint8Array): string {
  return opening(what, () => decodeUtf8(bytes, what));
}
