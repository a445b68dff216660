import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

test("the sections of SPEC.md have a number each, and every one that is named is there", () => {
  const spec = readFileSync("protocol/SPEC.md", "utf8");
  const sections = [...spec.matchAll(/^##+ (\d+(?:\.\d+)*)/gm)].map(([, number]) => number!);
  assert.deepEqual(sections, [...new Set(sections)]);
  const texts = globSync(["{protocol,server,web,test}/**/*.ts", "docs/*.md", "README.md"]);
  const missing = texts.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/SPEC(?:\.md)?(?:\]\([^)]*\))? §(\d+(?:\.\d+)*)/g)]
      .map(([, number]) => number!)
      .filter((number) => !sections.includes(number))
      .map((number) => `${file} names ${number}`),
  );
  assert.deepEqual(missing, []);
  const named = [...spec.matchAll(/\((4\.\d+)\b/g)].map(([, number]) => number!);
  assert.deepEqual(
    named.filter((number) => !sections.includes(number)),
    [],
  );
  assert.ok(
    spec.includes(`Section numbers 4.1–${sections.findLast((number) => number.startsWith("4."))} are`),
  );
});
