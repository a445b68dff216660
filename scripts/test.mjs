// npm test: types, lint, format, then every test, on a machine that may have nothing but Node.
//   npm test                 all of it
//   npm test -- protocol     only the test folders whose name begins so, without types, lint and format
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "./chromium.mjs";
import { nginx } from "./nginx.mjs";
import { postgresql } from "./postgres.mjs";
import { paperTools } from "./paper-tools.mjs";
import { build, environment, install, node, root, say } from "./node.mjs";

const only = process.argv.slice(2);
let passed = 0;
let failed = 0;

/** Run one command; its output appears when it fails, or as it comes when `live`. */
function command(name, file, args, live = false) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, env: environment(), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
        if (live) process.stdout.write(text);
      });
    }
    child.on("error", (error) => resolve({ ok: false, output: String(error) }));
    child.on("close", (status) => {
      const ok = status === 0;
      if (!ok && !live) process.stdout.write(output);
      say(`${ok ? "✔" : "✘"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
      resolve({ ok, output });
    });
  });
}

async function check(name, file, args) {
  const { ok } = await command(name, file, args);
  if (ok) passed++;
  else failed++;
}

/** Run test files by node:test and count what it counted. A run that dies counts as one failure more. */
async function tests(name, files, concurrency) {
  if (files.length === 0) return;
  const options = ["--test", `--test-concurrency=${concurrency}`, "--test-reporter=spec", "--no-warnings"];
  const { ok, output } = await command(name, node(), [...options, ...files], true);
  const count = (word) => Number(output.match(new RegExp(`^ℹ ${word} (\\d+)`, "m"))?.[1] ?? 0);
  passed += count("pass");
  const bad = count("fail") + count("cancelled") + count("skipped") + count("todo");
  failed += bad;
  if (!ok && bad === 0) failed++;
}

/** The test files below a folder of `test/`, in order. */
function filesOf(folder) {
  return readdirSync(join(root, "test", folder), { recursive: true })
    .filter((name) => name.endsWith(".test.ts"))
    .toSorted()
    .map((name) => join("test", folder, name));
}

const folders = readdirSync(join(root, "test"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .filter((name) => only.length === 0 || only.some((prefix) => name.startsWith(prefix)));

install();
if (only.length === 0) {
  const tool = (name) => join(root, "node_modules", ".bin", name);
  const projects = ["protocol", "server", "web/device", "web/service-worker", "web", "test"];
  for (const project of projects) await check(`types: ${project}`, tool("tsc"), ["-p", project]);
  await check("lint", tool("oxlint"), ["--type-aware", "--deny-warnings"]);
  await check("format", tool("prettier"), ["--check", "--log-level", "warn", "."]);
}
const browser = folders.includes("browser") ? filesOf("browser") : [];
const plain = folders.filter((folder) => folder !== "browser").flatMap(filesOf);
if (browser.length > 0) {
  process.env.CELADON_CHROMIUM = chromium();
  paperTools();
}
if (folders.includes("store")) postgresql();
if (folders.includes("deploy")) nginx();
build();
// On two processors: under Node many wait for a clock; browsers need theirs.
await tests("tests under Node", plain, 3);
await tests("tests in the browser", browser, 2);

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
if (failed > 0 || passed === 0) process.exitCode = 1;
