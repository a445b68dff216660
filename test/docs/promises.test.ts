import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..", "..");

/** `folder/file` "test", "test" · `folder/file` …: the tests that docs/promises.md names, by file. */
function namedTests(): { file: string; names: string[] }[] {
  const text = readFileSync(join(root, "docs", "promises.md"), "utf8").replaceAll(/\s+/g, " ");
  return [...text.matchAll(/`([a-z-]+\/[a-z-]+)`([^`]*)/g)].map(([, file = "", rest = ""]) => ({
    file: join(root, "test", `${file}.test.ts`),
    names: [...rest.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name.replace(/[:,;]? ?…$/, "")),
  }));
}

test("every test that docs/promises.md names is there", () => {
  const named = namedTests();
  assert.ok(named.length > 20);
  for (const { file, names } of named) {
    assert.ok(existsSync(file), `${file} is missing`);
    const source = readFileSync(file, "utf8");
    for (const name of names) assert.ok(source.includes(`"${name}`), `${file} has no test "${name}"`);
  }
});

test("all sixteen promises are there", () => {
  const text = readFileSync(join(root, "docs", "promises.md"), "utf8");
  const numbers = [...text.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
  assert.deepEqual(
    numbers,
    Array.from({ length: 16 }, (_, index) => index + 1),
  );
});
