import { ProtocolError } from "../../protocol/index.ts";
import { DeviceError } from "./device-error.ts";

/**
 * Checks on the parsed content of a move. What is missing or of another form is refused; what is not known means that a newer
 * version wrote it, and then nothing is taken rather than a part. `at` names the place for the message.
 */

/**
 * An object with all of the required fields, perhaps some optional ones, and no other.
 *
 * @throws ProtocolError `malformed`. @throws DeviceError `newer-version`.
 */
export function fieldsOf<Required extends string, Optional extends string>(
  value: unknown,
  required: readonly Required[],
  optionals: readonly Optional[],
  at: string,
): Readonly<Record<Required | Optional, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refused(at, "an object");
  const known: readonly string[] = [...required, ...optionals];
  const got = Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
  const missing = required.find((key) => !got.includes(key));
  if (missing !== undefined) throw refused(at, `a field ${missing}`);
  const unknown = got.find((key) => !known.includes(key));
  if (unknown !== undefined) throw new DeviceError("newer-version", `${at} has a field ${unknown}`);
  return value as Record<Required | Optional, unknown>;
}

/** A field that may be missing. */
export function optional<Value, Otherwise>(
  value: unknown,
  otherwise: Otherwise,
  read: (value: unknown) => Value,
): Value | Otherwise {
  return value === undefined ? otherwise : read(value);
}

/** A list of at most `max` items. */
export function list<Item>(
  value: unknown,
  max: number,
  at: string,
  read: (item: unknown, at: string) => Item,
): Item[] {
  if (!Array.isArray(value) || value.length > max) throw refused(at, `a list of at most ${max}`);
  return value.map((item, index) => read(item, `${at}[${index}]`));
}

/** Any text of at most `max` UTF-16 units. */
export function text(value: unknown, max: number, at: string): string {
  if (typeof value !== "string" || value.length > max) throw refused(at, `a text of at most ${max}`);
  return value;
}

/** So many bytes in lower-case hex. */
export function hex(value: unknown, bytes: number, at: string): string {
  if (typeof value !== "string" || value.length !== 2 * bytes || !/^[0-9a-f]*$/.test(value)) {
    throw refused(at, `${bytes} bytes in hex`);
  }
  return value;
}

/** A whole number from 0 to `max`. */
export function whole(value: unknown, max: number, at: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0 || value > max) {
    throw refused(at, `a whole number up to ${max}`);
  }
  return value;
}

/** Yes or no. */
export function bool(value: unknown, at: string): boolean {
  if (typeof value !== "boolean") throw refused(at, "true or false");
  return value;
}

/** One of a few values. */
export function oneOfThese<Choice extends string | number>(
  value: unknown,
  choices: readonly Choice[],
  at: string,
): Choice {
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw refused(at, choices.join(" or "));
  return choice;
}

function refused(at: string, wanted: string): ProtocolError {
  return new ProtocolError("malformed", `move.${at}: wanted ${wanted}`);
}
