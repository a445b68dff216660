/** The city's server in a process of its own, on a virtual clock: one list an hour. */

import { type RunningServer, startServer } from "../../server/server.ts";
import { serveCalls } from "../replay/remote-call.ts";

const hour = 3_600;

let now = 0;
let server: RunningServer | null = null;

function running(): RunningServer {
  if (server === null) throw new Error("the server has not been started");
  return server;
}

const handlers = {
  /** @returns The server's address. */
  start: async (given: { dataDirectory: string; now: number }): Promise<string> => {
    ({ now } = given);
    server = await startServer({
      dataDirectory: given.dataDirectory,
      port: 0,
      periodSeconds: hour,
      clock: () => now,
      publishByItself: false,
      region: { name: "City", days: 90, policy: { mixPeriods: 0 } },
    });
    return server.url;
  },
  clock: (seconds: number): void => {
    now = seconds;
  },
  claimCode: async (): Promise<string> => running().issueClaimCode(1),
  publish: async (seconds: number): Promise<void> => {
    now = seconds;
    await running().publish();
  },
  /** @returns Seconds of processor time that the server has taken. */
  seconds: (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  close: async (): Promise<void> => running().close(),
};

/** What the server's process can be asked. */
export type CityServerHandlers = typeof handlers;

serveCalls(handlers);
