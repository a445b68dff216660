import { openExistingData } from "../data-directory.ts";
import { exportRegion } from "../export/export-region.ts";
import { loadPages } from "../http/pages.ts";
import { builtPages } from "./built-pages.ts";
import type { Command } from "./command.ts";
import { neededWord } from "./options.ts";

/** `export`: bring a static copy of the region up to date. */
export const exportCommand: Command = {
  name: "export",
  summary: "write all that is public into a folder, for any file server",
  help: `Usage: npm run celadon -- export FOLDER [--no-pages]

Brings a static copy up to date: root, manifests, the batches still kept, the log with all its tiles, and the built pages, byte
for byte as the server answers. Works beside a running server, as often as you like: only what is new is written, each file
whole or not at all, the checkpoint last. What has aged out is removed. Keep one on another machine: a server whose data are
lost catches up from it. docs/export.md says how a file server shows it.

  --no-pages   leave the pages out
`,
  options: { "no-pages": { type: "boolean" } },
  positionalsMax: 1,
  async run({ configuration, options, positionals }) {
    const folder = neededWord(positionals, 0, "where to: export FOLDER");
    const { store } = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
    try {
      const pages = options["no-pages"] === true ? null : await loadPages(builtPages);
      const now = Math.floor(Date.now() / 1000);
      const { size, written, removed } = await exportRegion(store, folder, pages, now);
      process.stdout.write(
        `${folder} has ${size} entries of the log: ${written} files written, ${removed} removed.\n`,
      );
    } finally {
      await store.close();
    }
  },
};
