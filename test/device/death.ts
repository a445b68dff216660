import assert from "node:assert/strict";
import "fake-indexeddb/auto";

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
