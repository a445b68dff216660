import { cpSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { monitor, type MonitorOptions } from "../../server/monitor/monitor.ts";
import type { ServerOptions } from "../../server/server.ts";
import { writePages } from "../server/built-pages.ts";
import {
  periodSeconds,
  type SetClock,
  startTrialServer,
  temporaryDirectory,
  type TrialServer,
} from "../server/trial-server.ts";

/** What a build might have written. */
export const builtFiles = {
  "citizen/index.html":
    '<!doctype html><link rel="stylesheet" href="/assets/a.css"><script type="module" src="/assets/a.js"></script>',
  "venue/index.html": '<!doctype html><script type="module" src="/assets/a.js"></script><p>é',
  "assets/a.js": "console.log('celadon')",
  "assets/a.css": "a{}",
  "sw.js": "self",
  "icon.svg": "<svg/>",
};

/** A region with pages and a few batches. */
export async function startSite(
  t: TestContext,
  options: Partial<ServerOptions> = {},
  clock?: SetClock,
): Promise<TrialServer> {
  const pages = options.pages ?? writePages(temporaryDirectory(t), builtFiles);
  const server = await startTrialServer(t, { ...options, pages }, clock);
  await publishSome(server, 3);
  return server;
}

/** Close some batches, one a period. */
export async function publishSome(server: TrialServer, count: number): Promise<void> {
  for (let each = 0; each < count; each++) {
    server.clock.forward(periodSeconds);
    await server.publish();
  }
}

/** What a run of the monitor gave. */
export interface Watched {
  readonly status: number;
  readonly lines: readonly string[];
  /** The lines that name what is wrong, without the word before. */
  readonly problems: readonly string[];
}

/** Let the monitor visit. */
export async function watch(
  origin: string,
  clock: SetClock,
  options: Partial<MonitorOptions> = {},
): Promise<Watched> {
  let text = "";
  const write = (part: string): void => void (text += part);
  const status = await monitor({ origin, now: clock.now, write, patienceSeconds: 0.02, ...options });
  const lines = text.trimEnd().split("\n");
  const problems = lines.filter((line) => line.startsWith("PROBLEM  ")).map((line) => line.slice(9));
  return { status, lines, problems };
}

/** A second server of the same region and keys, whose history begins like the first's: what a dishonest operator may run. */
export async function startTwin(t: TestContext, server: TrialServer): Promise<TrialServer> {
  const dataDirectory = join(temporaryDirectory(t), "data");
  cpSync(server.dataDirectory, dataDirectory, { recursive: true });
  const twin = await startTrialServer(t, { dataDirectory });
  twin.clock.now = server.clock.now;
  return twin;
}

/** Where a test keeps a file of the monitor's. */
export function fileIn(t: TestContext, name: string): string {
  return join(temporaryDirectory(t), name);
}
