/**
 * A pure function of texts that remembers its last few results: the same note need not be verified twice, however many phones
 * of one process ask. What throws is not remembered.
 *
 * @param limit - How many results are remembered.
 */
export function remembering<Texts extends readonly string[], Result>(
  limit: number,
  compute: (...texts: Texts) => Result,
): (...texts: Texts) => Result {
  const results = new Map<string, Result>();
  return (...texts) => {
    const key = JSON.stringify(texts);
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = compute(...texts);
    results.set(key, result);
    for (const oldest of results.keys()) {
      if (results.size <= limit) break;
      results.delete(oldest);
    }
    return result;
  };
}
