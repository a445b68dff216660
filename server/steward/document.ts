import {
  type Manifest,
  openManifest,
  openRegionRoot,
  parseManifest,
  parseRegionRoot,
  quoted,
  type RegionRoot,
  splitNote,
} from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import { readCeremonyFile } from "./ceremony-file.ts";
import { plainly } from "./plainly.ts";

interface SignableText {
  /** Where it was read. */
  readonly path: string;
  /** What is signed, with its final newline. */
  readonly text: string;
  /** The text with the signatures that the file has; null of a draft, which has none. Not verified. */
  readonly note: string | null;
}

/** A region's root, as a draft or with signatures. */
export interface RootDocument extends SignableText {
  readonly kind: "root";
  readonly root: RegionRoot;
}

/** A manifest, as a draft or with signatures. */
export interface ManifestDocument extends SignableText {
  readonly kind: "manifest";
  readonly manifest: Manifest;
}

/**
 * Read a draft, or a note that some have signed. Form and bounds are checked, signatures are not.
 *
 * @throws {@link OperatorError} when it is neither a root nor a manifest that any device would take.
 * @see SPEC.md §4.7
 */
export function readDocument(path: string): RootDocument | ManifestDocument {
  const content = readCeremonyFile(path);
  // A text that is signed has no empty line; signatures follow after one.
  const isNote = content.includes("\n\n");
  const { text } = isNote ? plainly(path, () => splitNote(content)) : { text: content };
  const shared = { path, text, note: isNote ? content : null };
  if (text.startsWith("celadon/region/")) {
    return { ...shared, kind: "root", root: plainly(path, () => parseRegionRoot(text)) };
  }
  if (text.startsWith("{")) {
    const manifest = plainly(`The manifest in ${path} is refused`, () => parseManifest(text));
    return { ...shared, kind: "manifest", manifest };
  }
  throw new OperatorError(
    `${path} is neither a region's root nor a manifest: it begins with ${quoted(text.slice(0, 20))}.`,
  );
}

/** Read a root, signed or not: its stewards are known by comparing its fingerprint. @throws {@link OperatorError} */
export function readRoot(path: string): RootDocument {
  const document = readDocument(path);
  if (document.kind !== "root") throw new OperatorError(`${path} is a manifest, not a region's root.`);
  return document;
}

/** Read a root that enough of its stewards signed. @throws {@link OperatorError} */
export function readSignedRoot(path: string): RootDocument & { readonly note: string } {
  const document = readRoot(path);
  const { note } = document;
  if (note === null) throw new OperatorError(`${path} is a draft: its stewards have not signed it yet.`);
  plainly(`The root in ${path} is refused`, () => openRegionRoot(note));
  return { ...document, note };
}

/** Read a manifest, signed or not. @throws {@link OperatorError} */
export function readManifest(path: string): ManifestDocument {
  const document = readDocument(path);
  if (document.kind !== "manifest") throw new OperatorError(`${path} is a region's root, not a manifest.`);
  return document;
}

/** Read a manifest that enough of a region's stewards signed. @throws {@link OperatorError} */
export function readSignedManifest(
  path: string,
  root: RegionRoot,
): ManifestDocument & { readonly note: string } {
  const document = readManifest(path);
  const { note } = document;
  if (note === null) throw new OperatorError(`${path} is a draft: the stewards have not signed it yet.`);
  plainly(`The manifest in ${path} is refused`, () => openManifest(note, root));
  return { ...document, note };
}
