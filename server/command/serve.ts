import { logOutput } from "../log-output.ts";
import { plainLines } from "../logging.ts";
import type { Command } from "./command.ts";
import { builtPages } from "./built-pages.ts";

/** `serve`: run the server until it is told to stop. */
export const serve: Command = {
  name: "serve",
  summary: "run the server",
  help: `Usage: npm run celadon -- serve

Serves the interface and the built pages, and closes a batch every period, until SIGINT or SIGTERM. The first start makes a
trial region: one steward, whose key lies on this machine, and no witness. On a terminal it prints plain lines, elsewhere
structured logs (JSON).
`,
  options: {},
  positionalsMax: 0,
  async run({ configuration }) {
    // Only here: the other commands need no web server, and start in half the time.
    const { startServer } = await import("../server.ts");
    const {
      port,
      dataDirectory,
      databaseUrl,
      origin,
      periodSeconds,
      witnesses,
      copy,
      peers,
      operations,
      addressHeader,
      contact,
    } = configuration;
    const server = await startServer({
      port,
      dataDirectory,
      databaseUrl,
      pages: builtPages,
      witnesses,
      copy,
      peers,
      operations,
      addressHeader,
      contact,
      logger: process.stdout.isTTY ? plainLines(logOutput()) : logOutput(),
      ...(origin === null ? {} : { origin }),
      ...(periodSeconds === null ? {} : { periodSeconds }),
    });
    // npm and the terminal may both hand the signal on: later ones change nothing.
    await new Promise<void>((resolve) => {
      process.on("SIGINT", resolve);
      process.on("SIGTERM", resolve);
    });
    await server.close();
  },
};
