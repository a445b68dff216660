import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { UsageError } from "../../server/command/command.ts";
import { writePages } from "../server/built-pages.ts";
import { ask } from "../server/http-text.ts";
import { startTrialServer, temporaryDirectory } from "../server/trial-server.ts";
import { until, watchedRegion } from "../witness/watched-region.ts";
import { builtFiles, fileIn, publishSome, startSite, watch } from "./watched-site.ts";

const hour = 3600;
const day = 24 * hour;

test("nothing is wrong with an honest server, at the first visit and at the next", async (t) => {
  const server = await startSite(t);
  const stateFile = fileIn(t, "state.json");
  const first = await watch(server.url, server.clock, { stateFile });
  const root = first.lines[0]!.match(/[0-9a-f]{64}/)![0];
  const release = first.lines.find((line) => line.includes("release"))!.match(/[0-9a-f]{64}/)![0];
  assert.deepEqual(first.lines, [
    `ok       root: "Trial region", ${root}, not compared: this is the first visit`,
    "ok       checkpoint: localhost/log, 6 entries, no witness watches it",
    "ok       log: all 6 entries and all tiles make the root of the checkpoint",
    "ok       manifests: 1 manifest, each as logged and allowed; the newest is 1, the sunset 2026-11-27T12:00:00Z",
    "ok       batches: 4 batches logged, 4 served as logged, 0 aged out; the newest closed 2026-11-02T15:00:00Z",
    `ok       release: 0.1.0, SHA-256 ${release}, as logged`,
    "ok       assets: 6 files, each as listed; the pages load nothing else, and forbid it",
    "7 checks, nothing is wrong.",
  ]);
  assert.equal(first.status, 0);

  await publishSome(server, 2);
  const second = await watch(server.url, server.clock, { stateFile, rootHash: root });
  assert.equal(second.status, 0, second.lines.join("\n"));
  assert.ok(second.lines[0]!.endsWith(`, as in ${stateFile}`));
  assert.ok(second.lines.includes("ok       history: it continues the 6 entries of the last visit"));
  assert.equal((await watch(server.url, server.clock, { stateFile })).status, 0);
});

test("a renewed manifest, an announced policy and new pages are no problem", async (t) => {
  const pages = writePages(temporaryDirectory(t), builtFiles);
  const server = await startSite(t, { pages });
  const stateFile = fileIn(t, "state.json");
  await watch(server.url, server.clock, { stateFile });
  await server.renewManifest({ policy: { yellow: 20 } });
  await publishSome(server, 1);
  server.clock.forward(hour);
  await server.renewManifest();
  await server.close();
  writePages(pages, { ...builtFiles, "assets/a.js": "console.log('new')" }, "0.2.0");
  const { dataDirectory } = server;
  const again = await startTrialServer(t, { dataDirectory, pages }, server.clock);
  const { status, lines } = await watch(again.url, server.clock, { stateFile });
  assert.equal(status, 0, lines.join("\n"));
  assert.ok(lines.some((line) => line.startsWith("ok       manifests: 3 manifests,")));
  assert.ok(lines.some((line) => line.startsWith("ok       release: 0.2.0,")));
});

test("a log of more than one tile is read whole", async (t) => {
  const server = await startSite(t, { pages: join(temporaryDirectory(t), "none") });
  await publishSome(server, 260);
  const { status, lines } = await watch(server.url, server.clock);
  assert.equal(status, 0, lines.join("\n"));
  assert.ok(lines.includes("ok       log: all 276 entries and all tiles make the root of the checkpoint"));
});

test("batches that have aged out are not missing, whether an earlier visit saw them or not", async (t) => {
  const server = await startSite(t);
  const stateFile = fileIn(t, "state.json");
  await watch(server.url, server.clock, { stateFile });
  for (let each = 0; each < 16; each++) {
    server.clock.forward(day);
    await server.publish();
  }
  for (const options of [{}, { stateFile }]) {
    const { status, lines } = await watch(server.url, server.clock, options);
    assert.equal(status, 0, lines.join("\n"));
    assert.ok(
      lines.some((line) => /batches: 20 batches logged, 1[45] served as logged, [56] aged out;/.test(line)),
      lines.join("\n"),
    );
  }
});

test("a region that has reached its sunset is no problem", async (t) => {
  const server = await startSite(t);
  server.clock.forward(26 * day);
  await server.publish();
  const { status, lines } = await watch(server.url, server.clock);
  assert.equal(status, 0, lines.join("\n"));
  assert.ok(lines.includes("ok       batches: the region ended on 2026-11-27T12:00:00Z, none is served"));
});

test("a server that publishes all the time causes no false alarm", async (t) => {
  const pages = writePages(temporaryDirectory(t), builtFiles);
  const server = await startTrialServer(t, {
    pages,
    periodSeconds: 1,
    publishByItself: true,
    clock: () => Date.now() / 1000,
  });
  const stateFile = fileIn(t, "state.json");
  for (let each = 0; each < 15; each++) {
    const now = Math.floor(Date.now() / 1000);
    const { status, lines } = await watch(server.url, server.clock, { stateFile, now });
    assert.equal(status, 0, lines.join("\n"));
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
});

test("a region with witnesses is waited for while they cosign, and told apart when they do not", async (t) => {
  const region = await watchedRegion(t, { witnesses: 3, quorum: 2 });
  await until("it is cosigned", async () => (await region.checkpoint()) !== null);
  const stateFile = fileIn(t, "state.json");
  for (let each = 0; each < 3; each++) {
    await publishSome(region, 1);
    const { status, lines } = await watch(region.url, region.clock, { stateFile, patienceSeconds: 0.3 });
    assert.equal(status, 0, lines.join("\n"));
    assert.match(lines[1]!, /, freshly cosigned by [23] of 3 witnesses$/);
  }
  await until("the last batch is cosigned", async () => (await region.checkpoint())!.size === 5);
  for (const witness of region.witnesses.slice(1)) await witness.stop();
  await publishSome(region, 1);
  const { status, problems } = await watch(region.url, region.clock, { stateFile });
  assert.equal(status, 1);
  assert.deepEqual(problems, [
    "batch 4: it is served and not logged, under a checkpoint that enough witnesses cosigned",
  ]);
});

test("a server without pages has none to check", async (t) => {
  const server = await startTrialServer(t);
  const { status, lines } = await watch(server.url, server.clock);
  assert.equal(status, 0);
  assert.ok(lines.includes("ok       release: no pages are shown"));
});

test("a checkpoint that a device saved earlier is one of this log", async (t) => {
  const server = await startSite(t);
  const checkpointFile = fileIn(t, "checkpoint.txt");
  writeFileSync(checkpointFile, (await ask(server.url, "GET /v1/log/checkpoint")).body);
  await publishSome(server, 2);
  const { status, lines } = await watch(server.url, server.clock, { checkpointFile });
  assert.equal(status, 0, lines.join("\n"));
  assert.ok(lines.includes("ok       saved checkpoint: its 6 entries are the first of this log"));
});

test("a checkout whose build is what is served agrees; one that is not is told apart by file", async (t) => {
  const server = await startSite(t);
  const checkout = temporaryDirectory(t);
  writePages(join(checkout, "dist"), builtFiles);
  const same = await watch(server.url, server.clock, { checkout });
  assert.equal(same.status, 0, same.lines.join("\n"));
  assert.ok(same.lines.includes("ok       checkout: its build is what is served, in every byte"));

  const { "icon.svg": _, ...others } = builtFiles;
  writePages(join(checkout, "other", "dist"), { ...others, "sw.js": "other", "new.js": "" });
  const other = await watch(server.url, server.clock, { checkout: join(checkout, "other") });
  assert.equal(other.status, 1);
  assert.deepEqual(
    other.problems.map((line) => line.replaceAll(/[0-9a-f]{64}/g, "…")),
    [
      "/icon.svg: it is not in the checkout's build",
      "/sw.js: served is SHA-256 …, built was …",
      "/new.js: it is in the checkout's build and not served",
    ],
  );
  await assert.rejects(
    watch(server.url, server.clock, { checkout: temporaryDirectory(t) }),
    (error) => error instanceof UsageError && error.message.startsWith("There is no build in "),
  );
});

test("a state file that cannot be written is said", async (t) => {
  const server = await startSite(t);
  const stateFile = join(temporaryDirectory(t), "nowhere", "state.json");
  await assert.rejects(
    watch(server.url, server.clock, { stateFile }),
    (error) => error instanceof UsageError && error.message.includes("state.json cannot be written"),
  );
});

test("a state file that is none is refused and left as it is", async (t) => {
  const server = await startSite(t);
  for (const text of ["", "{}", '{"schema":"celadon/monitor/v1"}']) {
    const stateFile = fileIn(t, "state.json");
    writeFileSync(stateFile, text);
    await assert.rejects(watch(server.url, server.clock, { stateFile }), UsageError);
    assert.equal(readFileSync(stateFile, "utf8"), text);
  }
});
