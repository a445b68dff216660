import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  cosignerOf,
  encodeBatch,
  encodeManifest,
  formatUtc,
  generateCosignerKey,
  generateNoteKey,
  intervalOf,
  type LogEntry,
  type Manifest,
  noteSigner,
  openManifest,
  openRegionRoot,
  signNote,
} from "../../protocol/index.ts";
import { appendToLog, batchEntry, manifestEntry } from "../../server/log.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { Store } from "../../server/store/store.ts";
import { ask } from "../server/http-text.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { only, startProxy, type Tampering, withFlippedBit } from "./tampering-proxy.ts";
import { fileIn, publishSome, startSite, startTwin, watch } from "./watched-site.ts";

const checkpointPath = "/v1/log/checkpoint";

async function checkpointOf(url: string): Promise<string> {
  return (await ask(url, `GET ${checkpointPath}`)).body.toString();
}

/** What the monitor finds wrong when somebody tampers, hashes as `…`. */
async function found(t: TestContext, server: TrialServer, tamper: Tampering): Promise<string[]> {
  const { status, problems } = await watch(await startProxy(t, server.url, tamper), server.clock);
  assert.equal(status, problems.length === 0 ? 0 : 1);
  return problems.map((line) => line.replaceAll(/[0-9a-f]{64}/g, "…"));
}

test("a log that was rolled back by one entry is found, and both checkpoints are kept", async (t) => {
  const server = await startSite(t);
  const older = await checkpointOf(server.url);
  await publishSome(server, 1);
  const newer = await checkpointOf(server.url);
  const stateFile = fileIn(t, "state.json");
  assert.equal((await watch(server.url, server.clock, { stateFile })).status, 0);
  const state = readFileSync(stateFile, "utf8");
  const proxy = await startProxy(
    t,
    server.url,
    only(checkpointPath, () => ({ body: Buffer.from(older) })),
  );
  const { status, problems, lines } = await watch(proxy, server.clock, { stateFile });
  assert.equal(status, 1);
  assert.deepEqual(problems, [
    "log: it had 7 entries at the last visit and has 6 now",
    "batch 4: it is served and not logged",
  ]);
  const text = lines.map((line) => line.trim()).join("\n");
  assert.ok(text.includes(newer.trim()) && text.includes(older.trim()));
  assert.equal(readFileSync(stateFile, "utf8"), state, "the memory of the longer log is kept");
});

test("another history than at the last visit is found", async (t) => {
  const server = await startSite(t);
  const twin = await startTwin(t, server);
  await publishSome(server, 1);
  await publishSome(twin, 2);
  const stateFile = fileIn(t, "state.json");
  await watch(server.url, server.clock, { stateFile });
  const { status, problems } = await watch(twin.url, twin.clock, { stateFile });
  assert.equal(status, 1);
  assert.equal(problems[0], "log: its first 7 entries are not those of the last visit");
});

test("a device that was shown another history is found by its saved checkpoint, with both notes", async (t) => {
  const server = await startSite(t);
  const twin = await startTwin(t, server);
  await publishSome(server, 1);
  await publishSome(twin, 1);
  const checkpointFile = fileIn(t, "checkpoint.txt");
  const shown = await checkpointOf(twin.url);
  writeFileSync(checkpointFile, shown);
  const forked = await watch(server.url, server.clock, { checkpointFile });
  assert.equal(forked.status, 1);
  assert.deepEqual(forked.problems, [
    "split view: the log shown here has other first 7 entries than the saved checkpoint signs",
  ]);
  const text = forked.lines.map((line) => line.trim()).join("\n");
  assert.ok(text.includes(`saved checkpoint:\n${shown.trim()}`));
  assert.ok(text.includes(`checkpoint shown here:\n${(await checkpointOf(server.url)).trim()}`));

  // The file that the citizen's page saves when it has seen both.
  const seenBoth = { heldCheckpoint: await checkpointOf(server.url), servedCheckpoint: shown };
  writeFileSync(checkpointFile, JSON.stringify({ schema: "celadon/evidence/v1", ...seenBoth }));
  const both = await watch(server.url, server.clock, { checkpointFile });
  assert.deepEqual(both.problems, forked.problems);
  assert.ok(both.lines.includes("ok       saved checkpoint: its 7 entries are the first of this log"));

  await publishSome(twin, 1);
  writeFileSync(checkpointFile, await checkpointOf(twin.url));
  const longer = await watch(server.url, server.clock, { checkpointFile });
  assert.deepEqual(longer.problems, [
    "split view: the saved checkpoint has 8 entries, the log shown here only 7",
  ]);
});

test("a saved checkpoint that the log's key did not sign proves nothing, and is said to", async (t) => {
  const server = await startSite(t);
  const other = await startTrialServer(t);
  const checkpointFile = fileIn(t, "checkpoint.txt");
  for (const [text, why] of [
    [await checkpointOf(other.url), "no signature is by a known key"],
    ["hello", "not a signed note: wanted a text, an empty line and signature lines"],
  ] as const) {
    writeFileSync(checkpointFile, text);
    const { status, problems } = await watch(server.url, server.clock, { checkpointFile });
    assert.equal(status, 1);
    assert.deepEqual(problems, [`saved checkpoint: it is none of this region's log: ${why}`]);
  }
});

test("a checkpoint that the log's key did not sign, or signed otherwise, is found", async (t) => {
  const server = await startSite(t);
  const stranger = noteSigner(generateNoteKey("localhost/log").skey);
  const text = (await checkpointOf(server.url)).split("\n\n")[0]!;
  const forged = only(checkpointPath, () => ({ body: Buffer.from(signNote(`${text}\n`, [stranger])) }));
  assert.deepEqual(await found(t, server, forged), ["checkpoint: no signature is by a known key"]);
  const altered = only(checkpointPath, ({ body }) => ({
    body: Buffer.from(body.toString().replace("\n6\n", "\n7\n")),
  }));
  const [problem] = await found(t, server, altered);
  assert.match(problem!, /^checkpoint: the signature by localhost\/log\+[0-9a-f]{8} does not verify$/);
});

test("an altered entry, an altered tile and a missing one are found", async (t) => {
  const server = await startSite(t);
  const bundle = "/v1/log/tile/entries/000.p/6";
  const tile = "/v1/log/tile/0/000.p/6";
  const flipped = (path: string): Tampering => only(path, ({ body }) => ({ body: withFlippedBit(body) }));
  assert.deepEqual(await found(t, server, flipped(bundle)), [
    "log: its 6 entries do not make the root that the checkpoint signs",
  ]);
  assert.deepEqual(await found(t, server, flipped(tile)), [
    `${tile}: its hashes are not those of the log's entries`,
  ]);
  const missing = only(bundle, () => ({ status: 404 }));
  assert.deepEqual(await found(t, server, missing), [`${bundle}: it is not there`]);
});

/** A dishonest operator's way: into the store, signed with the region's own keys. */
async function withLogged(
  t: TestContext,
  log: (store: Store, keys: KeyDirectory, manifest: Manifest) => Promise<LogEntry[]>,
): Promise<TrialServer> {
  const server = await startSite(t);
  const { dataDirectory, clock } = server;
  await server.close();
  const store = await Store.open(join(dataDirectory, "celadon.sqlite"));
  const keys = new KeyDirectory(join(dataDirectory, "keys"));
  const manifest = openManifest(
    (await store.region.manifest(1))!,
    openRegionRoot((await store.region.root())!),
  );
  await store.transaction(async () => appendToLog(store.log, keys.log(), await log(store, keys, manifest)));
  await store.close();
  return startTrialServer(t, { dataDirectory }, clock);
}

/** What the monitor says of a second manifest, logged and signed by the steward. */
async function verdictOn(
  t: TestContext,
  change: (manifest: Manifest) => Partial<Manifest>,
): Promise<string[]> {
  const server = await withLogged(t, async (store, keys, first) => {
    const manifest = { ...first, sequence: 2, ...change(first) };
    const note = signNote(encodeManifest(manifest), [keys.steward()]);
    await store.region.addManifest({ sequence: manifest.sequence, note });
    return [manifestEntry(manifest.sequence, note)];
  });
  const { problems } = await watch(server.url, server.clock);
  return problems.filter((line) => !line.startsWith("/release.txt"));
}

test("a ticket key that changes from one manifest to the next is found, though the stewards signed it", async (t) => {
  const problems = await verdictOn(t, ({ ticketKeys }) => ({
    ticketKeys: ticketKeys.map((key, index) =>
      index === 0 ? { ...key, publicKey: ticketKeys[1]!.publicKey } : key,
    ),
  }));
  assert.equal(problems.length, 1);
  assert.match(
    problems[0]!,
    /^manifest 2: manifest refused: the ticket key of purpose 1 and epoch \d+ changed or is missing$/,
  );
});

test("a policy that changes without 48 hours' notice is found, also when the manifest is dated back", async (t) => {
  const policyOf = ({ policy }: Manifest): Pick<Manifest, "policy"> => ({
    policy: { ...policy, yellow: 20 },
  });
  const atOnce = await verdictOn(t, policyOf);
  assert.equal(atOnce.length, 1);
  assert.match(atOnce[0]!, /^manifest 2: manifest refused: its policy changes .*, less than 48 hours after /);
  // 48 hours after it says that it was issued, but three hours less after it was logged.
  const datedBack = await verdictOn(t, (first) => {
    const effective = formatUtc(Date.parse(first.issued) / 1000 + 48 * 3600);
    return { ...policyOf(first), effective };
  });
  assert.equal(datedBack.length, 1);
  assert.match(datedBack[0]!, /, less than 48 hours after 2026-11-02T15:00:00Z$/);
});

test("a checkpoint that too few witnesses cosigned, or long ago, or another one, is found", async (t) => {
  const [ann, ben] = ["ann", "ben"].map((name) => generateCosignerKey(`${name}.example/witness`));
  const server = await withLogged(t, async (store, keys, first) => {
    const watched = { witnesses: [ann!.vkey, ben!.vkey], quorum: 2, sequence: 2 };
    const note = signNote(encodeManifest({ ...first, ...watched }), [keys.steward()]);
    await store.region.addManifest({ sequence: 2, note });
    return [manifestEntry(2, note)];
  });
  const store = await Store.open(join(server.dataDirectory, "celadon.sqlite"));
  const { checkpoint } = (await store.log.head())!;
  await store.close();
  const text = `${checkpoint.split("\n\n")[0]!}\n`;
  const { now } = server.clock;
  const day = 86_400;
  const verdict = async (...lines: string[]): Promise<string[]> => {
    const body = Buffer.from(checkpoint + lines.join(""));
    const problems = await found(
      t,
      server,
      only(checkpointPath, () => ({ status: 200, body })),
    );
    return problems.filter((line) => line.startsWith("checkpoint"));
  };
  const cosigned = (key: { skey: string } | undefined, ago: number, what = text): string =>
    cosignerOf(key!.skey).cosign(what, now - ago);
  const few = (count: number): string =>
    `checkpoint: freshly cosigned by ${count} of 2 witnesses; the manifest wants 2`;
  assert.deepEqual(await verdict(cosigned(ann, 10), cosigned(ben, day - 10)), []);
  assert.deepEqual(await verdict(), [few(0)]);
  assert.deepEqual(await verdict(cosigned(ann, 10)), [few(1)]);
  assert.deepEqual(await verdict(cosigned(ann, 10), cosigned(ann, 20)), [few(1)]);
  assert.deepEqual(await verdict(cosigned(ann, 10), cosigned(ben, day + 10)), [few(1)]);
  const [other] = await verdict(cosigned(ann, 10), cosigned(ben, 10, text.replace("\n", "\n1")));
  assert.match(other!, /^checkpoint: the signature by ben\.example\/witness\+[0-9a-f]{8} does not verify$/);
});

test("a batch without the drill token, with another number or closed before the one before it is found", async (t) => {
  const batch = async (number: number, closedHoursAgo: number, ofRegion?: Uint8Array): Promise<string[]> => {
    const server = await withLogged(t, async (store, _keys, { issued }) => {
      const regionId = ofRegion ?? openRegionRoot((await store.region.root())!).id;
      const closed = intervalOf(Date.parse(issued) / 1000 + (3 - closedHoursAgo) * 3600);
      const bytes = encodeBatch({ number, closed, regionId, exposed: [] });
      await store.batches.add(
        { number: 4, periodStart: Date.parse(issued) / 1000 + 9 * 3600, closed },
        bytes,
      );
      return [batchEntry(4, bytes)];
    });
    return (await watch(server.url, server.clock)).problems.filter((line) => line.startsWith("batch"));
  };
  assert.deepEqual(await batch(4, 0), []);
  assert.deepEqual(await batch(4, 0, new Uint8Array(8)), ["batch 4: it does not hold the drill token"]);
  assert.deepEqual(await batch(5, 0), ["batch 4: it says that it is batch 5"]);
  assert.match((await batch(4, 1)).join(), /^batch 4: it closed in interval \d+, one before it in \d+$/);
  assert.deepEqual(await batch(4, -5), ["batch 4: it closed in the future, 2026-11-02T20:00:00Z"]);
  assert.deepEqual(await batch(4, -700_000_000), [
    "batch 4: it closed in the future, in interval 4202989386",
  ]);
});

test("a gap between the logged batches, and bytes that are no batch, are found", async (t) => {
  const gap = await withLogged(t, async () => [batchEntry(7, Buffer.of())]);
  assert.ok(
    (await watch(gap.url, gap.clock)).problems.includes(
      "log: batch 4 is not logged: batch 7 is in its place",
    ),
  );
  const garbage = await withLogged(t, async (store, _keys, { issued }) => {
    const bytes = Buffer.from("not a batch at all");
    await store.batches.add(
      { number: 4, periodStart: Date.parse(issued) / 1000 + 9 * 3600, closed: 0 },
      bytes,
    );
    return [batchEntry(4, bytes)];
  });
  const problems = (await watch(garbage.url, garbage.clock)).problems;
  assert.ok(
    problems.some((line) => line.startsWith("batch 4: batch: ")),
    problems.join("\n"),
  );
});
