import type { Server } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";

/** How the process fared from one batch to the next. */
export interface Load {
  /** How late timers came, in seconds: what a request waits for others at most. */
  readonly delaySeconds: { readonly median: number; readonly high: number; readonly max: number };
  /** The most connections that were open at once. */
  readonly connectionsPeak: number;
  /** Processor time since the process started, in seconds. */
  readonly cpuSeconds: number;
}

/** How often the event loop is looked at, in milliseconds. */
const resolutionMilliseconds = 20;

const nanosecondsPerSecond = 1e9;

/**
 * Measures load, and tells it of whole periods only. In a quiet region one exchange of a claim code shows in processor time
 * and in the event loop's delay; measured from minute to minute these would tell when somebody reported.
 */
export class PeriodLoad {
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMilliseconds });
  #open = 0;
  #peak = 0;
  #closed: Load | null = null;

  constructor() {
    this.#delay.enable();
  }

  /** Count a server's connections from now on. */
  watch(server: Server): void {
    server.on("connection", (socket) => {
      this.#open++;
      this.#peak = Math.max(this.#peak, this.#open);
      socket.once("close", () => this.#open--);
    });
  }

  /** A period is over: what was measured in it may be told. */
  close(): void {
    const seconds = (nanoseconds: number): number =>
      nanoseconds > 0 ? nanoseconds / nanosecondsPerSecond : 0;
    const { user, system } = process.cpuUsage();
    this.#closed = {
      delaySeconds: {
        median: seconds(this.#delay.percentile(50)),
        high: seconds(this.#delay.percentile(99)),
        max: seconds(this.#delay.max),
      },
      connectionsPeak: this.#peak,
      cpuSeconds: (user + system) / 1e6,
    };
    this.#delay.reset();
    this.#peak = this.#open;
  }

  /** The last period's; null before the first has ended. */
  closed(): Load | null {
    return this.#closed;
  }

  stop(): void {
    this.#delay.disable();
  }
}
