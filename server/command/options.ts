import { type CommandInput, UsageError } from "./command.ts";

/** Readers of single options. Each throws a {@link UsageError} that says what is wanted. */

type Options = CommandInput["options"];

/** An option's text; undefined when it was not given. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  if (value === "") throw new UsageError(`--${name} must not be empty.`);
  return typeof value === "string" ? value : undefined;
}

/** An option that must be given. @param what - What follows it, as in the usage. */
export function neededOption(options: Options, name: string, what: string): string {
  const text = textOption(options, name);
  if (text === undefined) throw new UsageError(`Say --${name} ${what}.`);
  return text;
}

/** All that was given for an option that may stand more than once. */
export function listOption(options: Options, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** A whole number; undefined when it was not given. */
export function numberOption(options: Options, name: string, min: number, max: number): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  if (value < min || value > max) {
    throw new UsageError(`--${name} must be a whole number from ${min} to ${max}.`);
  }
  return value;
}

/** The words that a command needs after its name. */
export function neededWord(positionals: readonly string[], index: number, what: string): string {
  const word = positionals[index];
  if (word === undefined || word === "") throw new UsageError(`Say ${what}.`);
  return word;
}
