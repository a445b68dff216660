import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where Debian's golang-golang-x-mod-dev puts its sources. */
const goPath = "/usr/share/gocode";

/** Whether `go` is installed, and golang.org/x/mod with it. */
export function hasGo(): boolean {
  const sources = join(goPath, "src", "golang.org", "x", "mod", "sumdb", "tlog");
  return existsSync(sources) && spawnSync("go", ["version"]).status === 0;
}

/** Build the Go program of this folder. @returns Where it is. */
export function buildGoProgram(directory: string): string {
  const program = join(directory, "main");
  execFileSync("go", ["build", "-o", program, "main.go"], {
    cwd: join(import.meta.dirname, "go"),
    env: {
      // A home of its own only where there is none: Go keeps what it has compiled.
      HOME: process.env["HOME"] ?? directory,
      PATH: process.env["PATH"] ?? "",
      GO111MODULE: "off",
      GOPATH: goPath,
      GOFLAGS: "",
      CGO_ENABLED: "0",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  return program;
}
