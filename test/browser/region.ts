import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PeerAddress } from "../../server/mirror/peer-address.ts";
import { startServer, type RunningServer } from "../../server/server.ts";
import type { ShiftedClock } from "./shifted-clock.ts";

/** A region of its own for one story: the real server, in this process, in the time of the story. */
export interface TrialRegion {
  readonly server: RunningServer;
  /** The server's data: what `CELADON_DATA` names. */
  readonly dataDirectory: string;
  /** Set the clock forward to a moment, Unix seconds; every batch that is due on the way is closed in its time. */
  liveUntil(moment: number): Promise<void>;
  /** Live until the period is over and its batch is closed. */
  liveUntilNextBatch(): Promise<void>;
  /** Stop the server and delete its data. */
  close(): Promise<void>;
}

/** The pages as they were built. */
const builtPages = join(import.meta.dirname, "..", "..", "dist");

/** Length of a batch period. */
const periodSeconds = 3600;

/**
 * Start a region. Its batches are closed by the story's time, not by a timer.
 *
 * @param clock - The time of the story.
 * @param name - What its people call it.
 * @param days - From now to its sunset; by default what a trial region has.
 * @param peers - Where it fetches the regions that its manifest names; looked at whenever it does.
 * @param origin - Its public address, where that matters: passkeys are bound to it.
 */
export async function startRegion(
  clock: ShiftedClock,
  name: string,
  days?: number,
  peers: readonly PeerAddress[] = [],
  origin?: string,
): Promise<TrialRegion> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "celadon-browser-test-"));
  const server = await startServer({
    dataDirectory,
    port: 0,
    periodSeconds,
    clock: clock.now,
    pages: builtPages,
    publishByItself: false,
    peers,
    ...(origin === undefined ? {} : { origin }),
    region: { name, ...(days === undefined ? {} : { days }) },
  });
  const nextBatchDue = () => (Math.floor(clock.now() / periodSeconds) + 1) * periodSeconds;
  const liveUntil = async (moment: number) => {
    while (nextBatchDue() <= moment) {
      await clock.advanceTo(nextBatchDue());
      if ((await server.publish()) === null) throw new Error("a period is over, and its batch was not due");
    }
    await clock.advanceTo(moment);
  };
  return {
    server,
    dataDirectory,
    liveUntil,
    liveUntilNextBatch: () => liveUntil(nextBatchDue()),
    async close() {
      await server.close();
      await rm(dataDirectory, { recursive: true });
    },
  };
}
