import { type Device, DeviceError } from "../device/device.ts";
import type { Act } from "./act.ts";

/** How often time itself may have changed something: a visit's end, a list due, a warning's end. ms. */
const beatMilliseconds = 20_000;
/** Longest wait after failures, ms. */
const retryMillisecondsMax = 15 * 60_000;
/** `setTimeout` takes no more. */
const timeoutMax = 2 ** 31 - 1;

/**
 * What goes on by itself while the page is open: ending visits, fetching due lists, sending what is left of a report,
 * and telling the page about it.
 */
export class Upkeep {
  #device: Device;
  #say: (act: Act) => void;
  #stops: (() => void)[] = [];
  #outboxTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshing: Promise<void> | null = null;
  #refreshAgain = false;
  #checking: Promise<void> | null = null;
  #failures = 0;
  #notBefore = 0;

  constructor(device: Device, say: (act: Act) => void) {
    this.#device = device;
    this.#say = say;
  }

  /** Begin; also catches up with what happened while the page was closed. */
  start(): void {
    const beat = setInterval(this.#beat, beatMilliseconds);
    const unsubscribe = this.#device.subscribe(() => void this.refresh());
    const wake = () => {
      if (document.visibilityState === "visible") this.#wake();
    };
    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
    this.#stops = [
      () => clearInterval(beat),
      () => clearTimeout(this.#outboxTimer),
      unsubscribe,
      () => document.removeEventListener("visibilitychange", wake),
      () => removeEventListener("online", wake),
    ];
    this.#wake();
  }

  /** Stop for good. */
  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** Tell the page the device's state; several calls at once become one or two. */
  refresh(): Promise<void> {
    if (this.#refreshing !== null) {
      this.#refreshAgain = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#readState();
    return this.#refreshing;
  }

  /**
   * Fetch and compare what is new.
   *
   * @param force - Also when nothing is due: the person asked.
   */
  check(force: boolean): Promise<void> {
    this.#checking ??= this.#sync(force).finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  /** Send what is due of a report, now and whenever more becomes due. */
  async runOutbox(): Promise<void> {
    clearTimeout(this.#outboxTimer);
    const { nextDue, problem } = await this.#device.runOutbox();
    this.#say({ do: "outbox", problem });
    if (nextDue === null || this.#stops.length === 0) return;
    clearTimeout(this.#outboxTimer);
    const wait = Math.max(500, nextDue * 1000 - Date.now());
    this.#outboxTimer = setTimeout(() => void this.runOutbox(), Math.min(wait, timeoutMax));
  }

  #beat = (): void => {
    void this.#passTime();
  };

  #wake(): void {
    this.#notBefore = 0;
    void this.#passTime();
    void this.runOutbox();
  }

  async #passTime(): Promise<void> {
    await this.#device.tick();
    await this.refresh();
    const { sync } = await this.#device.state();
    if (sync.due && Date.now() >= this.#notBefore && document.visibilityState === "visible")
      await this.check(false);
  }

  async #readState(): Promise<void> {
    try {
      do {
        this.#refreshAgain = false;
        this.#say({ do: "device-changed", device: await this.#device.state() });
      } while (this.#refreshAgain);
    } finally {
      // In the same step as the last look at the wish for another round, so that none is lost in between.
      this.#refreshing = null;
    }
  }

  async #sync(force: boolean): Promise<void> {
    this.#say({ do: "checking", progress: null });
    try {
      await this.#device.sync({ force, progress: (progress) => this.#say({ do: "checking", progress }) });
      this.#failures = 0;
    } catch (error) {
      // The state says which; the page shows it there.
      if (!(error instanceof DeviceError)) throw error;
      this.#failures++;
      this.#notBefore = Date.now() + Math.min(retryMillisecondsMax, beatMilliseconds * 2 ** this.#failures);
    } finally {
      await this.refresh();
      this.#say({ do: "checked" });
    }
  }
}
