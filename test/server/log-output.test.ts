import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { makeRoom } from "./server-process.ts";
import { temporaryDirectory } from "./trial-server.ts";

const source = join(import.meta.dirname, "..", "..", "server", "log-output.ts");

/** Writes four lines of 201 bytes, and a last one when standard input ends. */
const writer = `
  import { logOutput } from ${JSON.stringify(source)};
  const output = logOutput();
  for (const letter of "abcd") output.write(letter.repeat(200) + "\\n");
  process.stdin.resume().on("end", () => output.write("after\\n"));`;

const letters = (letter: string, count: number): string => letter.repeat(count);

test("a log file whose disk is full ends nothing: what finds no room is dropped, and then lines are whole again", async (t) => {
  const path = join(temporaryDirectory(t), "log");
  const file = openSync(path, "a");
  const child = spawn(
    "sh",
    ["-c", 'ulimit -S -f 1; exec "$@"', "sh", process.execPath, "--input-type=module", "-e", writer],
    { stdio: ["pipe", file, "inherit"] },
  );
  t.after(() => child.kill("SIGKILL"));
  while (statSync(path).size < 512) await setTimeout(20);
  makeRoom(child);
  child.stdin!.end();
  assert.deepEqual(await once(child, "exit"), [0, null]);
  assert.deepEqual(readFileSync(path, "utf8").split("\n"), [
    letters("a", 200),
    letters("b", 200),
    letters("c", 110),
    "after",
    "",
  ]);
});

test("whoever read the log and has gone ends nothing either", async (t) => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", writer], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  child.stdout.destroy();
  child.stdin.end();
  assert.deepEqual(await once(child, "exit"), [0, null]);
});
