import { join } from "node:path";
import { weeksInWords } from "../../protocol/index.ts";
import { openExistingData } from "../data-directory.ts";
import { OperatorError } from "../operator-error.ts";
import { KeyDirectory } from "../region/keys.ts";
import { Region } from "../region/region.ts";
import { writeNewFiles } from "../steward/ceremony-file.ts";
import { fingerprint } from "../steward/fingerprint.ts";
import { encodeServerKeys, type ServerKeys, serverKeysFor } from "../steward/server-keys.ts";
import { type Command, UsageError } from "./command.ts";
import { neededOption, numberOption, textOption } from "./options.ts";

/** The longest life of a manifest, and a week for the time until it is signed. */
const daysDefault = 187;

const daysMax = 400;

/** `region prepare`: a server's keys, before its region is there. */
export const regionPrepare: Command = {
  name: "prepare",
  summary: "make this server's keys for a region whose stewards sign elsewhere",
  help: `Usage: npm run celadon -- region prepare --out FILE [--host HOST] [--days N]

Makes the log's key, the keyed hashes' keys, the gateway's key and ticket keys in CELADON_DATA, and writes their public halves to FILE, which the
region's first manifest is drafted from. Said again, it writes the same keys again. After it the server does not start until
"steward install" has brought the region.

  --host HOST   names the log: HOST/log (the host of CELADON_ORIGIN)
  --days N      how far the ticket keys reach (${daysDefault})
`,
  options: { out: { type: "string" }, host: { type: "string" }, days: { type: "string" } },
  positionalsMax: 0,
  run({ configuration, options }) {
    const path = neededOption(options, "out", "FILE");
    const days = numberOption(options, "days", 1, daysMax) ?? daysDefault;
    const { dataDirectory, origin } = configuration;
    const host = textOption(options, "host") ?? (origin === null ? undefined : new URL(origin).hostname);
    if (host === undefined)
      throw new UsageError("Say --host HOST, the name under which people will reach it.");
    if (!/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(host)) {
      throw new UsageError("--host must be a host's name, such as celadon.example.org.");
    }
    const keys = new KeyDirectory(join(dataDirectory, "keys"));
    if (keys.regionId() !== null || keys.hasSteward()) {
      throw new OperatorError(
        `${dataDirectory} has a region, or a trial region's keys: set CELADON_DATA to an empty folder. ` +
          'For the next manifest of the region that is there say "region keys".',
      );
    }
    keys.makeMissing(host, ["log"]);
    write(path, serverKeysFor(keys, days, [], Math.floor(Date.now() / 1000)));
  },
};

/** `region keys`: a server's public keys, with new ticket keys. */
export const regionKeys: Command = {
  name: "keys",
  summary: "write this server's public keys, for the next manifest",
  help: `Usage: npm run celadon -- region keys --out FILE [--days N] [--new-gateway-key]

Writes the server's public keys to FILE, from which the next manifest is drafted on another machine. Ticket keys for weeks that
have none yet are made. Works beside a running server.

  --days N             how far the ticket keys reach (${daysDefault})
  --new-gateway-key    make a new key for what comes through relays; the ones before are taken until the last manifest that names
                       them has reached its sunset
`,
  options: {
    out: { type: "string" },
    days: { type: "string" },
    "new-gateway-key": { type: "boolean" },
  },
  positionalsMax: 0,
  async run({ configuration, options }) {
    const path = neededOption(options, "out", "FILE");
    const days = numberOption(options, "days", 1, daysMax) ?? daysDefault;
    const { store, keys } = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
    try {
      if (options["new-gateway-key"] === true) keys.gateway.addKey();
      const { ticketKeys } = await (await Region.open(store.region)).newestManifest();
      write(path, serverKeysFor(keys, days, ticketKeys, Math.floor(Date.now() / 1000)));
    } finally {
      await store.close();
    }
  },
};

function write(path: string, serverKeys: ServerKeys): void {
  const text = encodeServerKeys(serverKeys);
  writeNewFiles([{ path, text }]);
  process.stdout.write(
    `Log key ${serverKeys.logKey}\n${serverKeys.ticketKeys.length} ticket keys, ${weeksInWords(serverKeys.ticketKeys)}\n\n` +
      `Fingerprint of the file: ${fingerprint(text)}\nPublic keys in ${path}. The secret halves stay here.\n`,
  );
}
