/** Typed calls to a worker thread and back. */

import { parentPort, Worker } from "node:worker_threads";

/** What a worker can be asked: each takes one plain, cloneable argument and gives a plain answer. */
export type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Answer calls, one after the other in the order they come. (In the worker, once.) */
export function serveCalls(handlers: Handlers): void {
  const port = parentPort;
  if (port === null) throw new Error("not a worker thread");
  let last: Promise<void> = Promise.resolve();
  const answer = async ({ id, name, argument }: Call): Promise<void> => {
    try {
      const result = await handlers[name]!(argument as never);
      port.postMessage({ id, result } satisfies Answer);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      port.postMessage({ id, error: text } satisfies Answer);
    }
  };
  port.on("message", (call: Call) => {
    last = last.then(() => answer(call));
  });
}

/** The caller's side of a worker. */
export class WorkerCaller<H extends Handlers> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #nextId = 0;
  #broken: Error | null = null;

  /** @param file - The worker's module. */
  constructor(file: URL) {
    this.#worker = new Worker(file);
    this.#worker.on("message", ({ id, result, error }: Answer) => {
      const waiting = this.#waiting.get(id)!;
      this.#waiting.delete(id);
      if (error === undefined) waiting.resolve(result as never);
      else waiting.reject(new Error(error));
    });
    this.#worker.on("error", (error) =>
      this.#break(error instanceof Error ? error : new Error(String(error))),
    );
    this.#worker.on("exit", () => this.#break(new Error("the worker has ended")));
  }

  /** @throws Error with the stack of the worker when the handler threw or the worker ended. */
  call<N extends keyof H & string>(
    name: N,
    argument: Parameters<H[N]>[0],
  ): Promise<Awaited<ReturnType<H[N]>>> {
    if (this.#broken !== null) return Promise.reject(this.#broken);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, argument } satisfies Call, []);
    });
  }

  /** End the thread. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #break(error: Error): void {
    this.#broken = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
