const chains = new WeakMap<IDBFactory, Map<string, Promise<unknown>>>();

/**
 * Runs a task when no other task of that name runs, in this tab or another. Not reentrant: a task must not wait for a turn of
 * its own name.
 */
export type TakeTurns = <Result>(name: string, task: () => Promise<Result>) => Promise<Result>;

/**
 * Turns for all who share a phone's storage, so that two tabs never corrupt each other.
 *
 * @param locks - Web Locks, which hold between tabs and are given back when a tab dies; `null` where one process has the
 *   storage to itself: then turns hold between all devices on the same factory.
 * @see SPEC.md §5
 */
export function takeTurns(locks: LockManager | null, factory: IDBFactory): TakeTurns {
  if (locks !== null) return (name, task) => locks.request(`celadon-${name}`, task);
  const chain = chains.get(factory) ?? new Map<string, Promise<unknown>>();
  chains.set(factory, chain);
  return (name, task) => {
    const turn = (chain.get(name) ?? Promise.resolve()).then(task);
    chain.set(
      name,
      turn.catch(() => {}),
    );
    return turn;
  };
}
