import { parseManifest } from "../../protocol/index.ts";
import type { Configuration } from "../configuration.ts";
import { openExistingData } from "../data-directory.ts";
import { Region } from "../region/region.ts";
import { writeNewFiles } from "../steward/ceremony-file.ts";
import { describeManifest } from "../steward/description.ts";
import { readManifest, readRoot } from "../steward/document.ts";
import { checkDraft, type DraftInput, draftManifest } from "../steward/drafting.ts";
import { fingerprint } from "../steward/fingerprint.ts";
import { readServerKeys, serverKeysFor } from "../steward/server-keys.ts";
import { type Command, type CommandInput, UsageError } from "./command.ts";
import { changesFrom } from "./manifest-changes.ts";
import { listOption, neededOption, numberOption, textOption } from "./options.ts";
import { peerFrom } from "./peer-changes.ts";
import { differenceLines } from "./steward-diff.ts";

/** Days from issue to sunset, unless something else is said. */
const sunsetDaysDefault = 90;

/** `steward draft`: the next manifest, for the stewards to sign. */
export const stewardDraft: Command = {
  name: "draft",
  summary: "draft the next manifest, or a new region's first",
  help: `Usage: npm run celadon -- steward draft --out FILE [CHANGE …]                          on the server
       npm run celadon -- steward draft --from MANIFEST --keys KEYS --out FILE [CHANGE …]   anywhere
       npm run celadon -- steward draft --root ROOT --keys KEYS --out FILE CHANGE …         a region's first

Drafts the manifest that follows the newest one: the server's own (in CELADON_DATA), or the one in a file. A changed policy
applies 48 hours after the day it is to be installed by. What no device would take is refused. Prints what it says.

  --keys FILE            the server's public keys, from "region prepare" or "region keys"
  --sunset-days N        from now to the sunset (${sunsetDaysDefault}; devices take at most 180)
  --within-days N        in how many days it will be signed and installed (1); counts when the policy changes
  --policy FIELD=VALUE   such as yellow=30, weight.reported=0.5, ceiling.reported=red; once for each
  --name TEXT            of the region; TEXT is English, or begins with its language: mi=Te Moana-a-Toi
  --purpose TEXT         what the programme is for
  --yellow TEXT          what to do at yellow
  --red TEXT             what to do at red
                         (each of these four once for each language; together they replace what was there)
  --witness KEY          a witness's public key, or its file; once for each, together they replace what was there
  --quorum N             how many of them must cosign
  --relay ADDRESS        where others run a relay, through which reports go; once for each, together they replace what was there.
                         The key is the newest of the server's keys
  --no-relays            reports go directly to the server
  --peer ADDRESS         a peer region, whose lists are mirrored here: its root is fetched from there; or ADDRESS=FILE takes the
                         root from a file; prints what to compare with its stewards; once for each, besides those before
  --remove-peer ROOT     a peer region that is to go: its root, or the first 8 digits of it and more
  --changes FILE         the same and more as JSON: name, purpose, guidance, policy, witnesses, quorum, ohttp, peers, as they
                         stand in a manifest
`,
  options: {
    out: { type: "string" },
    from: { type: "string" },
    root: { type: "string" },
    keys: { type: "string" },
    "sunset-days": { type: "string" },
    "within-days": { type: "string" },
    changes: { type: "string" },
    policy: { type: "string", multiple: true },
    name: { type: "string", multiple: true },
    purpose: { type: "string", multiple: true },
    yellow: { type: "string", multiple: true },
    red: { type: "string", multiple: true },
    witness: { type: "string", multiple: true },
    quorum: { type: "string" },
    relay: { type: "string", multiple: true },
    "no-relays": { type: "boolean" },
    peer: { type: "string", multiple: true },
    "remove-peer": { type: "string", multiple: true },
  },
  positionalsMax: 0,
  async run({ configuration, options }) {
    const path = neededOption(options, "out", "FILE");
    const added = await Promise.all(listOption(options, "peer").map(peerFrom));
    const wanted = {
      changes: {
        ...changesFrom(options),
        peersAdded: added.map(({ peer }) => peer),
        peersRemoved: listOption(options, "remove-peer"),
      },
      sunsetDays: numberOption(options, "sunset-days", 1, 9999) ?? sunsetDaysDefault,
      withinDays: numberOption(options, "within-days", 0, 60) ?? 1,
      now: Math.floor(Date.now() / 1000),
    };
    const given = givenFiles(options);
    const input = given === null ? await onServer(configuration, wanted) : { ...wanted, ...given };
    const text = draftManifest(input);
    writeNewFiles([{ path, text }]);
    const manifest = parseManifest(text);
    const lines = [
      ...added.flatMap(({ lines: toCompare }) => [...toCompare, ""]),
      ...describeManifest(manifest, text),
    ];
    if ("previous" in input.base) {
      lines.push("", "Against the manifest before:", ...differenceLines(input.base.previous, manifest));
    }
    process.stdout.write(`${lines.join("\n")}\n\nDraft in ${path}.\n`);
  },
};

type Wanted = Pick<DraftInput, "changes" | "sunsetDays" | "withinDays" | "now">;
type Given = Pick<DraftInput, "base" | "serverKeys" | "closed">;

/** What the command line names; null when it is the server's own data. */
function givenFiles(options: CommandInput["options"]): Given | null {
  const [from, root, keys] = ["from", "root", "keys"].map((name) => textOption(options, name));
  if (from !== undefined && root !== undefined) {
    throw new UsageError("Say --from MANIFEST or --root ROOT, not both: a first manifest follows none.");
  }
  if (from === undefined && root === undefined) {
    if (keys === undefined) return null;
    throw new UsageError("--keys goes with --from or --root: on the server, its own keys are taken.");
  }
  const base: DraftInput["base"] =
    root === undefined ? { previous: readManifest(from!).manifest } : { root: readRoot(root).root };
  const serverKeys = keys === undefined ? null : readServerKeys(keys);
  if (serverKeys !== null) {
    process.stdout.write(`Fingerprint of the server's keys: ${fingerprint(serverKeys.text)}\n\n`);
  }
  return { base, serverKeys, closed: null };
}

/** The server's newest manifest, with new ticket keys as far as the sunset, of which it keeps the secret halves. */
async function onServer({ dataDirectory, databaseUrl }: Configuration, wanted: Wanted): Promise<DraftInput> {
  const { store, keys } = await openExistingData(dataDirectory, databaseUrl);
  try {
    const previous = await (await Region.open(store.region)).newestManifest();
    const serverKeys = {
      logKey: keys.log().vkey,
      ticketKeys: [],
      gatewayKey: keys.gateway.newestConfig(),
    };
    const input = {
      ...wanted,
      base: { previous },
      serverKeys,
      closed: (await store.batches.newest())!.closed,
    };
    checkDraft(input);
    return { ...input, serverKeys: serverKeysFor(keys, wanted.sunsetDays, previous.ticketKeys, wanted.now) };
  } finally {
    await store.close();
  }
}
