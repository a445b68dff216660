import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { type RunningServer, type ServerOptions, startServer } from "../../server/server.ts";

/** A moment that trial servers start at: Monday, 2026-11-02 12:00:00 UTC; the next epoch begins on Thursday. */
export const noon = 1_793_620_800;

/** A clock that stands still until it is set. */
export class SetClock {
  now = noon;

  readonly read = (): number => this.now;

  forward(seconds: number): void {
    this.now += seconds;
  }
}

/** The real server on a real socket, with its data in a folder of its own, a clock to set and its log lines. */
export interface TrialServer extends RunningServer {
  readonly clock: SetClock;
  readonly dataDirectory: string;
  /** What was logged, one JSON object a line. */
  readonly logLines: string[];
}

/** Periods of trial servers. */
export const periodSeconds = 3600;

/** A folder that is gone after the test. */
export function temporaryDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), "celadon-server-"));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Start a server that closes batches only when told to; it is stopped after the test. */
export async function startTrialServer(
  t: TestContext,
  options: Partial<ServerOptions> = {},
  clock = new SetClock(),
): Promise<TrialServer> {
  const dataDirectory = options.dataDirectory ?? join(temporaryDirectory(t), "data");
  const logLines: string[] = [];
  const server = await startServer({
    dataDirectory,
    port: 0,
    periodSeconds,
    publishByItself: false,
    clock: clock.read,
    logger: { write: (line) => logLines.push(line) },
    ...options,
    // A short life needs few ticket keys, and the test less time.
    region: { days: 25, ...options.region },
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= server.close());
  t.after(close);
  return { ...server, close, clock, dataDirectory, logLines };
}
