/** Typed calls to a worker thread or a child process and back. */

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parentPort, Worker } from "node:worker_threads";

/** What the other side can be asked: each takes one plain, cloneable argument and gives a plain answer. */
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

async function answerTo(handlers: Handlers, { id, name, argument }: Call): Promise<Answer> {
  try {
    return { id, result: await handlers[name]!(argument as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/**
 * Answer calls, one after the other in the order they come. (In the thread or process, once.) A process ends when the
 * caller is gone.
 */
export function serveCalls(handlers: Handlers): void {
  const port = parentPort;
  const send = (answer: Answer) => {
    if (port === null) process.send!(answer);
    else port.postMessage(answer, []);
  };
  let last: Promise<void> = Promise.resolve();
  const onCall = (call: Call) => {
    last = last.then(async () => send(await answerTo(handlers, call)));
  };
  if (port !== null) port.on("message", onCall);
  else {
    process.on("message", (call) => onCall(call as Call));
    process.on("disconnect", () => process.exit());
  }
}

/** A thread or process as the caller sees it. */
interface Remote {
  send(call: Call): void;
  end(): Promise<void>;
}

type Listen = (onAnswer: (answer: Answer) => void, onEnd: (error: Error) => void) => Remote;

/** Room for a thousand phones. */
const heap = { maxOldGenerationSizeMb: 4096 };

function threadOf(file: URL): Listen {
  return (onAnswer, onEnd) => {
    const worker = new Worker(file, { resourceLimits: heap });
    worker.on("message", onAnswer);
    worker.on("error", (error) => onEnd(error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => onEnd(new Error(`${file.pathname} has ended`)));
    return {
      send: (call) => worker.postMessage(call, []),
      end: async () => void (await worker.terminate()),
    };
  };
}

function processOf(file: URL): Listen {
  return (onAnswer, onEnd) => {
    const child = fork(fileURLToPath(file), { serialization: "advanced" });
    child.on("message", (answer) => onAnswer(answer as Answer));
    child.on("error", onEnd);
    const ended = new Promise<void>((resolve) => {
      child.on("exit", (status, signal) => {
        onEnd(new Error(`${file.pathname} has ended with ${signal ?? `status ${status}`}`));
        resolve();
      });
    });
    return {
      send: (call) => void child.send(call),
      end: () => {
        if (child.connected) child.disconnect();
        return ended;
      },
    };
  };
}

/** The caller's side. */
export class RemoteCaller<H extends Handlers> {
  readonly #remote: Remote;
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #nextId = 0;
  #broken: Error | null = null;

  private constructor(listen: Listen) {
    this.#remote = listen(
      ({ id, result, error }) => {
        const waiting = this.#waiting.get(id)!;
        this.#waiting.delete(id);
        if (error === undefined) waiting.resolve(result as never);
        else waiting.reject(new Error(error));
      },
      (error) => {
        this.#broken ??= error;
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
      },
    );
  }

  /** Start a worker thread. @param file - Its module, which calls {@link serveCalls}. */
  static thread<H extends Handlers>(file: URL): RemoteCaller<H> {
    return new RemoteCaller(threadOf(file));
  }

  /** Start a Node process. @param file - Its module, which calls {@link serveCalls}. */
  static process<H extends Handlers>(file: URL): RemoteCaller<H> {
    return new RemoteCaller(processOf(file));
  }

  /** @throws Error with the stack of the other side when the handler threw, or when the other side ended. */
  call<N extends keyof H & string>(
    name: N,
    argument: Parameters<H[N]>[0],
  ): Promise<Awaited<ReturnType<H[N]>>> {
    if (this.#broken !== null) return Promise.reject(this.#broken);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#remote.send({ id, name, argument });
    });
  }

  /** End the other side. */
  end(): Promise<void> {
    return this.#remote.end();
  }
}
