import { acceptManifest } from "../../protocol/index.ts";
import { writeNewFiles } from "../steward/ceremony-file.ts";
import { readDocument, readManifest, readRoot } from "../steward/document.ts";
import { fingerprint } from "../steward/fingerprint.ts";
import { plainly } from "../steward/plainly.ts";
import { joinSignatures, signersInWords } from "../steward/signing.ts";
import { type Command, UsageError } from "./command.ts";
import { neededOption, neededWord, textOption } from "./options.ts";

/** `steward join`: signatures into one note. */
export const stewardJoin: Command = {
  name: "join",
  summary: "join signatures into one note, and verify it",
  help: `Usage: npm run celadon -- steward join DRAFT SIGNED [SIGNED …] --out FILE [--root FILE] [--previous FILE]

Joins the copies that the stewards signed into one note. Every signature is verified, and there must be as many as the root
says. Needs no network and no server.

  --root FILE       needed for a manifest: the region's root
  --previous FILE   the manifest before: verifies that this one may follow it
`,
  options: { out: { type: "string" }, root: { type: "string" }, previous: { type: "string" } },
  positionalsMax: 17,
  run({ options, positionals }) {
    const draftFile = neededWord(
      positionals,
      0,
      "what was to be signed: steward join DRAFT SIGNED … --out FILE",
    );
    neededWord(positionals, 1, "which signed copies to join: steward join DRAFT SIGNED … --out FILE");
    const path = neededOption(options, "out", "FILE");
    const [rootFile, previousFile] = [textOption(options, "root"), textOption(options, "previous")];
    const draft = readDocument(draftFile);
    if (draft.kind === "manifest" && rootFile === undefined) {
      throw new UsageError("The stewards of a manifest stand in the region's root: say --root FILE.");
    }
    const root = draft.kind === "root" ? draft.root : readRoot(rootFile!).root;
    const note = joinSignatures(draft, positionals.slice(1).map(readDocument), root);
    if (draft.kind === "manifest") {
      const previous = previousFile === undefined ? null : readManifest(previousFile).manifest;
      plainly(`The manifest in ${draftFile} is refused`, () => {
        acceptManifest(draft.manifest, { now: Math.floor(Date.now() / 1000), previous });
      });
    }
    writeNewFiles([{ path, text: note }]);
    process.stdout.write(
      `Signed by ${signersInWords(note, root)}: ${root.threshold} of ${root.stewards.length} were needed.\n` +
        `Fingerprint of what was signed: ${fingerprint(draft.text)}\nNote in ${path}.\n`,
    );
  },
};
