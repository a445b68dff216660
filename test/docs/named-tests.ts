import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** A file of docs/. */
export const documentText = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

/** The items and paragraphs of a document, each on one line. */
export const partsOf = (text: string): string[] =>
  text.split(/\n\n+|\n(?=- |\d+\. )/).map((part) => part.replaceAll(/\s+/g, " ").trim());

/** Tests of one file. */
export interface NamedTests {
  /** Such as `device/diary`. */
  readonly file: string;
  /** What their names begin with; none where the whole file is meant. */
  readonly names: readonly string[];
}

/** What a part of a document names as `folder/file` "test", "test" · `folder/file` …, where `…` stands for the rest of a name. */
export function testsNamedIn(part: string): NamedTests[] {
  return [...part.matchAll(/`([a-z-]+\/[a-z-]+)`([^`]*)/g)].map(([, file = "", rest = ""]) => ({
    file,
    names: [...rest.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name.replace(/[:,;]? ?…$/, "")),
  }));
}

/** Throws when a document names a test that is not there. @returns How many files it names. */
export function assertNamedTestsExist(document: string): number {
  const named = partsOf(documentText(document)).flatMap(testsNamedIn);
  for (const { file, names } of named) {
    const path = join(root, "test", `${file}.test.ts`);
    assert.ok(existsSync(path), `docs/${document}: ${file} is missing`);
    const source = readFileSync(path, "utf8");
    for (const name of names) {
      assert.ok(source.includes(`"${name}`), `docs/${document}: ${file} has no test "${name}"`);
    }
  }
  return named.length;
}
