import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tableFor } from "./table.ts";

/** The commands of docs/ceremony.md, in their order, as words. */
function commands(): string[][] {
  const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "ceremony.md"), "utf8");
  const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) =>
    block.replaceAll("\\\n", " "),
  );
  return blocks
    .flatMap((block) => block.trim().split("\n"))
    .map((line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, text, word]) => text ?? word ?? ""));
}

test("the commands of docs/ceremony.md, typed as they stand there, make a region and renew it", async (t) => {
  const table = tableFor(t);
  const data = table.path("data");
  let said = "";
  for (const [npm, run, celadon, dashes, ...words] of commands()) {
    assert.deepEqual([npm, run, celadon, dashes], ["npm", "run", "celadon", "--"]);
    said = await table.done(words, { data, typed: "yes\n" });
  }
  assert.match(said, /^Yellow from 15 to 30 minutes\.$/m);
  assert.match(said, /^Unchanged: .*guidance/m);
  const shown = await table.done("region show", { data });
  assert.match(shown, /^manifest {3}2, /m);
  assert.match(shown, /^stewards {3}2 of 3 must sign$/m);
});
