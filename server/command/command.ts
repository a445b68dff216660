import { parseArgs, type ParseArgsConfig } from "node:util";
import { type Configuration, environmentHelp, readConfiguration } from "../configuration.ts";
import { OperatorError } from "../operator-error.ts";

/** What stood after an option: a list where it may be given more than once. */
export type OptionValue = string | boolean | readonly string[] | undefined;

/** What a command is given. */
export interface CommandInput {
  readonly configuration: Configuration;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly positionals: readonly string[];
}

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** One line, for the list of all commands. */
  readonly summary: string;
  /** What `--help` shows: usage, then what it does; ends with a newline. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  /** How many words may follow the options. */
  readonly positionalsMax: number;
  /** Commands of its own, named by the next word, each with its own help. Without that word {@link Command.run} runs. */
  readonly actions?: readonly Command[];
  /**
   * @returns Its own exit status; none for done.
   * @throws {@link UsageError}, or {@link OperatorError} when it cannot do what it was asked.
   */
  run(input: CommandInput): Promise<number | void> | number | void;
}

/** The command line cannot be understood. The message is one whole sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Run what the command line asks for.
 *
 * @param args - Without Node and the file.
 * @param errors - Where it says why not.
 * @returns The exit status: 0 done, 1 could not be done, 2 not understood, or the command's own.
 */
export async function runCommand(
  commands: readonly Command[],
  args: readonly string[],
  errors: { write(text: string): void } = process.stderr,
): Promise<number> {
  const [name, next, ...afterNext] = args;
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(helpOn(commands));
    return 0;
  }
  const named = commands.find((each) => each.name === name);
  if (named === undefined) {
    const problem = name === undefined ? "No command was given." : `There is no command "${name}".`;
    errors.write(`${problem}\n\n${helpOn(commands)}`);
    return 2;
  }
  const action = named.actions?.find((each) => each.name === next);
  const command = action ?? named;
  const rest = action === undefined ? args.slice(1) : afterNext;
  try {
    const { values, positionals } = parse(command, rest);
    if (values["help"] === true) {
      process.stdout.write(`${command.help}\n${environmentHelp}`);
      return 0;
    }
    const input = { configuration: readConfiguration(process.env), options: values, positionals };
    return (await command.run(input)) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) {
      errors.write(`${error.message}\n\n${command.help}`);
      return 2;
    }
    if (error instanceof OperatorError) {
      errors.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

function parse(
  command: Command,
  args: string[],
): { values: Record<string, OptionValue>; positionals: string[] } {
  try {
    const options = { ...command.options, help: { type: "boolean", short: "h" } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const extra = positionals[command.positionalsMax];
    if (extra !== undefined) throw new UsageError(`"${extra}" is too much.`);
    return { values: values as Record<string, OptionValue>, positionals };
  } catch (error) {
    if (error instanceof TypeError && "code" in error) {
      throw new UsageError(error.message.replace(/\. To specify a positional.*$/s, "."), { cause: error });
    }
    throw error;
  }
}

function helpOn(commands: readonly Command[]): string {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}\n`);
  return `Usage: npm run celadon -- COMMAND [OPTION …]

Celadon: exposure notification by place.

Commands:
${lines.join("")}
"npm run celadon -- COMMAND --help" says more about one.

${environmentHelp}`;
}
