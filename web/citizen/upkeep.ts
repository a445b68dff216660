import { type Device, DeviceError, type OutboxProgress, type SyncProgress } from "../device/device.ts";
import { OutboxLoop } from "../parts/outbox-loop.ts";
import type { Act } from "./act.ts";
import { DecoyTimer } from "./decoy-timer.ts";

/** How often time itself may have changed something: a visit's end, a list due, a warning's end. ms. */
const beatMilliseconds = 20_000;
/** Longest wait after failures, ms. */
const retryMillisecondsMax = 15 * 60_000;

/**
 * What goes on by itself while the page is open: ending visits, fetching due lists, sending what is left of a report and decoys,
 * and telling the page about it.
 */
export class Upkeep {
  #device: Device;
  #say: (act: Act) => void;
  #stops: (() => void)[] = [];
  #stopped = false;
  /** Stops what is on the network. */
  #stop = new AbortController();
  readonly #outbox: OutboxLoop<OutboxProgress>;
  readonly #decoys: DecoyTimer;
  #refreshing: Promise<void> | null = null;
  #refreshAgain = false;
  #checking: Promise<void> | null = null;
  #failures = 0;
  #notBefore = 0;

  constructor(device: Device, say: (act: Act) => void) {
    this.#device = device;
    this.#say = (act) => {
      if (!this.#stopped) say(act);
    };
    this.#outbox = new OutboxLoop({
      run: ({ signal }) => device.runOutbox({ signal }),
      told: ({ problem }) => this.#say({ do: "outbox", problem }),
      failed: this.#failed,
    });
    this.#decoys = new DecoyTimer({
      isDue: () => device.isDecoyDue(),
      begin: async () => {
        if (this.#stopped || document.visibilityState !== "visible") return;
        await device.beginDecoy();
        await this.#outbox.run();
      },
      failed: this.#failed,
    });
  }

  /** Begin; also catches up with what happened while the page was closed. */
  start(): void {
    const beat = setInterval(this.#beat, beatMilliseconds);
    const unsubscribe = this.#device.subscribe(() => void this.#whileOpen(() => this.refresh()));
    const wake = () => {
      if (document.visibilityState === "visible") this.#wake();
      else this.#decoys.stop();
    };
    document.addEventListener("visibilitychange", wake);
    addEventListener("online", wake);
    this.#stops = [
      () => clearInterval(beat),
      () => this.#outbox.stop(),
      () => this.#decoys.stop(),
      unsubscribe,
      () => document.removeEventListener("visibilitychange", wake),
      () => removeEventListener("online", wake),
    ];
    this.#wake();
  }

  /** Stop for good. */
  stop(): void {
    this.#stopped = true;
    this.#stop.abort();
    for (const stop of this.#stops) stop();
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
    this.#checking ??= this.#sync((progress) =>
      this.#device.sync({ force, progress, signal: this.#stop.signal }),
    ).finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  /** Begin anew with the log as it is served, when no check is under way. */
  async startAnew(peer?: string): Promise<void> {
    await this.#checking;
    const whose = peer === undefined ? {} : { peer };
    this.#checking ??= this.#sync((progress) =>
      this.#device.startAnew({ ...whose, progress, signal: this.#stop.signal }),
    ).finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  /** Send what is due of a report, now and whenever more becomes due. */
  runOutbox(): Promise<void> {
    return this.#outbox.run();
  }

  #beat = (): void => {
    void this.#whileOpen(() => this.#passTime());
  };

  #wake(): void {
    this.#notBefore = 0;
    void this.#whileOpen(() => this.#passTime());
    this.#outbox.runUnawaited();
  }

  async #whileOpen(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What goes on by itself is not awaited by anyone: its troubles are told here, and those of a stopped page are nobody's. */
  #failed = (error: unknown): void => {
    if (this.#stopped) return;
    if (!(error instanceof DeviceError)) throw error;
    this.#say({ do: "trouble", problem: error.code });
  };

  async #passTime(): Promise<void> {
    const { openVisit } = await this.#device.state();
    await this.#device.tick();
    await this.refresh();
    const state = await this.#device.state();
    const ended =
      openVisit !== null && state.diary.some(({ id, leaving }) => id === openVisit.id && leaving !== null);
    if (ended) this.#say({ do: "visit-ended", id: openVisit.id });
    const mayCheck = Date.now() >= this.#notBefore && document.visibilityState === "visible";
    if (state.sync.due && mayCheck) await this.check(false);
    if (await this.#device.endIfOver({ signal: this.#stop.signal })) return this.#say({ do: "sunset" });
    if (document.visibilityState === "visible" && !this.#stopped) await this.#decoys.look();
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

  async #sync(run: (tell: (progress: SyncProgress) => void) => Promise<unknown>): Promise<void> {
    this.#say({ do: "checking", progress: null });
    try {
      await run((progress) => this.#say({ do: "checking", progress }));
      this.#failures = 0;
    } catch (error) {
      if (this.#stopped) return;
      // The state says which; the page shows it there.
      if (!(error instanceof DeviceError)) throw error;
      if (error.code === "ended") this.#say({ do: "sunset" });
      this.#failures++;
      this.#notBefore = Date.now() + Math.min(retryMillisecondsMax, beatMilliseconds * 2 ** this.#failures);
    } finally {
      if (!this.#stopped) {
        await this.refresh();
        this.#say({ do: "checked" });
      }
    }
  }
}
