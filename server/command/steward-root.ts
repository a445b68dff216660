import { parseRegionRoot, regionRootText } from "../../protocol/index.ts";
import { readPublicKey, writeNewFiles } from "../steward/ceremony-file.ts";
import { describeRoot } from "../steward/description.ts";
import { plainly } from "../steward/plainly.ts";
import { type Command, UsageError } from "./command.ts";
import { listOption, neededOption, numberOption } from "./options.ts";

/** `steward root`: draft a region's root. */
export const stewardRoot: Command = {
  name: "root",
  summary: "draft a region's root: its stewards, and how many must sign",
  help: `Usage: npm run celadon -- steward root --name NAME --threshold K --steward KEY [--steward KEY …] --out FILE

Drafts the root of a new region, which never changes. KEY is a public key, or the file that "steward key" wrote it to
(….pub); in the order in which they are to stand. Prints every fingerprint: compare each with what its steward reads aloud.
Needs no network and no server.

  --name NAME       the region's, up to 100 characters
  --threshold K     how many stewards must sign, of those named
  --steward KEY     once for each, up to 16
`,
  options: {
    name: { type: "string" },
    threshold: { type: "string" },
    steward: { type: "string", multiple: true },
    out: { type: "string" },
  },
  positionalsMax: 0,
  run({ options }) {
    const name = neededOption(options, "name", "NAME");
    const threshold = numberOption(options, "threshold", 1, 16);
    const stewards = listOption(options, "steward");
    if (threshold === undefined) throw new UsageError("Say --threshold K: how many stewards must sign.");
    if (stewards.length === 0) throw new UsageError("Say --steward KEY for each steward.");
    const path = neededOption(options, "out", "FILE");
    const text = plainly("They make no root of a region", () =>
      regionRootText(name, threshold, stewards.map(readPublicKey)),
    );
    writeNewFiles([{ path, text }]);
    process.stdout.write(`${describeRoot(parseRegionRoot(text)).join("\n")}\n\nDraft in ${path}.\n`);
  },
};
