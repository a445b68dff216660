/**
 * A decimal number as log entries and checkpoints write it: ASCII digits without leading zeros, at most 2^53 − 1.
 *
 * @param text - Untrusted.
 * @returns The number; null when the text is no such number, and the caller says what was wanted.
 * @see SPEC.md §4.7
 */
export function parseDecimal(text: string): number | null {
  if (!/^(?:0|[1-9]\d{0,15})$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
