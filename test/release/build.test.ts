import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { before, test } from "node:test";
import { decodeAssetList } from "../../protocol/index.ts";

const root = join(import.meta.dirname, "..", "..");

/** What a build reads. */
const sources = [
  "web",
  "protocol",
  "scripts",
  "vite.config.ts",
  "tsconfig.base.json",
  "package.json",
  "node_modules",
];

/** Packages that no build reads, and that are most of the files: those of the server, of the tests and of the checks. */
const unread =
  /node_modules\/(?:node-linux|playwright|prettier|typescript|oxlint|\.cache|@typescript|@oxlint|@types|@?fastify|lighthouse|puppeteer|@sentry|@opentelemetry|@paulirish|axe-core|libsodium|ajv|pino|avvio|find-my-way|light-my-request|thread-stream|fast-|fake-indexeddb|type-fest)/;

/** Every file that a build wrote, with its bytes. */
type Built = ReadonlyMap<string, Buffer>;

/** Copy what a build reads from one folder to another. */
function copySources(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of sources) {
    cpSync(join(from, name), join(to, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !unread.test(path.replaceAll("\\", "/")),
    });
  }
}

/** Build in a folder of its own. */
function buildIn(folder: string, environment: Readonly<Record<string, string>>): Built {
  const { PATH = "" } = process.env;
  const vite = join(folder, "node_modules", "vite", "bin", "vite.js");
  execFileSync(process.execPath, [vite, "build", "--logLevel", "error"], {
    cwd: folder,
    env: { PATH, ...environment },
  });
  const dist = join(folder, "dist");
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const paths = files.map((file) => join(file.parentPath, file.name)).toSorted();
  return new Map(paths.map((path) => [relative(dist, path), readFileSync(path)]));
}

let first: Built;
let second: Built;

before(() => {
  const folder = mkdtempSync(join(tmpdir(), "celadon-build-"));
  try {
    const [here, there] = [join(folder, "a"), join(folder, "a folder with ünusual name", "deeper")];
    copySources(root, here);
    copySources(here, there);
    first = buildIn(here, {});
    second = buildIn(there, {
      TZ: "Pacific/Auckland",
      LC_ALL: "tr_TR.UTF-8",
      NODE_ENV: "development",
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("two clean builds in different folders, time zones and environments are the same in every byte", () => {
  assert.deepEqual([...second.keys()], [...first.keys()]);
  for (const [name, bytes] of first) assert.ok(bytes.equals(second.get(name)!), `${name} differs`);
});

test("the build lists every file that it wrote, under its address, with its hash", () => {
  const { version, assets } = decodeAssetList(first.get("release.txt")!.toString());
  const { version: declared } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  assert.equal(version, declared);
  const written = [...first].filter(([name]) => name !== "release.txt");
  const wanted = written.map(([name, bytes]) => ({
    sha256: createHash("sha256").update(bytes).digest("hex"),
    path: `/${name}`.replace(/^\/citizen\/index\.html$/, "/").replace(/\/index\.html$/, "/"),
  }));
  assert.deepEqual(
    assets,
    wanted.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  );
  for (const path of ["/", "/venue/", "/sw.js", "/icon.svg", "/assets/licences.txt"]) {
    assert.ok(
      assets.some((asset) => asset.path === path),
      path,
    );
  }
});

test("no built file names a folder of the machine that built it", () => {
  for (const [name, bytes] of first) {
    assert.ok(!bytes.includes("celadon-build-"), name);
    assert.ok(!bytes.includes(tmpdir()), name);
  }
});
