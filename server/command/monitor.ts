import { type Command, UsageError } from "./command.ts";

/** `monitor`: check a running site as a stranger. */
export const monitor: Command = {
  name: "monitor",
  summary: "check a running site from outside",
  help: `Usage: npm run celadon -- monitor URL [--state FILE] [--root-hash HEX] [--checkpoint FILE] [--checkout DIR]

Fetches all that a site publishes, as any visitor would, and compares it with each other: root, manifests, log, batches, pages.
Prints one line a check. docs/verify.md says what that proves and what it does not.

  --state FILE        remembers this visit, and compares with the last one; made when missing
  --root-hash HEX     the region it must be: SHA-256 of its root, 64 hex digits
  --checkpoint FILE   a checkpoint (or the evidence) that a device saved: must be one of this very log
  --checkout DIR      the sources, built there with "npm run build": must be what the site shows

Exit status: 0 nothing is wrong, 1 something is, 2 not understood, 3 the site cannot be reached.
`,
  options: {
    state: { type: "string" },
    "root-hash": { type: "string" },
    checkpoint: { type: "string" },
    checkout: { type: "string" },
  },
  positionalsMax: 1,
  async run({ configuration, options, positionals }) {
    const { state, checkpoint, checkout } = options;
    const rootHash = options["root-hash"];
    if (rootHash !== undefined && !/^[0-9a-f]{64}$/.test(String(rootHash))) {
      throw new UsageError("--root-hash must be 64 hex digits, in lower case.");
    }
    const origin = originOf(positionals[0]);
    // Whoever reads only the first lines still gets the status.
    process.stdout.on("error", () => undefined);
    // Only here: the other commands start faster without it.
    const { monitor: visit } = await import("../monitor/monitor.ts");
    return visit({
      origin,
      peers: configuration.peers,
      now: Math.floor(Date.now() / 1000),
      write: (text) => process.stdout.write(text),
      ...(typeof state === "string" ? { stateFile: state } : {}),
      ...(typeof rootHash === "string" ? { rootHash } : {}),
      ...(typeof checkpoint === "string" ? { checkpointFile: checkpoint } : {}),
      ...(typeof checkout === "string" ? { checkout } : {}),
    });
  },
};

function originOf(text: string | undefined): string {
  if (text === undefined) throw new UsageError("Say which site: monitor https://celadon.example");
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new UsageError(`${JSON.stringify(text)} is no address of a site, such as https://celadon.example.`);
}
