import {
  encodeBase64,
  type NoteSignature,
  type NoteSigner,
  noteSigner,
  type NoteVerifier,
  openManifest,
  openNote,
  openRegionRoot,
  ProtocolError,
  quoted,
  type RegionRoot,
  signNote,
  splitNote,
} from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import { readCeremonyFile } from "./ceremony-file.ts";
import type { ManifestDocument, RootDocument } from "./document.ts";
import { plainly } from "./plainly.ts";

/** Read a steward's secret key. Nothing of it is in any message. @throws {@link OperatorError} */
export function readStewardKey(path: string): NoteSigner {
  const text = readCeremonyFile(path).trimEnd();
  try {
    return noteSigner(text);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  throw new OperatorError(`${path} does not hold a steward's key: these are made by "steward key".`);
}

/** The steward of a region whose key this is. @throws {@link OperatorError} when it is nobody's of them. */
export function stewardOf(root: RegionRoot, { vkey, name }: NoteSigner): NoteVerifier {
  const steward = root.stewards.find((each) => each.vkey === vkey);
  if (steward !== undefined) return steward;
  throw new OperatorError(
    `The key of ${quoted(name)} is not one of the region's: its stewards are ${namesOf(root.stewards)}.`,
  );
}

/**
 * Sign what a document says. Signatures that it has stay, so that one file can go round the table.
 *
 * @param root - Whose steward signs.
 * @returns A note.
 * @throws {@link OperatorError} when the signer is no steward, or a signature that is there is wrong.
 */
export function signDocument(
  document: RootDocument | ManifestDocument,
  root: RegionRoot,
  signer: NoteSigner,
): string {
  const steward = stewardOf(root, signer);
  const signatures = new Map([
    ...signaturesOf(document, root),
    [steward, splitNote(signNote(document.text, [signer])).signatures[0]!] as const,
  ]);
  return noteOf(document.text, root, signatures);
}

/**
 * Join signatures over one text.
 *
 * @param draft - What was to be signed; its own signatures count.
 * @param signed - What the stewards' machines wrote.
 * @returns A note with each steward's signature once, in the order of the root.
 * @throws {@link OperatorError} when one of them is over another text, is by nobody of the region or is wrong, and when they are
 *   too few.
 */
export function joinSignatures(
  draft: RootDocument | ManifestDocument,
  signed: readonly (RootDocument | ManifestDocument)[],
  root: RegionRoot,
): string {
  const signatures = new Map<NoteVerifier, NoteSignature>();
  for (const document of [draft, ...signed]) {
    if (document.text !== draft.text) {
      throw new OperatorError(
        `${document.path} is not over the text of ${draft.path}: something else was signed.`,
      );
    }
    if (document !== draft && document.note === null) {
      throw new OperatorError(`${document.path} is a draft without a signature.`);
    }
    for (const [steward, signature] of signaturesOf(document, root)) signatures.set(steward, signature);
  }
  const names = namesOf(root.stewards.filter((steward) => signatures.has(steward)));
  if (signatures.size < root.threshold) {
    throw new OperatorError(
      `Too few signatures: ${root.threshold} of the ${root.stewards.length} stewards must sign, ` +
        (signatures.size === 0 ? "nobody has." : `only ${names} did.`),
    );
  }
  const note = noteOf(draft.text, root, signatures);
  plainly("The joined note is refused", () =>
    draft.kind === "root" ? openRegionRoot(note) : openManifest(note, root),
  );
  return note;
}

/** Who of the stewards signed a note, by name. @param note - Verified. */
export function signersInWords(note: string, root: RegionRoot): string {
  return namesOf(openNote(note, root.stewards).verifiedBy);
}

/** The signatures by a region's stewards, verified. @throws {@link OperatorError} when there is a wrong one, or none. */
function signaturesOf(
  { path, note }: RootDocument | ManifestDocument,
  root: RegionRoot,
): Map<NoteVerifier, NoteSignature> {
  if (note === null) return new Map();
  const { verifiedBy } = plainly(`${path} is refused`, () => openNote(note, root.stewards));
  const { signatures } = splitNote(note);
  const isBy = (steward: NoteVerifier, { name, keyId }: NoteSignature): boolean =>
    steward.name === name && Buffer.from(steward.keyId).equals(keyId);
  return new Map(
    verifiedBy.map((steward) => [steward, signatures.find((signature) => isBy(steward, signature))!]),
  );
}

function noteOf(
  text: string,
  root: RegionRoot,
  signatures: ReadonlyMap<NoteVerifier, NoteSignature>,
): string {
  const lines = root.stewards.flatMap((steward) => {
    const found = signatures.get(steward);
    if (found === undefined) return [];
    return [`\u2014 ${found.name} ${encodeBase64(Buffer.concat([found.keyId, found.signature]))}\n`];
  });
  return `${text}\n${lines.join("")}`;
}

function namesOf(stewards: readonly NoteVerifier[]): string {
  return stewards.map(({ name }) => quoted(name)).join(" and ");
}
