import { createInterface } from "node:readline/promises";
import { acceptManifest, quoted, type RegionRoot } from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import { checkIsFree, writeNewFiles } from "../steward/ceremony-file.ts";
import { describeManifest, describeRoot } from "../steward/description.ts";
import { type ManifestDocument, readDocument, readRoot, readSignedManifest } from "../steward/document.ts";
import { plainly } from "../steward/plainly.ts";
import { checkTicketKeys } from "../steward/ticket-key-check.ts";
import { readStewardKey, signDocument, signersInWords, stewardOf } from "../steward/signing.ts";
import { type Command, UsageError } from "./command.ts";
import { neededOption, neededWord, textOption } from "./options.ts";
import { differenceLines } from "./steward-diff.ts";

/** `steward sign`: see what is being signed, and sign it. */
export const stewardSign: Command = {
  name: "sign",
  summary: "see what a draft says, and sign it",
  help: `Usage: npm run celadon -- steward sign FILE --key FILE --out FILE [--root FILE] [--previous FILE] [--yes]

Shows in words what FILE, a root or a manifest, says, asks, and signs it. FILE may have other stewards' signatures already:
they stay. A manifest that no device would take is not signed. Needs no network and no server.

  --key FILE        your secret key, from "steward key"
  --out FILE        where the signed copy goes
  --root FILE       needed for a manifest: the root of your region, from your own copy
  --previous FILE   the manifest before, signed: shows what changes
  --yes             do not ask
`,
  options: {
    key: { type: "string" },
    out: { type: "string" },
    root: { type: "string" },
    previous: { type: "string" },
    yes: { type: "boolean" },
  },
  positionalsMax: 1,
  async run({ options, positionals }) {
    const file = neededWord(positionals, 0, "what to sign: steward sign FILE --key FILE --out FILE");
    const keyFile = neededOption(options, "key", "FILE");
    const path = neededOption(options, "out", "FILE");
    const [rootFile, previousFile] = [textOption(options, "root"), textOption(options, "previous")];
    checkIsFree(path);
    const document = readDocument(file);
    const root = document.kind === "root" ? document.root : rootOfManifest(rootFile);
    const signer = readStewardKey(keyFile);
    stewardOf(root, signer);
    const lines = document.kind === "root" ? describeRoot(root) : manifestLines(document, root, previousFile);
    // Before the question: a signature that is there may be wrong.
    const note = signDocument(document, root, signer);
    process.stdout.write(`${lines.join("\n")}\n\n`);
    if (options["yes"] !== true && !(await isWanted(signer.name))) {
      throw new OperatorError("Not signed: nothing was written.");
    }
    writeNewFiles([{ path, text: note }]);
    const region = Buffer.from(root.id).toString("hex");
    process.stdout.write(
      `Signed for region ${region} by ${signersInWords(note, root)}; ${root.threshold} of ${root.stewards.length} must sign.\n` +
        `Signed copy in ${path}.\n`,
    );
  },
};

function rootOfManifest(rootFile: string | undefined): RegionRoot {
  if (rootFile === undefined) {
    throw new UsageError("A manifest is signed for a region: say --root FILE, from your own copy.");
  }
  return readRoot(rootFile).root;
}

function manifestLines(
  { path, manifest, text }: ManifestDocument,
  root: RegionRoot,
  previousFile: string | undefined,
): string[] {
  const id = Buffer.from(root.id).toString("hex");
  if (manifest.region.id !== id) {
    throw new OperatorError(
      `${path} is a manifest of the region ${manifest.region.id}, not of yours, ${id}.`,
    );
  }
  const previous = previousFile === undefined ? null : readSignedManifest(previousFile, root).manifest;
  plainly(`The manifest in ${path} is refused`, () => {
    acceptManifest(manifest, { now: Math.floor(Date.now() / 1000), previous });
  });
  checkTicketKeys(
    manifest,
    "in these weeks nobody could report, so it is not signed; have it drafted with the server's keys",
  );
  const lines = describeManifest(manifest, text);
  if (previous !== null)
    return [...lines, "", "Against the manifest before:", ...differenceLines(previous, manifest)];
  if (manifest.sequence === 1) return lines;
  return [...lines, "", "Not compared with the manifest before: for that say --previous FILE."];
}

async function isWanted(name: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const closed = new Promise<string>((resolve) => {
      terminal.once("close", () => resolve(""));
    });
    const question = `Is this what you want to sign as ${quoted(name)}? Type "yes" to sign: `;
    const answer = await Promise.race([terminal.question(question), closed]);
    return answer.trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}
