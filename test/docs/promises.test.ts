import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNamedTestsExist, documentText, partsOf, testsNamedIn } from "./named-tests.ts";

test("every test that docs/promises.md names is there", () => {
  assert.ok(assertNamedTestsExist("promises.md") > 100);
});

test("all sixteen promises are there, each with a test", () => {
  const promises = new Map<number, string>();
  let number = 0;
  for (const part of partsOf(documentText("promises.md"))) {
    number = Number(/^(\d+)\. /.exec(part)?.[1] ?? (part.startsWith("#") ? 0 : number));
    if (number > 0) promises.set(number, `${promises.get(number) ?? ""} ${part}`);
  }
  assert.deepEqual(
    [...promises.keys()],
    Array.from({ length: 16 }, (_, index) => index + 1),
  );
  for (const [which, text] of promises) {
    assert.ok(
      testsNamedIn(text).some(({ names }) => names.length > 0),
      `promise ${which} names no test`,
    );
    assert.doesNotMatch(text, /_Later_|not built|not yet/i, `promise ${which}`);
  }
});
