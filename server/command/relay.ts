import { type Command, UsageError } from "./command.ts";
import { neededOption, numberOption, textOption } from "./options.ts";

/** Where a gateway takes what relays bring. */
const gatewayPath = "/v1/ohttp";

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** `relay`: carry reports to a region that others run. */
export const relay: Command = {
  name: "relay",
  summary: "carry sealed reports to a region's server, which then does not see whose they are",
  help: `Usage: npm run celadon -- relay --gateway URL [--port N] [--host HOST] [--health-port N] [--address-header NAME]

An Oblivious HTTP relay (RFC 9458) until SIGINT or SIGTERM. It takes POST requests of the type message/ohttp-req at every path, hands
their bodies on to one gateway, and hands back what that answers: nothing else of either, no header, no address. It cannot read
what it carries, and writes nothing down. It must be run by others than the region's server: together the two could tell who reported
what. It has no data and no key. The region's stewards put its public https address into the manifest.

  --gateway URL          of the region, such as https://celadon.example
  --port N               where to listen (8082); 0 takes any free one
  --host HOST            on which interface (localhost: a proxy in front brings https)
  --health-port N        where monitoring asks for /healthz and /readyz, on the same interface (nowhere)
  --address-header NAME  in which header the proxy in front names who asked it, such as x-real-ip. It is counted, as a hash, for a
                         minute (none: then requests from loopback and private addresses are not counted)
`,
  options: {
    gateway: { type: "string" },
    port: { type: "string" },
    host: { type: "string" },
    "health-port": { type: "string" },
    "address-header": { type: "string" },
  },
  positionalsMax: 0,
  async run({ options }) {
    const gateway = gatewayOf(neededOption(options, "gateway", "URL"));
    const host = textOption(options, "host");
    const addressHeader = textOption(options, "address-header")?.toLowerCase() ?? null;
    if (addressHeader !== null && !/^[a-z0-9-]{1,64}$/.test(addressHeader)) {
      throw new UsageError("--address-header must be the name of a header, such as x-real-ip.");
    }
    const port = numberOption(options, "port", 0, 65_535) ?? 8082;
    const healthPort = numberOption(options, "health-port", 0, 65_535) ?? null;
    const { startRelay } = await import("../relay/start-relay.ts");
    const running = await startRelay({
      gateway,
      port,
      healthPort,
      addressHeader,
      ...(host === undefined ? {} : { host }),
    });
    const say = (line: string): void => void process.stdout.write(`${line}\n`);
    say(`Carrying to ${gateway}.`);
    if (healthPort !== null) say(`Health is told on port ${running.healthPort}.`);
    say(`Relay is ready at ${running.url}`);
    // npm and the terminal may both hand the signal on: later ones change nothing.
    await new Promise<void>((resolve) => {
      process.on("SIGINT", resolve);
      process.on("SIGTERM", resolve);
    });
    await running.close();
  },
};

/** Without https whoever watches the network could tell requests apart by when they pass. (RFC 9458 §6) */
function gatewayOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && loopback.has(url.hostname));
  if (url === null || !isSafe || url.search !== "" || url.hash !== "" || url.username !== "") {
    throw new UsageError("--gateway must be an https address, such as https://celadon.example.");
  }
  if (url.pathname === "/") url.pathname = gatewayPath;
  return url.href;
}
