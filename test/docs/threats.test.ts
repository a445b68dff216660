import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNamedTestsExist, documentText, partsOf, testsNamedIn } from "./named-tests.ts";

/** - **T7** _The threat._ **Verdict** and the rest. */
const item = /^- \*\*T(\d+)\*\* _([^_]+)_ \*\*(Stopped|In part|Not stopped)[.:,]?\*\*(.*)$/;

const threats = partsOf(documentText("threats.md"))
  .filter((part) => /^- \*\*T\d/.test(part))
  .map((part) => {
    const [, number, threat = "", verdict = "", rest = ""] = item.exec(part) ?? assert.fail(part);
    return { number: Number(number), threat, verdict, rest };
  });

test("all 66 threats are in docs/threats.md, once each and in their order", () => {
  assert.deepEqual(
    threats.map(({ number }) => number),
    Array.from({ length: 66 }, (_, index) => index + 1),
  );
});

test("each names a test that fails without its defence, or says in words why there is none", () => {
  for (const { number, threat, verdict, rest } of threats) {
    assert.match(threat, /[.?]$/, `T${number}`);
    const tests = testsNamedIn(rest).flatMap(({ names }) => names);
    if (verdict === "Not stopped") {
      const words = rest.replaceAll(/`[^`]*`|"[^"]*"/g, "").trim();
      assert.ok(words.length > 60, `T${number} does not say why`);
    } else {
      assert.ok(tests.length > 0, `T${number} names no test`);
    }
  }
});

test("every test that docs/threats.md names is there", () => {
  assert.ok(assertNamedTestsExist("threats.md") > 100);
});
