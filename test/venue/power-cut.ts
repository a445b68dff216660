/** What a store does to its disk, one entry a step. */
export type DiskStep = "open database" | "write" | "delete database";

/**
 * Count the steps that work on a browser's databases takes, and cut the power before one of them: from there on
 * nothing is written any more.
 *
 * @param factory - All work under test goes through it.
 * @param survives - How many steps still happen; every later one fails.
 * @returns The steps that happened. All is as before when the promise is settled.
 */
export async function withPowerCut(
  factory: IDBFactory,
  survives: number,
  work: () => Promise<unknown>,
): Promise<{ readonly steps: readonly DiskStep[]; readonly cut: boolean }> {
  const steps: DiskStep[] = [];
  let cut = false;
  const step = (kind: DiskStep): void => {
    if (steps.length >= survives) {
      cut = true;
      throw new DOMException("the power is cut", "AbortError");
    }
    steps.push(kind);
  };
  const { deleteDatabase, open } = factory;
  const { add, delete: deleteValue, put } = IDBObjectStore.prototype;
  factory.open = (...parameters) => {
    step("open database");
    return open.apply(factory, parameters);
  };
  factory.deleteDatabase = (...parameters) => {
    step("delete database");
    return deleteDatabase.apply(factory, parameters);
  };
  IDBObjectStore.prototype.add = function counted(this: IDBObjectStore, ...parameters) {
    step("write");
    return add.apply(this, parameters);
  };
  IDBObjectStore.prototype.put = function counted(this: IDBObjectStore, ...parameters) {
    step("write");
    return put.apply(this, parameters);
  };
  IDBObjectStore.prototype.delete = function counted(this: IDBObjectStore, ...parameters) {
    step("write");
    return deleteValue.apply(this, parameters);
  };
  try {
    await work();
  } catch (error) {
    if (!cut) throw error;
  } finally {
    factory.open = open;
    factory.deleteDatabase = deleteDatabase;
    Object.assign(IDBObjectStore.prototype, { add, delete: deleteValue, put });
  }
  return { steps, cut };
}
