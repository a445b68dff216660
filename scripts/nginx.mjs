// Finds the nginx that the tests of deploy/ start, and installs it by the system's package manager where that can be done.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fail, say } from "./node.mjs";

const debian = "/usr/sbin/nginx";

function isThere() {
  return existsSync(process.env.CELADON_NGINX ?? debian);
}

/** Installs Debian's when there is none and this is root; otherwise says how to. The tests start one of their own from it. */
export function nginx() {
  if (isThere()) return;
  const command = "apt-get update && apt-get install -y --no-install-recommends nginx openssl";
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    fail(
      `The tests of deploy/ need nginx and openssl. Install them (on Debian: sudo sh -c '${command}')\nor name the program: CELADON_NGINX=/path/to/nginx npm test`,
    );
  }
  say("Installing nginx by apt-get for the tests of deploy/ (once) …");
  spawnSync("sh", ["-c", `${command} >&2`], {
    stdio: ["ignore", "ignore", 2],
    // Debian would start it, with a page of its own.
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
  });
  if (!isThere()) fail("nginx could not be installed; the message stands above.");
}
