// Finds the tools with which the browser tests look at what is printed, and installs them by the system's package manager where that can be done.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { say } from "./node.mjs";

const tools = ["pdftoppm", "zbarimg"];
const packages = "poppler-utils zbar-tools";

function missing() {
  return tools.filter((tool) => spawnSync(tool, ["--help"], { stdio: "ignore" }).error !== undefined);
}

/** Installs Debian's when they are missing and this is root; otherwise says how to, and what is done without them. */
export function paperTools() {
  if (missing().length === 0) return;
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages}`;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say("Installing what reads printed pages by apt-get for the browser tests (once) …");
    spawnSync("sh", ["-c", `${command} >&2`], {
      stdio: ["ignore", "ignore", 2],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  }
  const left = missing();
  if (left.length > 0) {
    say(
      `${left.join(" and ")} not found: printed pages are looked at in the browser's own drawing instead (on Debian: sudo sh -c '${command}').`,
    );
  }
}
