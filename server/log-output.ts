import { fstatSync, writeSync } from "node:fs";
import type { LogDestination } from "./logging.ts";

/**
 * Standard output, for the lines of a program that goes on whatever becomes of them: when the disk of their file is full, or whoever read
 * them has gone, they are dropped; when there is room again the next ones are written. (Node's own stream ends for good with
 * the first failure, and the process with it.)
 */
export function logOutput(): LogDestination {
  const { fd } = process.stdout;
  if (fstatSync(fd).isFile()) return logFile(fd);
  process.stdout.on("error", () => undefined);
  return process.stdout;
}

function logFile(fd: number): LogDestination {
  // A line that was broken off is ended before the next one.
  let isTorn = false;
  return {
    write(line) {
      const bytes = Buffer.from(isTorn ? `\n${line}` : line);
      let written = 0;
      try {
        while (written < bytes.length) written += writeSync(fd, bytes, written);
        isTorn = false;
      } catch {
        isTorn ||= written > 0;
      }
    },
  };
}
