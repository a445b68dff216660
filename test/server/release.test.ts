import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { LogEntry } from "../../protocol/index.ts";
import { OperatorError } from "../../server/operator-error.ts";
import { writePages } from "./built-pages.ts";
import { ask } from "./http-text.ts";
import { fetchLog } from "./reporter.ts";
import { startTrialServer, temporaryDirectory } from "./trial-server.ts";

const built = { "citizen/index.html": "<!doctype html>", "sw.js": "self", "assets/a.js": "a" };

/** The release entries of a server, after it was started once over a data folder and some pages. */
async function releasesAfterStart(t: TestContext, dataDirectory: string, pages: string): Promise<LogEntry[]> {
  const server = await startTrialServer(t, { dataDirectory, pages });
  const entries = await fetchLog(server.url);
  await server.close();
  return entries.filter(({ kind }) => kind === "release");
}

test("a start logs the list of the pages that it shows, once for the same pages", async (t) => {
  const dataDirectory = join(temporaryDirectory(t), "data");
  const pages = writePages(temporaryDirectory(t), built);
  const server = await startTrialServer(t, { dataDirectory, pages });
  const list = (await ask(server.url, "GET /release.txt")).body;
  const release = {
    kind: "release",
    version: "0.1.0",
    sha256: createHash("sha256").update(list).digest("hex"),
  };
  assert.deepEqual((await fetchLog(server.url)).at(-1), release);
  await server.close();
  assert.deepEqual(await releasesAfterStart(t, dataDirectory, pages), [release]);

  writePages(pages, { ...built, "sw.js": "self.x" }, "0.2.0");
  const releases = await releasesAfterStart(t, dataDirectory, pages);
  assert.equal(releases.length, 2);
  assert.deepEqual(releases[0], release);
  // Back to the pages of before: that is what is shown now, so it is logged again.
  writePages(pages, built);
  assert.deepEqual((await releasesAfterStart(t, dataDirectory, pages)).slice(2), [release]);
});

test("two servers that start at once over the same data log the pages once", async (t) => {
  const dataDirectory = join(temporaryDirectory(t), "data");
  const pages = writePages(temporaryDirectory(t), built);
  await (await startTrialServer(t, { dataDirectory })).close();
  const servers = await Promise.all([1, 2].map(async () => startTrialServer(t, { dataDirectory, pages })));
  const entries = await fetchLog(servers[0]!.url);
  assert.equal(entries.filter(({ kind }) => kind === "release").length, 1);
});

test("a server without pages logs no release", async (t) => {
  const { url } = await startTrialServer(t);
  assert.ok((await fetchLog(url)).every(({ kind }) => kind !== "release"));
});

test("a server does not start with pages that are not what their list says", async (t) => {
  const changes: [string, (pages: string) => void, RegExp][] = [
    ["changed", (pages) => writeFileSync(join(pages, "sw.js"), "selF"), /: \/sw\.js was changed\./],
    ["removed", (pages) => rmSync(join(pages, "assets/a.js")), /: \/assets\/a\.js is missing\./],
    ["added", (pages) => writeFileSync(join(pages, "x.js"), ""), /: \/x\.js was added\./],
    ["unlisted", (pages) => rmSync(join(pages, "release.txt")), /: there is no \/release\.txt that lists/],
    ["no list", (pages) => writeFileSync(join(pages, "release.txt"), "x"), /: \/release\.txt is wanted/],
  ];
  for (const [what, change, message] of changes) {
    const pages = writePages(temporaryDirectory(t), built);
    change(pages);
    const dataDirectory = join(temporaryDirectory(t), "data");
    await assert.rejects(
      startTrialServer(t, { dataDirectory, pages }),
      (error) => error instanceof OperatorError && message.test(error.message),
      what,
    );
    // Nothing was logged, and the same data start without pages.
    assert.deepEqual(
      (await fetchLog((await startTrialServer(t, { dataDirectory })).url)).filter(
        (e) => e.kind === "release",
      ),
      [],
    );
  }
});
