import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { commandEnvironment } from "./command-environment.ts";

const main = join(import.meta.dirname, "..", "..", "server", "main.ts");

/** How a run of the command line ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param fileBlocksMax - No file may grow beyond so many blocks of 512 bytes, as on a full disk, until {@link makeRoom}. */
function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  fileBlocksMax?: number,
): ChildProcess {
  const options = { env: { ...commandEnvironment, ...environment }, stdio: "pipe" } as const;
  const command = [process.execPath, main, ...args];
  if (fileBlocksMax === undefined) return spawn(command[0]!, command.slice(1), options);
  return spawn("sh", ["-c", `ulimit -S -f ${fileBlocksMax}; exec "$@"`, "sh", ...command], options);
}

/** Files of a process may grow again. */
export function makeRoom({ pid }: ChildProcess): void {
  execFileSync("prlimit", [`--pid=${pid}`, "--fsize=unlimited"]);
}

/** Run `server/main.ts` to its end. @param killAfter - Milliseconds; by default it is left to end by itself. */
export async function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  killAfter?: number,
): Promise<Ended> {
  const child = start(args, environment);
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
  const read = async (stream: NodeJS.ReadableStream): Promise<string> => {
    let text = "";
    for await (const part of stream) text += String(part);
    return text;
  };
  const [stdout, stderr] = await Promise.all([read(child.stdout!), read(child.stderr!)]);
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  clearTimeout(timer);
  return { status: child.exitCode, stdout, stderr };
}

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** What it has printed. */
  readonly lines: readonly string[];
  /** What it has printed as errors. */
  errors(): string;
  /** The disk that was full has room again. */
  makeRoom(): void;
  /** Send a signal, and wait for nothing. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  /** Send a signal and wait for the end. @returns The exit status, null when the signal ended it. */
  end(signal: "SIGKILL" | "SIGTERM" | "SIGINT"): Promise<number | null>;
}

/** Start `serve` on a free port and wait until it is ready. It is killed after the test. */
export async function startServerProcess(
  t: Pick<TestContext, "after">,
  dataDirectory: string,
  environment: Readonly<Record<string, string>> = {},
  fileBlocksMax?: number,
): Promise<ServerProcess> {
  const child = start(["serve"], { PORT: "0", CELADON_DATA: dataDirectory, ...environment }, fileBlocksMax);
  t.after(() => child.kill("SIGKILL"));
  let errors = "";
  child.stderr!.on("data", (part) => (errors += String(part)));
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    child.on("exit", (status) => reject(new Error(`serve ended with ${status}: ${errors}`)));
    createInterface(child.stdout!).on("line", (line) => {
      lines.push(line);
      const { origin } = JSON.parse(line) as { origin?: string };
      if (origin !== undefined) resolve(origin);
    });
  });
  return {
    url,
    lines,
    errors: () => errors,
    makeRoom: () => makeRoom(child),
    signal: (signal) => void child.kill(signal),
    async end(signal) {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      return child.exitCode;
    },
  };
}
