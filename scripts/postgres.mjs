// Finds the PostgreSQL that the tests of the store start, and installs it by the system's package manager where that can be done.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fail, say } from "./node.mjs";

const debian = "/usr/lib/postgresql";

function isThere() {
  if (process.env.CELADON_POSTGRES !== undefined) return existsSync(process.env.CELADON_POSTGRES);
  return (
    existsSync(debian) && readdirSync(debian).some((version) => existsSync(`${debian}/${version}/bin/initdb`))
  );
}

/** Installs Debian's when there is none and this is root; otherwise says how to. The tests start one of their own from it. */
export function postgresql() {
  if (isThere()) return;
  const command = "apt-get update && apt-get install -y --no-install-recommends postgresql";
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    fail(
      `The tests of the store need PostgreSQL 14 or newer. Install it (on Debian: sudo sh -c '${command}')\nor name the folder of its programs: CELADON_POSTGRES=/path/to/bin npm test`,
    );
  }
  say("Installing PostgreSQL by apt-get for the tests of the store (once) …");
  spawnSync("sh", ["-c", `${command} >&2`], {
    stdio: ["ignore", "ignore", 2],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (!isThere()) fail("PostgreSQL could not be installed; the message stands above.");
}
