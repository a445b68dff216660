import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { commandEnvironment } from "../server/command-environment.ts";

const main = join(import.meta.dirname, "..", "..", "server", "main.ts");

/** How a step ended. */
export interface Step {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a step is taken. */
export interface StepOptions {
  /** What is typed. */
  readonly typed?: string;
  /** Folder of the server's data, for the steps on the server. The others have one that is not there. */
  readonly data?: string;
}

/** The table of a ceremony: one folder for the files that are handed round, and the command line. */
export class Table {
  readonly folder: string;
  /** Where a step on no server would put data. */
  readonly nowhere: string;

  /** @param folder - Removed by whoever made it. */
  constructor(folder: string) {
    this.folder = folder;
    this.nowhere = join(folder, "nowhere");
  }

  /** Take a step: `step("steward key anna --out anna.skey")`, or its words where one has spaces. */
  async step(words: string | readonly string[], { typed, data }: StepOptions = {}): Promise<Step> {
    const args = typeof words === "string" ? words.split(" ") : words;
    const env = { ...commandEnvironment, CELADON_DATA: data ?? this.nowhere };
    const child = spawn(process.execPath, ["--no-warnings", main, ...args], { cwd: this.folder, env });
    child.stdin.on("error", () => {
      // It ended without reading.
    });
    child.stdin.end(typed ?? "");
    const ended = once(child, "close");
    const read = async (stream: NodeJS.ReadableStream): Promise<string> => {
      let text = "";
      for await (const part of stream.setEncoding("utf8")) text += String(part);
      return text;
    };
    const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr)]);
    await ended;
    return { status: child.exitCode, stdout, stderr };
  }

  /** Take a step that must succeed. @returns What it printed. */
  async done(words: string | readonly string[], options: StepOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.step(words, options);
    assert.deepEqual([status, stderr], [0, ""], String(words));
    return stdout;
  }

  /** Take a step that must be refused. @returns The one sentence that it says. */
  async refused(words: string | readonly string[], options: StepOptions = {}, status = 1): Promise<string> {
    const { status: ended, stderr } = await this.step(words, options);
    assert.equal(ended, status, `${String(words)}: ${stderr}`);
    assert.doesNotMatch(stderr, /\n {4}at /, "no stack");
    return stderr.split("\n", 1)[0]!;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }
}

/** A table that is cleared after the test. */
export function tableFor(t: TestContext): Table {
  const table = newTable();
  t.after(() => clear(table));
  return table;
}

/** A table that whoever asked for it clears. */
export function newTable(): Table {
  return new Table(mkdtempSync(join(tmpdir(), "celadon-steward-")));
}

export function clear(table: Table): void {
  rmSync(table.folder, { recursive: true, force: true });
}

/** The stewards of every test: two of three must sign. */
export const stewards = ["anna", "ben", "cleo"] as const;

/** What a first manifest must say. */
export const firstTexts = [
  "--purpose",
  "To tell people that they shared a place with a case.",
  "--yellow",
  "Watch for signs.",
  "--red",
  "Stay at home.",
];

/**
 * Everything up to a region on a server in `data`, whose stewards' keys, root and first manifest lie on the table.
 *
 * @param prepared - Where a copy of the server goes as it was before the region was there.
 */
export async function foundRegion(table: Table, data: string, prepared?: string): Promise<void> {
  await Promise.all([
    ...stewards.map((name) => table.done(`steward key ${name}.example --out ${name}.skey`)),
    table.done("region prepare --host bay.example --days 60 --out keys.json", { data }),
  ]);
  const keys = stewards.flatMap((name) => ["--steward", `${name}.skey.pub`]);
  await table.done(["steward", "root", "--name", "Bay", "--threshold", "2", ...keys, "--out", "root.draft"]);
  await table.done([
    ..."steward draft --root root.draft --keys keys.json --sunset-days 50 --out 1.draft".split(" "),
    ...firstTexts,
  ]);
  await signAndJoin(table, "root", "root.draft");
  await signAndJoin(table, "1");
  if (prepared !== undefined) cpSync(data, prepared, { recursive: true });
  await table.done("steward install 1.note --root root.note", { data });
}

/** Have anna and ben sign `<name>.draft`, and join them into `<name>.note`. */
export async function signAndJoin(table: Table, name: string, root = "root.note"): Promise<void> {
  const ofRoot = name === "root" ? "" : ` --root ${root}`;
  await Promise.all(
    ["anna", "ben"].map((who) =>
      table.done(`steward sign ${name}.draft --key ${who}.skey --out ${name}.${who} --yes${ofRoot}`),
    ),
  );
  await table.done(`steward join ${name}.draft ${name}.anna ${name}.ben --out ${name}.note${ofRoot}`);
}
