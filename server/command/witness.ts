import { noteVerifier, ProtocolError } from "../../protocol/index.ts";
import { logOutput } from "../log-output.ts";
import { type Command, UsageError } from "./command.ts";

/** `witness`: watch other servers' logs. */
export const witness: Command = {
  name: "witness",
  summary: "watch logs, and cosign them as long as they are only appended to",
  help: `Usage: npm run celadon -- witness [--name NAME] [--log VKEY …] [--data DIR] [--port N] [--host HOST]

Serves C2SP tlog-witness until SIGINT or SIGTERM: POST /add-checkpoint cosigns a checkpoint that continues the last one, which is
on the disk before the answer; GET /<SHA-256 of the origin>/checkpoint shows the last one. A smaller tree, or another of the same
size, is never signed. Run it on another machine, by other people, than the log. At start it prints its vkey, which the
region's stewards put into the manifest.

  --name NAME   of the key that the first start makes, such as witness.example/w1
  --log VKEY    of a log to witness, as the region's manifest has it; may be given more than once
  --data DIR    folder of key and record (./witness). Never restore an old copy of it: it would forget what it has signed
  --port N      where to listen (8081); 0 takes any free one
  --host HOST   on which interface (localhost)
`,
  options: {
    name: { type: "string" },
    log: { type: "string", multiple: true },
    data: { type: "string" },
    port: { type: "string" },
    host: { type: "string" },
  },
  positionalsMax: 0,
  async run({ options }) {
    const { name, log = [], data, port = "8081", host } = options;
    if (!Array.isArray(log)) throw new Error("--log is a list");
    // Of a compose file whose variable is not set yet: the vkey that the log's region needs comes first.
    const logs = log.filter((vkey) => vkey !== "");
    for (const vkey of logs as string[]) checkLog(vkey);
    const portNumber = /^\d{1,5}$/.test(String(port)) ? Number(port) : -1;
    if (portNumber < 0 || portNumber > 65_535)
      throw new UsageError("--port must be a number from 0 to 65535.");
    if (typeof name === "string" && !isKeyName(name)) {
      throw new UsageError("--name must have no spaces and no plus, such as witness.example/w1.");
    }
    const { fingerprint } = await import("../steward/fingerprint.ts");
    const { startWitness } = await import("../witness/start-witness.ts");
    const output = logOutput();
    const say = (line: string): void => output.write(`${line}\n`);
    const running = await startWitness({
      dataDirectory: typeof data === "string" ? data : "./witness",
      name: typeof name === "string" ? name : null,
      port: portNumber,
      ...(typeof host === "string" ? { host } : {}),
      logs: logs as string[],
      say,
    });
    for (const vkey of logs as string[]) say(`Witnessing ${noteVerifier(vkey).name}.`);
    if (logs.length === 0) say("Witnessing no log yet: name one by --log.");
    say(`Witness key: ${running.vkey}`);
    say(`Its fingerprint, to compare by voice: ${fingerprint(running.vkey)}`);
    say(`Witness is ready at ${running.url}`);
    // npm and the terminal may both hand the signal on: later ones change nothing.
    await new Promise<void>((resolve) => {
      process.on("SIGINT", resolve);
      process.on("SIGTERM", resolve);
    });
    await running.close();
  },
};

function checkLog(vkey: string): void {
  try {
    noteVerifier(vkey);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new UsageError(`--log ${JSON.stringify(vkey)} is not a log's vkey.`, { cause: error });
  }
}

function isKeyName(name: string): boolean {
  return /^[^\s+\p{Cc}]{1,100}$/u.test(name);
}
