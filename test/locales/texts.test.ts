import assert from "node:assert/strict";
import { test } from "node:test";
import { looseTexts, pageSources } from "./page-texts.ts";

test("no text stands in a page outside of a message, and no message is asked for before its time", () => {
  const loose = pageSources().flatMap((file) => looseTexts(file));
  assert.deepEqual(loose, []);
});
