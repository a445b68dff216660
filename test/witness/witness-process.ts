import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { commandEnvironment } from "../server/command-environment.ts";

const main = join(import.meta.dirname, "..", "..", "server", "main.ts");

/** A witness in a process of its own. */
export interface WitnessProcess {
  readonly url: string;
  readonly vkey: string;
  /** What it has printed. */
  readonly lines: readonly string[];
  /** Send a signal and wait for the end. @returns The exit status, null when the signal ended it. */
  end(signal: "SIGKILL" | "SIGTERM" | "SIGINT"): Promise<number | null>;
}

/** Start `witness` on a free port and wait until it is ready. It is killed after the test. */
export async function startWitnessProcess(t: TestContext, args: readonly string[]): Promise<WitnessProcess> {
  const child = spawn(process.execPath, [main, "witness", "--port", "0", ...args], {
    env: commandEnvironment,
    stdio: "pipe",
  });
  t.after(() => child.kill("SIGKILL"));
  let errors = "";
  child.stderr.on("data", (part) => (errors += String(part)));
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    child.on("exit", (status) => reject(new Error(`witness ended with ${status}: ${errors}`)));
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      const ready = /^Witness is ready at (.*)$/.exec(line);
      if (ready !== null) resolve(ready[1]!);
    });
  });
  return {
    url,
    vkey: lines.find((line) => line.startsWith("Witness key: "))!.slice("Witness key: ".length),
    lines,
    async end(signal) {
      child.kill(signal);
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      return child.exitCode;
    },
  };
}
