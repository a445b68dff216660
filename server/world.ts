import type { FastifyBaseLogger } from "fastify";
import type { ClockWatch } from "./clock-watch.ts";
import type { RequestCounts } from "./http/request-counts.ts";
import type { PeriodLoad } from "./operations/period-load.ts";
import type { KeyDirectory } from "./region/keys.ts";
import type { Region } from "./region/region.ts";
import type { Store } from "./store/store.ts";
import type { TicketWorkers } from "./intake/ticket-workers.ts";
import type { WrongCodeCounts } from "./intake/wrong-code-counts.ts";
import type { WrongCodeRate } from "./intake/wrong-code-rate.ts";

/** All that the server's parts work on; tests and the replay make one with a clock of their own. */
export interface World {
  readonly store: Store;
  readonly keys: KeyDirectory;
  readonly region: Region;
  /** Unix seconds, with fractions. */
  readonly clock: () => number;
  /** Null where the clock is a test's or the replay's own: then it is always believed. */
  readonly clockWatch: ClockWatch | null;
  /** Length of a batch period. */
  readonly periodSeconds: number;
  /** The public address, without a final slash: what passkeys are bound to. */
  readonly origin: () => string;
  /** In which header, in lower case, a proxy in front names who asked it; null where none does. */
  readonly addressHeader: string | null;
  /** Whom to tell of a weakness, as a URI; null where nobody is named. */
  readonly contact: string | null;
  readonly wrongCodes: WrongCodeRate;
  readonly wrongCodeCounts: WrongCodeCounts;
  readonly ticketWorkers: TicketWorkers;
  readonly requests: RequestCounts;
  readonly load: PeriodLoad;
  readonly log: FastifyBaseLogger;
}

/** Whether a world's clock leapt, and is not believed yet: what cannot be undone waits. */
export function isClockInDoubt({ clockWatch }: Pick<World, "clockWatch">): boolean {
  return clockWatch?.isInDoubt() ?? false;
}

/** The clock of a world in whole Unix seconds. */
export function nowOf(world: Pick<World, "clock">): number {
  return Math.floor(world.clock());
}
