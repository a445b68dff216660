import { generateNoteKey } from "../../protocol/index.ts";
import { writeNewFiles } from "../steward/ceremony-file.ts";
import { fingerprint } from "../steward/fingerprint.ts";
import { type Command, UsageError } from "./command.ts";
import { neededOption, neededWord } from "./options.ts";

/** `steward key`: make one steward's key. */
export const stewardKey: Command = {
  name: "key",
  summary: "make your key",
  help: `Usage: npm run celadon -- steward key NAME --out FILE

Makes a steward's key. FILE is the secret: for your user alone, never to leave this machine but as a sealed copy. FILE.pub is
the public key, for the region's root. NAME stands in the region's public record: no spaces and no plus, by convention an
address such as health.example.org. Prints the public key, and its fingerprint to read aloud where the root is drafted. Needs
no network and no server.
`,
  options: { out: { type: "string" } },
  positionalsMax: 1,
  run({ options, positionals }) {
    const name = neededWord(positionals, 0, "whose key it is: steward key NAME --out FILE");
    const path = neededOption(options, "out", "FILE");
    const { skey, vkey } = keyFor(name);
    writeNewFiles([
      { path, text: `${skey}\n`, isSecret: true },
      { path: `${path}.pub`, text: `${vkey}\n` },
    ]);
    process.stdout.write(
      `Secret key in ${path}, public key in ${path}.pub.\n\nFingerprint: ${fingerprint(vkey)}\n${vkey}\n`,
    );
  },
};

function keyFor(name: string): { skey: string; vkey: string } {
  try {
    return generateNoteKey(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError("NAME must be a word without spaces and plus, such as health.example.org.", {
      cause: error,
    });
  }
}
