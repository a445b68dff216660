/** How changes of a list are said. */
export interface ListWords<Item> {
  /** What an item is known by; stands once in a list. */
  readonly key: (item: Item) => string;
  /** Whether all that were added, or removed, make one sentence together. Default: each its own. */
  readonly allAtOnce?: boolean;
  readonly added: (items: readonly [Item, ...Item[]]) => string;
  readonly removed: (items: readonly [Item, ...Item[]]) => string;
  /** What changed in an item that is in both lists. */
  readonly changed: (before: Item, after: Item) => readonly string[];
  /** When those that are in both lists stand in another order. */
  readonly reordered: string;
}

/** What differs between two lists of items that have keys: what came, what went, what changed, and the order of the rest. */
export function listDifferences<Item>(
  before: readonly Item[],
  after: readonly Item[],
  words: ListWords<Item>,
): string[] {
  const { key, allAtOnce = false } = words;
  const old = new Map(before.map((item) => [key(item), item]));
  const keys = new Set(after.map(key));
  const together = (items: readonly Item[], say: ListWords<Item>["added"]): string[] => {
    const [first, ...rest] = items;
    if (first === undefined) return [];
    return allAtOnce ? [say([first, ...rest])] : items.map((item) => say([item]));
  };
  const kept = after.filter((item) => old.has(key(item)));
  const keptBefore = before.filter((item) => keys.has(key(item)));
  return [
    ...together(
      after.filter((item) => !old.has(key(item))),
      words.added,
    ),
    ...together(
      before.filter((item) => !keys.has(key(item))),
      words.removed,
    ),
    ...kept.flatMap((item) => words.changed(old.get(key(item))!, item)),
    ...(kept.some((item, index) => key(item) !== key(keptBefore[index]!)) ? [words.reordered] : []),
  ];
}
