/** The real server in a process of its own, on a virtual clock, publishing when told to. */

import type { TicketPurpose } from "../../protocol/index.ts";
import { type RunningServer, startServer } from "../../server/server.ts";
import type { ReplayPolicy } from "./plan.ts";
import { serveCalls } from "./remote-call.ts";

/** The most that clients accept, so that one renewal carries the region over the whole outbreak. */
const regionDays = 180;

let now = 0;
let server: RunningServer | null = null;

function running(): RunningServer {
  if (server === null) throw new Error("the server has not been started");
  return server;
}

const handlers = {
  /** @returns The server's address. */
  start: async (o: { dataDirectory: string; now: number; policy: ReplayPolicy }): Promise<string> => {
    now = o.now;
    server = await startServer({
      dataDirectory: o.dataDirectory,
      port: 0,
      periodSeconds: 86_400,
      clock: () => now,
      publishByItself: false,
      region: { name: "Replay", days: regionDays, policy: { ...o.policy, reportMinutes: 1, mixPeriods: 0 } },
    });
    return server.url;
  },
  /** Set the clock. */
  clock: (seconds: number): void => {
    now = seconds;
  },
  claimCodes: async (purposes: readonly TicketPurpose[]): Promise<string[]> =>
    Promise.all(purposes.map((purpose) => running().issueClaimCode(purpose))),
  /** @returns Number of the batch; null when the period's batch was closed before. */
  publish: async (seconds: number): Promise<number | null> => {
    now = seconds;
    return (await running().publish())?.number ?? null;
  },
  renew: async (): Promise<void> => running().renewManifest({ days: regionDays }),
  /** @returns Seconds of processor time that the server has taken. */
  close: async (): Promise<number> => {
    await running().close();
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
};

/** What the server's process can be asked. */
export type ServerHandlers = typeof handlers;

serveCalls(handlers);
