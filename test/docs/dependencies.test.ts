import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..", "..");

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly optionalDependencies: Record<string, string>;
}

interface Bill {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly scope: string;
    readonly hashes: readonly { readonly content: string }[];
    readonly "bom-ref": string;
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const writeBill = (): string =>
  execFileSync(process.execPath, [join(root, "scripts", "sbom.mjs")], { encoding: "utf8" });

test("every dependency has its row, of an exact version, and no row has lost its dependency", () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
  const [product = "", building = ""] = readFileSync(join(root, "docs", "dependencies.md"), "utf8").split(
    "## To build and test",
  );
  const rowsOf = (text: string): string[] =>
    [...text.matchAll(/^\| (`[^|]+?) +\|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
    );
  for (const name of Object.keys(dependencies)) assert.ok(rowsOf(product).includes(name), name);
  for (const name of Object.keys({ ...devDependencies, ...optionalDependencies })) {
    assert.ok(rowsOf(building).includes(name), name);
  }
  // What barcode-detector brings, named beside it.
  for (const name of [...rowsOf(product), ...rowsOf(building)])
    assert.ok(name in all || name === "zxing-wasm", name);
  for (const [name, version] of Object.entries(all)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
});

test("the bill of materials has every package of the lockfile once, with its hash, and is the same each time", () => {
  const text = writeBill();
  assert.equal(text, writeBill());
  const { components, dependencies } = JSON.parse(text) as Bill;
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version: string; dev?: boolean }>;
  };
  const wanted = Object.entries(lock.packages)
    .filter(([path]) => path !== "")
    .map(([path, { version }]) => `${path.split("node_modules/").at(-1)!}@${version}`);
  const listed = components.map(({ name, version }) => `${name}@${version}`);
  assert.deepEqual(listed.toSorted(), [...new Set(wanted)].toSorted());
  for (const { hashes } of components) assert.match(hashes[0]!.content, /^[0-9a-f]{128}$/);
  const scopes = new Map(components.map(({ name, scope }) => [name, scope]));
  for (const name of Object.keys(manifest.dependencies)) assert.equal(scopes.get(name), "required", name);
  for (const name of ["lighthouse", "typescript", "vite"]) assert.equal(scopes.get(name), "excluded", name);
  const references = new Set(components.map((component) => component["bom-ref"]));
  for (const { dependsOn } of dependencies)
    for (const each of dependsOn) assert.ok(references.has(each), each);
});
