import { ProtocolError } from "./errors.ts";

/**
 * Checks on a value from `JSON.parse`, for texts that were signed: what is not expected is refused, never passed over.
 * `at` names the place in the text for the message, as in `manifest.policy.weight`.
 */

/**
 * An object with exactly these fields.
 *
 * @throws {@link ProtocolError} `malformed` on anything else, one more field or one less.
 */
export function objectWith<Key extends string>(
  value: unknown,
  keys: readonly Key[],
  at: string,
): Readonly<Record<Key, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refused(at, "an object", value);
  const got = Object.keys(value);
  const unexpected = got.find((key) => !(keys as readonly string[]).includes(key));
  if (unexpected !== undefined)
    throw new ProtocolError("malformed", `${at} has no field ${JSON.stringify(unexpected)}`);
  const missing = keys.find((key) => !got.includes(key));
  if (missing !== undefined) throw new ProtocolError("malformed", `${at} lacks its field ${missing}`);
  return value as Record<Key, unknown>;
}

/** A list of at most `max` values. @throws {@link ProtocolError} `malformed`, `out-of-bounds` when it is longer. */
export function listOf<Item>(
  value: unknown,
  max: number,
  at: string,
  check: (item: unknown, at: string) => Item,
): Item[] {
  if (!Array.isArray(value)) throw refused(at, "a list", value);
  if (value.length > max)
    throw new ProtocolError("out-of-bounds", `${at} has ${value.length} items, at most ${max} allowed`);
  return value.map((item, index) => check(item, `${at}[${index}]`));
}

/**
 * A text of 1 to `max` UTF-16 units: no half surrogate pairs, no control characters but, where allowed, line breaks.
 *
 * @throws {@link ProtocolError} `malformed`, `out-of-bounds` when it is longer.
 */
export function textOf(value: unknown, max: number, at: string, lineBreaks = false): string {
  if (typeof value !== "string" || value === "") throw refused(at, "a text", value);
  if (value.length > max) {
    throw new ProtocolError("out-of-bounds", `${at} has ${value.length} characters, at most ${max} allowed`);
  }
  if (/[\p{Cc}\p{Cs}]/u.test(lineBreaks ? value.replaceAll("\n", "") : value)) {
    throw refused(at, "a text without control characters", value);
  }
  return value;
}

/** A text of a given form. @throws {@link ProtocolError} `malformed`. */
export function textLike(value: unknown, form: RegExp, wanted: string, at: string): string {
  if (typeof value !== "string" || !form.test(value)) throw refused(at, wanted, value);
  return value;
}

/** A finite number in a range. @throws {@link ProtocolError} `malformed`, `out-of-bounds` outside the range. */
export function numberIn(value: unknown, min: number, max: number, at: string): number {
  if (typeof value !== "number") throw refused(at, "a number", value);
  if (!(value >= min && value <= max)) {
    throw new ProtocolError("out-of-bounds", `${at} is ${value}, allowed is ${min} to ${max}`);
  }
  return value;
}

/** A whole number in a range. @throws {@link ProtocolError} as {@link numberIn}. */
export function integerIn(value: unknown, min: number, max: number, at: string): number {
  const number = numberIn(value, min, max, at);
  if (!Number.isSafeInteger(number)) throw refused(at, "a whole number", value);
  return number;
}

/** One of a few texts. @throws {@link ProtocolError} `malformed`. */
export function oneOf<Choice extends string | number>(
  value: unknown,
  choices: readonly Choice[],
  at: string,
): Choice {
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw refused(at, choices.join(" or "), value);
  return choice;
}

function refused(at: string, wanted: string, got: unknown): ProtocolError {
  return new ProtocolError("malformed", `${at}: wanted ${wanted}, got ${shown(got)}`);
}

/** Shows plain values only: whatever is nested may be nested very deeply. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
