/** How many companions can be named on one visit. */
export const companionsMax = 6;

/** The longest name of a companion, in UTF-16 units. */
export const companionLengthMax = 40;

/**
 * Companions as they are stored: each once, without white space around, none empty.
 *
 * @throws RangeError when a name is too long, or there are too many.
 */
export function companionsNamed(names: readonly string[]): readonly string[] {
  const companions = [...new Set(names.map((name) => name.trim()).filter((name) => name !== ""))];
  const longest = Math.max(0, ...companions.map((name) => name.length));
  if (companions.length > companionsMax || longest > companionLengthMax) {
    throw new RangeError(`${companions.length} companions, the longest name has ${longest} units`);
  }
  return companions;
}
