import type { DeviceErrorCode } from "../device/device-error.ts";

/** `setTimeout` takes no more. */
const timeoutMax = 2 ** 31 - 1;

/** What one run of an outbox says. */
interface Run {
  /** Unix seconds; `null` when nothing is left. */
  readonly nextDue: number | null;
  readonly problem: DeviceErrorCode | null;
}

/** What {@link OutboxLoop} works with. */
export interface OutboxLoopParts<Result extends Run> {
  readonly run: (options: { readonly signal: AbortSignal }) => Promise<Result>;
  /** Told what each run came to. */
  readonly told: (result: Result) => void;
  /** Takes what a run that nobody awaits throws. */
  readonly failed: (error: unknown) => void;
}

/** Sends what is due of an outbox, now and whenever more becomes due, as long as the page is open. */
export class OutboxLoop<Result extends Run> {
  readonly #parts: OutboxLoopParts<Result>;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: OutboxLoopParts<Result>) {
    this.#parts = parts;
  }

  /** Run now: at the opening, when something begins, when the network is back. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    clearTimeout(this.#timer);
    const result = await this.#parts.run({ signal });
    if (signal.aborted) return;
    this.#parts.told(result);
    if (result.nextDue === null) return;
    clearTimeout(this.#timer);
    const wait = Math.max(500, result.nextDue * 1000 - Date.now());
    this.#timer = setTimeout(() => this.runUnawaited(), Math.min(wait, timeoutMax));
  }

  /** The same; what it throws goes to `failed`, and after {@link OutboxLoop.stop} to nobody. */
  runUnawaited(): void {
    this.run().catch((error: unknown) => {
      if (!this.#stop.signal.aborted) this.#parts.failed(error);
    });
  }

  /** Stop for good. */
  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }
}
