import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { parseLogEntry } from "../../protocol/index.ts";
import { Store } from "../../server/store/store.ts";
import { commandEnvironment } from "../server/command-environment.ts";
import { startServerProcess } from "../server/server-process.ts";
import { phoneFor } from "./phone.ts";
import { clear, foundRegion, newTable, signAndJoin } from "./table.ts";

const main = join(import.meta.dirname, "..", "..", "server", "main.ts");
const table = newTable();
const data = table.path("data");
const prepared = table.path("prepared");

before(async () => {
  await foundRegion(table, data, prepared);
  await table.done("steward draft --sunset-days 55 --policy yellow=20 --out 2.draft", { data });
  await signAndJoin(table, "2");
});

after(() => clear(table));

/** Sequences of the manifests that are there, and of those in the log, in its order. */
async function manifestsIn(folder: string): Promise<{ kept: number[]; logged: number[]; batches: number }> {
  const store = await Store.open(join(folder, "celadon.sqlite"));
  try {
    const entries = (await store.log.entries(0, 1000)).map(parseLogEntry);
    assert.equal(entries.length, (await store.log.head())?.size ?? 0);
    return {
      kept: (await store.region.manifests()).map(({ sequence }) => sequence).toReversed(),
      logged: entries.flatMap((entry) => (entry.kind === "manifest" ? [entry.sequence] : [])),
      batches: entries.filter(({ kind }) => kind === "batch").length,
    };
  } finally {
    await store.close();
  }
}

/** Begin to install, and pull the plug after so long. */
async function killedInstall(args: readonly string[], folder: string, milliseconds: number): Promise<void> {
  const env = { ...commandEnvironment, CELADON_DATA: folder };
  const child = spawn(process.execPath, ["--no-warnings", main, "steward", "install", ...args], {
    cwd: table.folder,
    env,
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  await Promise.race([ended, setTimeout(milliseconds)]);
  child.kill("SIGKILL");
  await ended;
}

test("an install that is killed at any moment has happened wholly or not at all, and can be repeated", async () => {
  const tried = table.path("tried");
  cpSync(data, tried, { recursive: true });
  const started = Date.now();
  await table.done("steward install 2.note", { data: tried });
  const usual = Date.now() - started;
  for (const part of [0.6, 0.75, 0.85, 0.9, 0.95]) {
    const folder = table.path("killed");
    cpSync(data, folder, { recursive: true });
    await killedInstall(["2.note"], folder, usual * part);
    const { kept, logged } = await manifestsIn(folder);
    assert.deepEqual(kept, logged);
    assert.ok(kept.length === 1 || kept.length === 2);
    await table.done("steward install 2.note", { data: folder });
    assert.deepEqual((await manifestsIn(folder)).logged, [1, 2]);
    rmSync(folder, { recursive: true });
  }
  for (const part of [0.75, 0.85, 0.95]) {
    const folder = table.path("killed-first");
    cpSync(prepared, folder, { recursive: true });
    await killedInstall(["1.note", "--root", "root.note"], folder, usual * part);
    const isMade = existsSync(join(folder, "celadon.sqlite")) && (await manifestsIn(folder)).kept.length > 0;
    const again = await table.step("steward install 1.note --root root.note", { data: folder });
    assert.equal(again.status, isMade ? 1 : 0, again.stderr);
    const { kept, logged, batches } = await manifestsIn(folder);
    assert.deepEqual([kept, logged, batches], [[1], [1], 1]);
    rmSync(folder, { recursive: true });
  }
});

test("manifests come beside a running server that closes batches all the time; twice the same changes nothing", async (t) => {
  const folder = table.path("busy");
  cpSync(data, folder, { recursive: true });
  const server = await startServerProcess(t, folder, { CELADON_PERIOD_SECONDS: "1" });
  const phone = await phoneFor(t, server.url);
  await phone.sync();
  const both = await Promise.all([
    table.done("steward install 2.note", { data: folder }),
    table.done("steward install 2.note", { data: folder }),
  ]);
  assert.equal(both.filter((said) => said.startsWith("Installed manifest 2: it is in the log")).length, 1);
  assert.equal(
    both.filter((said) => said === "The region has manifest 2 already: nothing was changed.\n").length,
    1,
  );
  await phone.sync({ force: true });
  const { region, sync } = await phone.state();
  assert.deepEqual([region!.sequence, region!.announced!.policy.yellow, sync.problem], [2, 20, null]);
  assert.equal(await server.end("SIGTERM"), 0);
  const { kept, logged, batches } = await manifestsIn(folder);
  assert.deepEqual(
    [kept, logged],
    [
      [1, 2],
      [1, 2],
    ],
  );
  assert.ok(batches > 2, `${batches} batches`);
});

test("a draft on the server gives the ticket keys of its own last draft again: stewards may be signing those", async () => {
  const folder = table.path("again");
  cpSync(data, folder, { recursive: true });
  await table.done("steward draft --sunset-days 100 --out 2a.draft", { data: folder });
  await table.done("steward draft --sunset-days 120 --out 2b.draft", { data: folder });
  await table.done("region keys --days 120 --out again.json", { data: folder });
  const keysIn = (name: string): string[] =>
    (JSON.parse(table.read(name)) as { ticketKeys: unknown[] }).ticketKeys.map((key) => JSON.stringify(key));
  const [first, second, exported] = ["2a.draft", "2b.draft", "again.json"].map(keysIn);
  assert.deepEqual(second!.slice(0, first!.length), first);
  assert.deepEqual(new Set(exported), new Set(second));
  await signAndJoin(table, "2a");
  await table.done("steward install 2a.note", { data: folder });
  await table.done("region prepare --host bay.example --days 60 --out once-more.json", { data: prepared });
  assert.equal(table.read("once-more.json"), table.read("keys.json"));
});

test("where a region cannot be made or renewed, the server says why and nothing changes", async () => {
  const trial = table.path("trial");
  const [there, none, empty, noRegion, trialKeys, renewal] = await Promise.all([
    table.refused("steward install 1.note --root root.note", { data }),
    table.refused("steward install 1.note --root root.note", { data: table.nowhere }),
    table.refused("steward install 1.draft --root root.note", { data: prepared }),
    table.refused("steward install 2.note", { data: prepared }),
    table.refused("region prepare --host bay.example --out more.json", { data }),
    table.refused("region renew", { data }),
  ]);
  assert.match(there, /^There is a region in this data folder already: leave --root out/);
  assert.match(none, /has no keys yet: "region prepare" makes them/);
  assert.equal(empty, "1.draft is a draft: the stewards have not signed it yet.");
  assert.match(noRegion, /^There is no region in .* yet/);
  assert.match(trialKeys, /set CELADON_DATA to an empty folder/);
  assert.match(renewal, /^No steward's key is on this server: the stewards sign elsewhere/);
  assert.ok(!existsSync(table.nowhere) && !existsSync(join(prepared, "celadon.sqlite")));
  assert.ok(!table.has("more.json"));
  const first = await table.refused("steward install 2.note --root root.note", { data: prepared });
  assert.match(first, /a region begins with the manifest of sequence 1, not 2\.$/);
  await table.done("region prepare --host other.example --days 60 --out other.json", { data: trial });
  const other = await table.refused("steward install 1.note --root root.note", { data: trial });
  assert.equal(other, "The manifest is refused: its log key is not this server's.");
  assert.deepEqual((await manifestsIn(data)).kept, [1]);
});
