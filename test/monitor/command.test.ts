import assert from "node:assert/strict";
import { createServer } from "node:net";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { run, startServerProcess } from "../server/server-process.ts";
import { SetClock, startTrialServer, temporaryDirectory } from "../server/trial-server.ts";
import { startProxy } from "./tampering-proxy.ts";
import { fileIn, startSite, watch } from "./watched-site.ts";

test("the command visits a running server with the real pages, twice, and ends with 0", async (t) => {
  const { url } = await startServerProcess(t, join(temporaryDirectory(t), "data"));
  const checkout = join(import.meta.dirname, "..", "..");
  const stateFile = fileIn(t, "state.json");
  for (const visit of ["first", "second"]) {
    const { status, stdout, stderr } = await run([
      "monitor",
      `${url}/`,
      "--state",
      stateFile,
      "--checkout",
      checkout,
    ]);
    assert.equal(status, 0, stdout + stderr);
    assert.equal(stderr, "");
    assert.match(stdout, /, nothing is wrong\.\n$/);
    assert.match(stdout, /^ok {7}checkout: its build is what is served, in every byte$/m);
    assert.equal(/^ok {7}history: /m.test(stdout), visit === "second");
  }
});

test("the command ends with 1 when something is wrong, and says what", async (t) => {
  const { url } = await startTrialServer(t);
  const { status, stdout } = await run(["monitor", url, "--root-hash", "0".repeat(64)]);
  assert.equal(status, 1);
  assert.match(stdout, /^PROBLEM {2}root: .*, not 0{64}$/m);
  assert.match(stdout, /\n1 check, 1 problem\.\n$/);
});

test("what is not understood ends with 2", async (t) => {
  const packageFile = join(import.meta.dirname, "..", "..", "package.json");
  const wrong: [string[], RegExp][] = [
    [[], /^Say which site/],
    [["celadon.example"], /^"celadon\.example" is no address of a site/],
    [["https://celadon.example/venue/"], /is no address of a site/],
    [["ftp://celadon.example"], /is no address of a site/],
    [["http://localhost:1", "--root-hash", "ABC"], /^--root-hash must be 64 hex digits/],
    [["http://localhost:1", "--state", import.meta.filename], /is no state file of monitor/],
    [["http://localhost:1", "--checkpoint", "/nowhere"], /^\/nowhere cannot be read/],
    [["http://localhost:1", "--checkpoint", packageFile], /is neither a checkpoint nor evidence with one/],
    [["http://localhost:1", "--checkout", temporaryDirectory(t)], /^There is no build in /],
  ];
  const answers = await Promise.all(wrong.map(async ([args]) => run(["monitor", ...args])));
  for (const [index, { status, stderr }] of answers.entries()) {
    assert.equal(status, 2, stderr);
    assert.match(stderr, wrong[index]![1]);
    assert.match(stderr, /Usage: npm run celadon -- monitor URL/);
  }
});

test("a site that cannot be reached, or only answers that it is busy, ends with 3 and remembers nothing", async (t) => {
  const stateFile = fileIn(t, "state.json");
  const closed = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, "localhost", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
  const nobody = await watch(`http://localhost:${closed}`, new SetClock(), { stateFile });
  assert.equal(nobody.status, 3);
  assert.deepEqual(nobody.lines, [
    `STOPPED  http://localhost:${closed}/v1/root cannot be reached (ECONNREFUSED).`,
    "0 checks, nothing wrong so far; the rest could not be checked.",
  ]);
  const server = await startSite(t);
  const busy = await startProxy(t, server.url, (path) => (path === "/v1/batch/2" ? { status: 503 } : {}));
  const { status, lines } = await watch(busy, server.clock, { stateFile });
  assert.equal(status, 3);
  assert.ok(lines.includes(`STOPPED  ${busy}/v1/batch/2 answers with status 503.`));
  assert.ok(!existsSync(stateFile));
});

test("an answer that fails once is asked for again", async (t) => {
  const server = await startSite(t);
  const failed = new Set<string>();
  const flaky = await startProxy(t, server.url, (path) => {
    if (failed.has(path)) return {};
    failed.add(path);
    return { status: 502 };
  });
  assert.equal((await watch(flaky, server.clock)).status, 0);
});
