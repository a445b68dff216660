import type { FastifyServerOptions } from "fastify";

/** Where log lines go: one JSON object a line, `level`, `time`, `msg` and what belongs to it. */
export interface LogDestination {
  write(line: string): void;
}

/**
 * How Fastify's logger is set up. There is never an address, port, user agent, claim code, token or body in a line: nothing
 * of a request is logged but its method, route and status, summed up over a period.
 *
 * @param destination - Null for no log at all.
 * @param clock - Unix seconds. Lines carry whole minutes: an error while taking a report must not tell its second.
 */
export function loggerOptions(
  destination: LogDestination | null,
  clock: () => number,
): NonNullable<FastifyServerOptions["logger"]> {
  if (destination === null) return false;
  return {
    level: "info",
    base: null,
    stream: destination,
    timestamp: () => `,"time":"${new Date(clock() * 1000).toISOString().slice(0, 16)}Z"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorLine, req: () => ({}), res: () => ({}) },
  };
}

/** On a terminal: what people read, without the rest. */
export function plainLines(output: LogDestination): LogDestination {
  return {
    write(line) {
      const { level, msg, err } = JSON.parse(line) as { level: string; msg: string; err?: { stack: string } };
      const mark = level === "info" ? "" : `${level}: `;
      output.write(`${mark}${msg}${err === undefined ? "" : `\n${err.stack}`}\n`);
    },
  };
}

/** An error's own words and where it came from; none of the fields that other code may have hung on it. */
function errorLine(error: Error): { type: string; message: string; stack: string } {
  return { type: error.name, message: error.message, stack: error.stack ?? "" };
}
