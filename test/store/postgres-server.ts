import { execFileSync, spawn } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import postgres from "postgres";

const debian = "/usr/lib/postgresql";

/** A PostgreSQL of the test's own, from the system's package. */
export interface PostgresServer {
  /** Host and port. */
  readonly host: string;
  /** Make an empty database. @returns Its address, for CELADON_DATABASE_URL. */
  database(name: string): Promise<string>;
  /** Ask it something, as its superuser. */
  query(sql: string): Promise<postgres.Row[]>;
  /** A program of the package, such as `pg_dump`. */
  tool(name: string): string;
  /** Put a file beside its data, readable by itself alone. @returns Its path. */
  write(name: string, text: string): string;
  /** Stop it as a power cut would. */
  halt(): Promise<void>;
  /** Start it again on its data. */
  goOn(): Promise<void>;
  /** Stop it, or let it go on, as a machine that hangs: its connections stay, and nothing answers. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  /** Another that follows this one, under a name for `synchronous_standby_names`. */
  standby(name: string): Promise<PostgresServer>;
  /** Stop it for good, and forget its data. */
  stop(): Promise<void>;
}

/** As whom PostgreSQL runs, which root it refuses. */
const user = process.getuid?.() === 0 ? userOf("postgres") : {};

/** Start one, in a temporary folder, on a free port of this machine. */
export async function startPostgres(): Promise<PostgresServer> {
  return startIn((data) => {
    runAs("initdb", ["-D", data, "-U", "celadon", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
  });
}

/** @param fill - Puts what it starts from into a folder that is not there yet. */
async function startIn(fill: (data: string) => void): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "celadon-postgres-"));
  own(folder);
  const data = join(folder, "data");
  fill(data);
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const addressOf = (database: string): string => `postgres://celadon@${host}/${database}`;
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
  const start = async () => {
    const child = spawn(
      toolOf("postgres"),
      ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
      { ...user, cwd: folder, stdio: "ignore" },
    );
    const admin = postgres(addressOf("postgres"), { max: 1, onnotice: () => undefined, backoff: () => 0 });
    for (let tries = 0; ; tries++) {
      try {
        await admin`SELECT 1`;
        return { child, admin };
      } catch (error) {
        if (tries === 300 || child.exitCode !== null) throw error;
        await setTimeout(100);
      }
    }
  };
  let running: Awaited<ReturnType<typeof start>> | null = await start();
  const halt = async (): Promise<void> => {
    if (running === null) return;
    const { admin, child } = running;
    running = null;
    const ended = once(child, "exit");
    await admin.end({ timeout: 0 });
    child.kill("SIGQUIT");
    await ended;
  };
  return {
    host,
    async database(name) {
      await running!.admin.unsafe(`CREATE DATABASE ${name}`);
      return addressOf(name);
    },
    query: async (sql) => running!.admin.unsafe(sql),
    tool: toolOf,
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      own(path);
      return path;
    },
    halt,
    async goOn() {
      running = await start();
    },
    signal(signal) {
      const { pid } = running!.child;
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
      for (const each of [pid!, ...children.map(Number)]) process.kill(each, signal);
    },
    standby: async (name) =>
      startIn((copy) => {
        const source = `${addressOf("postgres")}?application_name=${name}`;
        runAs("pg_basebackup", ["-D", copy, "-d", source, "-R", "-X", "stream", "-c", "fast", "--no-sync"]);
      }),
    async stop() {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function runAs(tool: string, args: readonly string[]): void {
  execFileSync(toolOf(tool), args, { ...user, cwd: tmpdir(), stdio: ["ignore", "ignore", "pipe"] });
}

function own(path: string): void {
  if (user.uid !== undefined) chownSync(path, user.uid, user.gid!);
}

function toolOf(name: string): string {
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const found = [process.env["CELADON_POSTGRES"], ...versions.map((version) => join(debian, version, "bin"))]
    .filter((path) => path !== undefined)
    .map((path) => join(path, name))
    .find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(
      "These tests need PostgreSQL 14 or newer: npm test says how to install it; CELADON_POSTGRES names the folder of its programs.",
    );
  }
  return found;
}

function userOf(name: string): { readonly uid?: number; readonly gid?: number } {
  const id = (what: string): number => Number(execFileSync("id", [what, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
