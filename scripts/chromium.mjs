// Finds the Chromium that the browser tests drive, and installs it by the system's package manager where that can be done.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fail, say } from "./node.mjs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

function find() {
  return [process.env.CELADON_CHROMIUM, ...places].find((path) => path !== undefined && existsSync(path));
}

/** Path of a Chromium. Installs Debian's when there is none and this is root; otherwise says how to. */
export function chromium() {
  const found = find();
  if (found !== undefined) return found;
  const command =
    "apt-get update && apt-get install -y --no-install-recommends chromium fonts-noto-core fonts-noto-cjk";
  const canInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (!canInstall) {
    fail(
      `The browser tests need Chromium. Install it (on Debian: sudo sh -c '${command}')\nor name one: CELADON_CHROMIUM=/path/to/chromium npm test`,
    );
  }
  say("Installing Chromium by apt-get for the browser tests (once) …");
  const result = spawnSync("sh", ["-c", `${command} >&2`], {
    stdio: ["ignore", "ignore", 2],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  const installed = find();
  if (result.status !== 0 || installed === undefined)
    fail("Chromium could not be installed; the message stands above.");
  return installed;
}
