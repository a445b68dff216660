import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { FastifyBaseLogger } from "fastify";
import { ProtocolError, type TicketKeyPair, type TicketPurpose } from "../../protocol/index.ts";
import { Refusal } from "../http/refusal.ts";
import type { TicketAnswer, TicketJob, TicketResult } from "./ticket-job.ts";

/** One processor is left to the thread that answers reads and writes to the disk. */
const threadsByDefault = Math.min(8, Math.max(1, availableParallelism() - 1));

/** Jobs that may wait for each thread: a few seconds of the longest kind, a few hundred kilobytes. */
const jobsPerThread = 256;

/** How the threads are set up; everything but the log has a default. */
export interface TicketWorkersOptions {
  readonly log: Pick<FastifyBaseLogger, "error">;
  readonly threads?: number;
  /** Jobs that may wait, over all threads. */
  readonly jobsMax?: number | undefined;
}

interface Waiting {
  readonly resolve: (result: TicketResult) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly jobs: Map<number, Waiting>;
}

/**
 * The arithmetic of tickets, in threads of its own, so that reading never waits for it. The threads decide nothing and keep
 * nothing: whether a code is used or a nonce is spent is asked and written elsewhere, in one thread, after they have answered.
 * They start with the first work. One that dies is replaced with the next; what it had to do is refused as `busy`, and can be
 * sent again, for nothing has been written. Beyond a number of waiting jobs everything new is refused as `busy`.
 */
export class TicketWorkers {
  readonly #log: TicketWorkersOptions["log"];
  readonly #threadsMax: number;
  readonly #jobsMax: number;
  readonly #threads = new Set<Thread>();
  #number = 0;
  #closed = false;

  constructor({ log, threads = threadsByDefault, jobsMax = threads * jobsPerThread }: TicketWorkersOptions) {
    this.#log = log;
    this.#threadsMax = threads;
    this.#jobsMax = jobsMax;
  }

  /**
   * Whether a report was made with its ticket.
   *
   * @param secretKey - From `KeyDirectory.ticketSecret`: shared with the threads, and wiped in all of them at once.
   * @param report - Untrusted; it decodes.
   * @throws {@link Refusal} `busy`
   */
  redeem(secretKey: Uint8Array, report: Uint8Array): Promise<boolean> {
    return this.#do({ kind: "redeem", secretKey, report }) as Promise<boolean>;
  }

  /**
   * The answer to a request for tickets.
   *
   * @param request - Untrusted; its claim code is good.
   * @param keys - Those published for the purpose and epoch; null for a decoy.
   * @throws {@link Refusal} `busy`
   * @throws ProtocolError when an element of the request is none.
   */
  issue(
    request: Uint8Array,
    purpose: TicketPurpose,
    epoch: number,
    keys: TicketKeyPair | null,
  ): Promise<Uint8Array> {
    return this.#do({ kind: "issue", request, purpose, epoch, keys }) as Promise<Uint8Array>;
  }

  /** End the threads. What still waits is refused as `busy`. */
  async close(): Promise<void> {
    this.#closed = true;
    const threads = [...this.#threads];
    for (const thread of threads) this.#abandon(thread);
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #do(job: TicketJob): Promise<TicketResult> {
    return new Promise((resolve, reject) => {
      let waiting = 0;
      for (const { jobs } of this.#threads) waiting += jobs.size;
      if (this.#closed || waiting >= this.#jobsMax) throw new Refusal("busy");
      const { worker, jobs } = this.#leastBusy();
      const number = this.#number++;
      jobs.set(number, { resolve, reject });
      worker.postMessage({ number, job }, []);
    });
  }

  #leastBusy(): Thread {
    const [first] = [...this.#threads].toSorted((one, other) => one.jobs.size - other.jobs.size);
    if (first !== undefined && (first.jobs.size === 0 || this.#threads.size >= this.#threadsMax))
      return first;
    return this.#start();
  }

  #start(): Thread {
    const thread: Thread = {
      worker: new Worker(new URL("./ticket-thread.ts", import.meta.url)),
      jobs: new Map(),
    };
    this.#threads.add(thread);
    thread.worker.on("message", (answer: TicketAnswer) => settle(thread, answer));
    thread.worker.on("error", (error) => {
      this.#log.error(
        error,
        "A thread for tickets failed; what it had to do is refused, and another takes its place.",
      );
    });
    thread.worker.on("exit", () => this.#abandon(thread));
    return thread;
  }

  #abandon(thread: Thread): void {
    this.#threads.delete(thread);
    for (const { reject } of thread.jobs.values()) reject(new Refusal("busy"));
    thread.jobs.clear();
  }
}

function settle({ jobs }: Thread, answer: TicketAnswer): void {
  const waiting = jobs.get(answer.number);
  jobs.delete(answer.number);
  if ("result" in answer) waiting?.resolve(answer.result);
  else
    waiting?.reject(
      answer.code === null ? new Error(answer.message) : new ProtocolError(answer.code, answer.message),
    );
}
