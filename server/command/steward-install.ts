import { existsSync } from "node:fs";
import { join } from "node:path";
import { quoted } from "../../protocol/index.ts";
import { realPeriodSeconds } from "../clock.ts";
import type { Configuration } from "../configuration.ts";
import { refuseOldCopy } from "../cosigning/old-copy.ts";
import { openData, openExistingData } from "../data-directory.ts";
import { OperatorError } from "../operator-error.ts";
import { KeyDirectory } from "../region/keys.ts";
import { readManifest, readSignedManifest, readSignedRoot } from "../steward/document.ts";
import { checkFirst, installFirst, installNext } from "../steward/install.ts";
import type { Command } from "./command.ts";
import { neededWord, textOption } from "./options.ts";

/** `steward install`: what the stewards signed comes to the server. */
export const stewardInstall: Command = {
  name: "install",
  summary: "install a signed manifest on the server, or make a new region",
  help: `Usage: npm run celadon -- steward install MANIFEST
       npm run celadon -- steward install MANIFEST --root ROOT

On the server. The first form verifies a signed manifest as every device will, and puts it into the region's log; a running
server serves it at once. The second makes a new region on a server that "region prepare" has prepared. What is refused
changes nothing.
`,
  options: { root: { type: "string" } },
  positionalsMax: 1,
  async run({ configuration, options, positionals }) {
    const file = neededWord(positionals, 0, "what to install: steward install MANIFEST");
    const rootFile = textOption(options, "root");
    const now = Math.floor(Date.now() / 1000);
    process.stdout.write(
      rootFile === undefined
        ? await installManifest(configuration, file, now)
        : await installRegion(configuration, file, rootFile, now),
    );
  },
};

async function installManifest(configuration: Configuration, file: string, now: number): Promise<string> {
  const { note, manifest } = readManifest(file);
  if (note === null) throw new OperatorError(`${file} is a draft: the stewards have not signed it yet.`);
  const { store, keys } = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
  try {
    await refuseOldCopy(store, configuration);
    return (await installNext(store, keys, note, now)) === null
      ? `The region has manifest ${manifest.sequence} already: nothing was changed.\n`
      : `Installed manifest ${manifest.sequence}: it is in the log, with its sunset on ${manifest.sunset}.\n`;
  } finally {
    await store.close();
  }
}

async function installRegion(
  configuration: Configuration,
  file: string,
  rootFile: string,
  now: number,
): Promise<string> {
  const { dataDirectory, databaseUrl, periodSeconds } = configuration;
  const { root, note } = readSignedRoot(rootFile);
  const notes = { root: note, manifest: readSignedManifest(file, root).note };
  const keyFolder = join(dataDirectory, "keys");
  const keys = existsSync(keyFolder) ? new KeyDirectory(keyFolder) : null;
  if (keys === null || (!keys.isPrepared() && !keys.hasSteward())) {
    throw new OperatorError(
      `The server in ${dataDirectory} has no keys yet: "region prepare" makes them, and the manifest must name them.`,
    );
  }
  const manifest = checkFirst(root, notes, keys, now);
  const { store } = await openData(dataDirectory, databaseUrl);
  try {
    await installFirst(store, keys, notes, periodSeconds ?? realPeriodSeconds, now);
  } finally {
    await store.close();
  }
  const id = Buffer.from(root.id).toString("hex");
  return `Made the region ${quoted(root.name)} (${id}), until its sunset on ${manifest.sunset}. Now start the server: serve.\n`;
}
