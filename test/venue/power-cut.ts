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
  const undo = [
    callFirst(factory, "open", () => step("open database")),
    callFirst(factory, "deleteDatabase", () => step("delete database")),
    ...["add", "put", "delete"].map((method) =>
      callFirst(IDBObjectStore.prototype, method, () => step("write")),
    ),
  ];
  try {
    await work();
  } catch (error) {
    if (!cut) throw error;
  } finally {
    for (const restore of undo) restore();
  }
  return { steps, cut };
}

/** Call something before a method of an object, until the returned function is called. */
function callFirst(object: object, method: string, hook: () => void): () => void {
  const original = Reflect.get(object, method) as (...parameters: unknown[]) => unknown;
  Reflect.set(object, method, function hooked(this: unknown, ...parameters: unknown[]) {
    hook();
    return Reflect.apply(original, this, parameters);
  });
  return () => Reflect.set(object, method, original);
}
