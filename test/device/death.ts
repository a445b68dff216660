import assert from "node:assert/strict";
import { bytesToHex } from "@noble/hashes/utils.js";
import "fake-indexeddb/auto";
import type { SentRequest } from "./town.ts";

const { transaction } = IDBDatabase.prototype;
const { deleteDatabase } = IDBFactory.prototype;

/** A phone, or whatever else keeps its things in a browser. */
interface Mortal<Self> {
  readonly device: { close(): void };
  reload(): Promise<Self>;
}

/** The browser dies at the step-th thing that is written or deleted from now on, and does nothing after it. */
function dieAt(step: number): void {
  let steps = 0;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...parameters) {
    const begun = transaction.apply(this, parameters);
    if (parameters[1] === "readwrite" && ++steps >= step) queueMicrotask(() => begun.abort());
    return begun;
  };
  IDBFactory.prototype.deleteDatabase = function (this: IDBFactory, name) {
    if (++steps >= step) throw new DOMException("killed", "AbortError");
    return deleteDatabase.call(this, name);
  };
}

function live(): void {
  IDBDatabase.prototype.transaction = transaction;
  IDBFactory.prototype.deleteDatabase = deleteDatabase;
}

/**
 * Do something with a death at each of its steps in turn, on a fresh phone each time, until it survives.
 *
 * @returns How many steps it has.
 */
export async function atEveryStep<Phone extends Mortal<Phone>>(
  prepare: () => Promise<Phone>,
  act: (phone: Phone) => Promise<unknown>,
  look: (phone: Phone) => Promise<void>,
): Promise<number> {
  for (let step = 1; ; step++) {
    const phone = await prepare();
    dieAt(step);
    let survived = true;
    try {
      await act(phone);
    } catch (error) {
      assert.equal((error as Error).name, "AbortError");
      survived = false;
    } finally {
      live();
    }
    phone.device.close();
    await look(await phone.reload());
    if (survived) return step - 1;
  }
}

/** Whoever sends, in the hands of a test: see {@link import("./town.ts").Phone}. */
interface Sender {
  before: (request: SentRequest) => Response | undefined;
  after: (request: SentRequest, response: Response) => Response | Promise<Response>;
}

/** Deaths over and over, until {@link ManyDeaths.end}: a share of the transactions that write is cut off in the middle, in no rhythm. */
export class ManyDeaths {
  readonly #tried = new Map<string, number>();
  #count = 0;

  /** @param share - Of the transactions, 0 to 1. */
  constructor(share: number) {
    let writes = 0;
    const died = (): void => void this.#count++;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...parameters) {
      const begun = transaction.apply(this, parameters);
      if (parameters[1] === "readwrite" && (++writes * 0.618) % 1 < share) {
        died();
        queueMicrotask(() => begun.abort());
      }
      return begun;
    };
  }

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** Let each of its requests die, too: once before it leaves, and once after it arrived. */
  of<Self extends Sender>(mortal: Self): Self {
    const triedOf = (body: Uint8Array | null): number => this.#tried.get(bytesToHex(body!)) ?? 0;
    mortal.before = ({ body }) => {
      this.#tried.set(bytesToHex(body!), triedOf(body) + 1);
      return triedOf(body) === 1 ? this.#die("before") : undefined;
    };
    mortal.after = ({ body }, response) => (triedOf(body) === 2 ? this.#die("after") : response);
    return mortal;
  }

  end(): void {
    live();
  }

  #die(when: string): never {
    this.#count++;
    throw new Error(`killed ${when}`);
  }
}
