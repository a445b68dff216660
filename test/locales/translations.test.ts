import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { languages } from "../../web/locales/languages.ts";
import { pluralForms } from "../../web/parts/plural.ts";

const root = join(import.meta.dirname, "..", "..");
const committed = join(root, "web", "locales");
const translated = languages.map(({ tag }) => tag).filter((tag) => tag !== "en");

/** How it is made good, for the message of what fails. */
const cure = "see docs/contributing.md, “How a text gets translated”";

/** One message of a language's file. */
interface Unit {
  readonly source: string;
  /** `null` while it waits for a translator. */
  readonly target: string | null;
}

describe("the translations", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "celadon-locales-"));
    cpSync(join(committed, "xliff"), join(folder, "xliff"), { recursive: true });
    const settings = JSON.parse(readFileSync(join(root, "lit-localize.json"), "utf8")) as {
      output: object;
      interchange: object;
    };
    const file = join(folder, "lit-localize.json");
    writeFileSync(
      file,
      JSON.stringify({
        ...settings,
        $schema: join(root, "node_modules/@lit/localize-tools/config.schema.json"),
        tsConfig: join(root, "web/tsconfig.json"),
        output: { ...settings.output, outputDir: join(folder, "generated") },
        interchange: { ...settings.interchange, xliffDir: join(folder, "xliff") },
      }),
    );
    for (const step of ["extract", "build"]) {
      const tool = join(root, "node_modules/@lit/localize-tools/bin/lit-localize.js");
      execFileSync(process.execPath, [tool, step, "--config", file], { stdio: "pipe" });
    }
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("have every message of the pages, and no other", () => {
    for (const tag of translated) assertSame(`xliff/${tag}.xlf`);
  });

  it("are built into the modules that the pages load", () => {
    assert.deepEqual(
      readdirSync(join(committed, "generated")).toSorted(),
      readdirSync(join(folder, "generated")).toSorted(),
    );
    for (const tag of translated) assertSame(`generated/${tag}.ts`);
  });

  for (const tag of translated) {
    it(`lack nothing in ${tag}, and give it all the forms that its numbers ask for`, () => {
      const units = unitsOf(readFileSync(join(committed, "xliff", `${tag}.xlf`), "utf8"));
      assert.deepEqual(
        units.filter(({ target }) => target === null || target.trim() === "").map(({ source }) => source),
        [],
        cure,
      );
      for (const { source, target } of units) {
        const forms = pluralForms(source);
        if (forms.size === 0) continue;
        const inTarget = pluralForms(target ?? "");
        for (const category of categories(tag))
          assert.ok(inTarget.has(category), `${tag}, ${category}: ${source}`);
        const known = new Intl.PluralRules(tag).resolvedOptions().pluralCategories as readonly string[];
        for (const category of inTarget.keys()) assert.ok(known.includes(category), `${tag}: ${target}`);
        const names = placeholders(forms.get("other")!);
        for (const form of inTarget.values()) assert.deepEqual(placeholders(form), names, `${tag}: ${form}`);
        assert.ok(inTarget.get("other")!.includes("#") || !source.includes("#"), `${tag}: ${target}`);
      }
    });
  }

  function assertSame(name: string): void {
    const fresh = readFileSync(join(folder, name), "utf8");
    assert.ok(readFileSync(join(committed, name), "utf8") === fresh, `${name} is not up to date: ${cure}`);
  }
});

function unitsOf(xliff: string): readonly Unit[] {
  return [...xliff.matchAll(/<trans-unit [^>]*>(.*?)<\/trans-unit>/gs)].map(([, unit]) => ({
    source: /<source>(.*?)<\/source>/s.exec(unit!)![1]!,
    target: /<target>(.*?)<\/target>/s.exec(unit!)?.[1] ?? null,
  }));
}

/** The plural categories that whole numbers up to a thousand ask for. */
function categories(tag: string): readonly string[] {
  const rules = new Intl.PluralRules(tag);
  return [...new Set(Array.from({ length: 1001 }, (_, number) => rules.select(number)))].toSorted();
}

function placeholders(form: string): readonly string[] {
  return [...new Set(form.match(/\{\w+\}/g))].toSorted();
}
