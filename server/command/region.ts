import type { Manifest, Policy } from "../../protocol/index.ts";
import { refuseOldCopy } from "../cosigning/old-copy.ts";
import { openExistingData } from "../data-directory.ts";
import { Region } from "../region/region.ts";
import { renewManifest } from "../region/renewal.ts";
import type { Store } from "../store/store.ts";
import { type Command, UsageError } from "./command.ts";
import { relaysFrom } from "./manifest-changes.ts";
import { regionKeys, regionPrepare } from "./region-keys.ts";

/** `region`: look at the region, or renew its manifest. */
export const region: Command = {
  name: "region",
  summary: "show the region, renew a trial one, or make a server's keys",
  help: `Usage: npm run celadon -- region show
       npm run celadon -- region renew [--days N] [--policy JSON] [--relay ADDRESS … | --no-relays] [--new-gateway-key]
       npm run celadon -- region prepare --out FILE [--host HOST] [--days N]
       npm run celadon -- region keys --out FILE [--days N] [--new-gateway-key]

show   prints the root, the manifest in short, the newest batch and the log.
renew  signs and logs the next manifest, with its sunset N days from now (90; at most 180). A changed policy is given by its
       changed fields, such as --policy '{"yellow": 20}', and applies 48 hours later. --relay names an address that others run,
       through which reports go from then on; once for each, together they replace those before; --no-relays lets reports go
       directly again. --new-gateway-key changes the key that they are sealed with. Only for a trial region, whose steward's key
       lies here. Works beside a running server.
prepare, keys
       for a region whose stewards sign elsewhere: the server's keys. "region prepare --help" and "region keys --help" say more.
`,
  options: {
    days: { type: "string" },
    policy: { type: "string" },
    relay: { type: "string", multiple: true },
    "no-relays": { type: "boolean" },
    "new-gateway-key": { type: "boolean" },
  },
  positionalsMax: 1,
  actions: [regionPrepare, regionKeys],
  async run({ configuration, options, positionals }) {
    const [action] = positionals;
    if (action !== "show" && action !== "renew") {
      throw new UsageError('Say "region show", "region renew", "region prepare" or "region keys".');
    }
    const { days, policy } = options;
    if (action === "show" && Object.keys(options).length > 0) throw new UsageError("show takes no options.");
    const relays = relaysFrom(options);
    const renewal = {
      ...(typeof days === "string" ? { days: readDays(days) } : {}),
      ...(typeof policy === "string" ? { policy: readPolicy(policy) } : {}),
      ...(relays === undefined ? {} : { relays }),
      newGatewayKey: options["new-gateway-key"] === true,
    };
    const { store, keys } = await openExistingData(configuration.dataDirectory, configuration.databaseUrl);
    try {
      if (action === "renew") {
        await refuseOldCopy(store, configuration);
        await renewManifest(store, keys, renewal, Math.floor(Date.now() / 1000));
      }
      process.stdout.write(await description(store));
    } finally {
      await store.close();
    }
  },
};

function readDays(text: string): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > 180) throw new UsageError("--days must be a whole number from 1 to 180.");
  return days;
}

/** The fields are checked against their names and bounds when the manifest is made. */
function readPolicy(text: string): Partial<Policy> {
  try {
    const policy: unknown = JSON.parse(text);
    if (typeof policy === "object" && policy !== null && !Array.isArray(policy)) return policy;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UsageError("--policy must be a JSON object with the fields that change.");
}

async function description(store: Store): Promise<string> {
  const { root, ...rest } = {
    root: (await Region.open(store.region)).root,
    newest: (await store.batches.newest())!,
  };
  const manifest: Manifest = await (await Region.open(store.region)).newestManifest();
  const lines = [
    ["name", root.name],
    ["id", Buffer.from(root.id).toString("hex")],
    ["root", Buffer.from(root.hash).toString("hex")],
    ["stewards", `${root.threshold} of ${root.stewards.length} must sign`],
    ["witnesses", `${manifest.witnesses.length}, of whom ${manifest.quorum} must cosign`],
    ["relays", manifest.ohttp?.relays.join(", ") || "none: reports go directly to the server"],
    ["manifest", `${manifest.sequence}, issued ${manifest.issued}, effective ${manifest.effective}`],
    ["sunset", manifest.sunset],
    ["policy", JSON.stringify(manifest.policy)],
    ["batch", `${rest.newest.number}, closed ${new Date(rest.newest.closed * 600_000).toISOString()}`],
    ["log", `${(await store.log.head())!.size} entries, ${manifest.logKey}`],
  ];
  return lines.map(([name, value]) => `${name!.padEnd(10)} ${value}\n`).join("");
}
