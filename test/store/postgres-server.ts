import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
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
  /** Make an empty database. @returns Its address, for CELADON_DATABASE_URL. */
  database(name: string): Promise<string>;
  /** A program of the package, such as `pg_dump`. */
  tool(name: string): string;
  /** Stop it as a power cut would, and start it again on its data. */
  restart(): Promise<void>;
  /** Stop it for good, and forget its data. */
  stop(): Promise<void>;
}

/** Start one, in a temporary folder, on a free port of this machine. Not as root, which PostgreSQL refuses. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "celadon-postgres-"));
  const user = process.getuid?.() === 0 ? userOf("postgres") : {};
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!);
  const data = join(folder, "data");
  const options = { ...user, cwd: folder, stdio: "ignore" } as const;
  execFileSync(
    toolOf("initdb"),
    ["-D", data, "-U", "celadon", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    options,
  );
  const port = await freePort();
  const addressOf = (database: string): string => `postgres://celadon@127.0.0.1:${port}/${database}`;
  const start = async () => {
    const child = spawn(
      toolOf("postgres"),
      [
        "-D",
        data,
        "-p",
        String(port),
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
        "-c",
        "fsync=off",
      ],
      options,
    );
    const admin = postgres(addressOf("postgres"), { max: 1, onnotice: () => undefined });
    for (let tries = 0; ; tries++) {
      try {
        await admin`SELECT 1`;
        return { child, admin };
      } catch (error) {
        if (tries === 100 || child.exitCode !== null) throw error;
        await setTimeout(100);
      }
    }
  };
  let running = await start();
  const end = async (): Promise<void> => {
    const ended = once(running.child, "exit");
    await running.admin.end({ timeout: 0 });
    running.child.kill("SIGQUIT");
    await ended;
  };
  return {
    async database(name) {
      await running.admin.unsafe(`CREATE DATABASE ${name}`);
      return addressOf(name);
    },
    tool: toolOf,
    async restart() {
      await end();
      running = await start();
    },
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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

function userOf(name: string): { uid?: number; gid?: number } {
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
