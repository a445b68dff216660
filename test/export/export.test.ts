import assert from "node:assert/strict";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { parseCheckpoint, splitNote } from "../../protocol/index.ts";
import { exportRegion, type Exported } from "../../server/export/export-region.ts";
import { loadPages } from "../../server/http/pages.ts";
import { Store } from "../../server/store/store.ts";
import { openDevice } from "../../web/device/device.ts";
import { startTwoRegions } from "../mirror/two-regions.ts";
import { writePages } from "../server/built-pages.ts";
import { ask } from "../server/http-text.ts";
import { run, startServerProcess } from "../server/server-process.ts";
import {
  periodSeconds,
  startTrialServer,
  temporaryDirectory,
  type TrialServer,
} from "../server/trial-server.ts";
import { checkWhole, pathsIn } from "./copy-reader.ts";
import { plainFileServer } from "./plain-file-server.ts";

const files = {
  "citizen/index.html": '<script src="/assets/index-aaaaaaaa.js"></script>',
  "venue/index.html": "<p>venue</p>",
  "assets/index-aaaaaaaa.js": "export {};",
};

async function publishTimes(server: TrialServer, count: number): Promise<void> {
  for (let each = 0; each < count; each++) {
    server.clock.forward(periodSeconds);
    assert.ok(await server.publish());
  }
}

async function exportOf(server: TrialServer, folder: string, pages: string | null): Promise<Exported> {
  const store = await Store.open(join(server.dataDirectory, "celadon.sqlite"));
  try {
    const read = pages === null ? null : await loadPages(pages);
    return await exportRegion(store, folder, read, server.clock.now);
  } finally {
    await store.close();
  }
}

async function checkSame(t: TestContext, server: TrialServer, folder: string): Promise<void> {
  const url = await plainFileServer(t, folder);
  for (const path of pathsIn(folder)) {
    const [copied, served] = await Promise.all([ask(url, `GET ${path}`), ask(server.url, `GET ${path}`)]);
    assert.deepEqual([copied.status, served.status], [200, 200], path);
    assert.ok(copied.body.equals(served.body), path);
  }
}

test("an export answers every path byte for byte as the server, through a plain file server", async (t) => {
  const pages = writePages(join(temporaryDirectory(t), "dist"), files);
  const server = await startTrialServer(t, { pages, region: { policy: { retentionDays: 5 } } });
  await publishTimes(server, 300);
  await server.renewManifest();
  const folder = join(temporaryDirectory(t), "copy");
  const { size } = await exportOf(server, folder, pages);
  // One manifest more, the pages, and a line for each of thirteen days.
  assert.equal(size, 301 + 2 + 1 + 13);
  await checkSame(t, server, folder);

  const paths = pathsIn(folder);
  for (const path of ["/", "/venue/", "/assets/index-aaaaaaaa.js", "/release.txt", "/v1/root"])
    assert.ok(paths.includes(path), path);
  for (const path of ["/v1/manifest", "/v1/manifest/1", "/v1/manifest/2", "/v1/log/checkpoint"])
    assert.ok(paths.includes(path), path);
  for (const path of ["/v1/log/tile/entries/000", "/v1/log/tile/0/001.p/61", "/v1/log/tile/1/000.p/1"])
    assert.ok(paths.includes(path), path);
  const batches = await Promise.all(
    Array.from(
      { length: 301 },
      async (_, number) => (await ask(server.url, `GET /v1/batch/${number}`)).status,
    ),
  );
  assert.deepEqual(
    paths.filter((path) => path.startsWith("/v1/batch/")).length,
    batches.filter((status) => status === 200).length,
  );
  assert.equal(paths.includes("/v1/batch/10"), false, "aged out before");
});

test("a phone follows the region from the export alone", async (t) => {
  const server = await startTrialServer(t);
  await publishTimes(server, 30);
  const folder = join(temporaryDirectory(t), "copy");
  await exportOf(server, folder, null);
  const device = await openDevice({
    fetch,
    origin: await plainFileServer(t, folder),
    now: () => server.clock.now,
    indexedDB: new IDBFactory(),
    locks: null,
  });
  t.after(() => device.close());
  await server.close();
  assert.equal((await device.sync({ force: true })).batches, 31);
  const { sync } = await device.state();
  assert.deepEqual([sync.problem, sync.selfCheck], [null, "passed"]);
});

test("what is there already is not written again, and what has aged out is removed", async (t) => {
  const first = writePages(join(temporaryDirectory(t), "dist"), files);
  const server = await startTrialServer(t, { pages: first, region: { policy: { retentionDays: 1 } } });
  await publishTimes(server, 20);
  const folder = join(temporaryDirectory(t), "copy");
  await exportOf(server, folder, first);
  const again = await exportOf(server, folder, first);
  assert.deepEqual([again.written, again.removed], [0, 0]);
  assert.ok(existsSync(join(folder, "v1/batch/0")));

  await publishTimes(server, 1);
  // A batch, a partial tile and bundle, the checkpoint.
  assert.equal((await exportOf(server, folder, first)).written, 4);
  await publishTimes(server, 10);
  assert.ok((await exportOf(server, folder, first)).removed > 0);
  assert.ok(!existsSync(join(folder, "v1/batch/0")));
  await checkSame(t, server, folder);
  await server.close();

  // Other pages, in a region whose first tile is full meanwhile.
  const renamed = { ...files, "assets/index-bbbbbbbb.js": "export {};\n" };
  const { "assets/index-aaaaaaaa.js": gone, ...second } = renamed;
  assert.ok(gone);
  const dist = writePages(join(temporaryDirectory(t), "dist"), second, "0.2.0");
  const later = await startTrialServer(t, { pages: dist, dataDirectory: server.dataDirectory }, server.clock);
  await assert.rejects(exportOf(later, folder, first), {
    name: "OperatorError",
    message: /not those that the log/,
  });
  await publishTimes(later, 250);
  await exportOf(later, folder, dist);
  await publishTimes(later, 1);
  await exportOf(later, folder, dist);
  assert.ok(!existsSync(join(folder, "assets/index-aaaaaaaa.js")));
  assert.ok(!existsSync(join(folder, "v1/log/tile/0/000.p")), "partial tiles of a full one");
  assert.ok(!existsSync(join(folder, "v1/log/tile/entries/000.p")));
  await checkSame(t, later, folder);
});

test("what is mirrored of peers is exported with it, and goes with the peer's sunset and our own", async (t) => {
  const { home, peer, clock, named } = await startTwoRegions(t, {
    home: { region: { days: 20 } },
    peer: { region: { days: 10 } },
  });
  await home.mirrorPeers();
  const folder = join(temporaryDirectory(t), "copy");
  await exportOf(home, folder, null);
  await publishTimes(peer, 2);
  await home.mirrorPeers();
  assert.ok(await home.publish());
  await exportOf(home, folder, null);
  await checkSame(t, home, folder);
  const below = (): string[] => pathsIn(folder).filter((path) => path.startsWith("/v1/peer/"));
  const path = `/v1/peer/${named.root.slice(0, 16)}`;
  for (const object of ["root", "manifest", "manifest/1", "batch/5", "log/checkpoint", "log/tile/0/000.p/7"])
    assert.ok(below().includes(`${path}/${object}`), object);
  assert.deepEqual((await exportOf(home, folder, null)).written, 0);

  clock.forward(11 * 86_400);
  await home.mirrorPeers();
  assert.ok(await home.publish());
  await exportOf(home, folder, null);
  await checkSame(t, home, folder);
  assert.ok(!below().some((each) => each.includes("/batch/")));
  assert.ok(below().includes(`${path}/log/checkpoint`));
  clock.forward(11 * 86_400);
  await home.publish();
  await exportOf(home, folder, null);
  assert.deepEqual(below(), []);
});

test("past the sunset no batch is left", async (t) => {
  const server = await startTrialServer(t, { region: { days: 2 } });
  await publishTimes(server, 3);
  const folder = join(temporaryDirectory(t), "copy");
  await exportOf(server, folder, null);
  server.clock.forward(3 * 86_400);
  await server.publish();
  await exportOf(server, folder, null);
  assert.deepEqual(
    pathsIn(folder).filter((path) => path.startsWith("/v1/batch")),
    [],
  );
  await checkSame(t, server, folder);
});

test("an export is not overwritten by another region, by an old copy of the data, or by a fork", async (t) => {
  const server = await startTrialServer(t);
  await publishTimes(server, 3);
  await server.close();
  const [old, fork] = [0, 1].map((index) => join(temporaryDirectory(t), `data${index}`));
  for (const copy of [old!, fork!]) cpSync(server.dataDirectory, copy, { recursive: true });
  const going = await startTrialServer(t, { dataDirectory: server.dataDirectory }, server.clock);
  await publishTimes(going, 1);
  const folder = join(temporaryDirectory(t), "copy");
  await exportOf(going, folder, null);
  await going.close();
  const before = pathsIn(folder);

  const behind = await startTrialServer(t, { dataDirectory: old! }, server.clock);
  await assert.rejects(exportOf(behind, folder, null), /holds 6 entries of the log, but only 5 are here/);
  const forked = await startTrialServer(t, { dataDirectory: fork! }, server.clock);
  await publishTimes(forked, 1);
  await assert.rejects(exportOf(forked, folder, null), /another log of 6 entries under this key/);
  const stranger = await startTrialServer(t);
  await assert.rejects(exportOf(stranger, folder, null), /holds another region/);
  assert.deepEqual(pathsIn(folder), before);
});

test("beside a server that publishes, and killed at any moment, an export never shows a checkpoint whose objects are missing", async (t) => {
  const dataDirectory = temporaryDirectory(t);
  const server = await startServerProcess(t, dataDirectory, { CELADON_PERIOD_SECONDS: "1" });
  const folder = join(temporaryDirectory(t), "copy");
  const environment = { CELADON_DATA: dataDirectory };
  let seen = 0;
  for (let round = 0; round < 8; round++) {
    const killed = await run(["export", folder, "--no-pages"], environment, 100 + Math.random() * 250);
    assert.ok(killed.status === null || killed.status === 0, killed.stderr);
    if (existsSync(folder)) {
      const size = checkWhole(folder)?.size ?? 0;
      assert.ok(size >= seen);
      seen = size;
    }
    await setTimeout(150);
  }
  await server.end("SIGTERM");
  const done = await run(["export", folder, "--no-pages"], environment);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /has \d+ entries of the log: \d+ files written, 0 removed/);
  const newest = await Store.open(join(dataDirectory, "celadon.sqlite"));
  const { size } = parseCheckpoint(splitNote((await newest.log.head())!.checkpoint).text);
  await newest.close();
  assert.equal(checkWhole(folder)?.size, size);
  rmSync(folder, { recursive: true });
});
