import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import {
  encodeReport,
  entryBundlePath,
  epochOf,
  epochSeconds,
  parseCheckpoint,
  prepareTicketClaim,
  splitNote,
} from "../../protocol/index.ts";
import { catchUp, type CaughtUp } from "../../server/catch-up/catch-up.ts";
import { openCopy } from "../../server/catch-up/copy.ts";
import type { WitnessAddress } from "../../server/cosigning/witness-address.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { exportRegion } from "../../server/export/export-region.ts";
import { openDevice } from "../../web/device/device.ts";
import { startTwoRegions } from "../mirror/two-regions.ts";
import { bytesUnder } from "../server/database-file.ts";
import { ask, post } from "../server/http-text.ts";
import { fetchBatch, fetchLog, freshTokens, sendReport, takeTickets, tokensIn } from "../server/reporter.ts";
import {
  periodSeconds,
  startTrialServer,
  temporaryDirectory,
  type TrialServer,
} from "../server/trial-server.ts";
import { until, watchedRegion } from "../witness/watched-region.ts";
import { plainFileServer } from "./plain-file-server.ts";

async function publishTimes(server: TrialServer, count: number): Promise<void> {
  for (let each = 0; each < count; each++) {
    server.clock.forward(periodSeconds);
    assert.ok(await server.publish());
  }
}

function backUp(t: TestContext, server: TrialServer): string {
  const backup = join(temporaryDirectory(t), "backup");
  cpSync(server.dataDirectory, backup, { recursive: true });
  return backup;
}

async function exportOf(t: TestContext, server: TrialServer): Promise<string> {
  const folder = join(temporaryDirectory(t), "copy");
  const { store } = await openExistingData(server.dataDirectory);
  try {
    await exportRegion(store, folder, null, server.clock.now);
    return folder;
  } finally {
    await store.close();
  }
}

async function caughtUp(
  dataDirectory: string,
  from: string,
  now: number,
  witnesses: readonly WitnessAddress[] = [],
): Promise<CaughtUp | null> {
  const data = await openExistingData(dataDirectory);
  try {
    return await catchUp(data, await openCopy(from), witnesses, now);
  } finally {
    await data.store.close();
  }
}

/** How many entries the log has, as devices see it; 0 while it is not cosigned. */
async function servedSize(url: string): Promise<number> {
  const { status, body } = await ask(url, "GET /v1/log/checkpoint");
  return status === 503 ? 0 : parseCheckpoint(splitNote(body.toString()).text).size;
}

/** A region of nine entries: a backup of it as it had three, and an export of all. */
async function lostRegion(t: TestContext) {
  const server = await startTrialServer(t);
  await publishTimes(server, 1);
  const backup = backUp(t, server);
  await publishTimes(server, 3);
  await server.renewManifest();
  await publishTimes(server, 2);
  const folder = await exportOf(t, server);
  const log = await fetchLog(server.url);
  await server.close();
  return { backup, folder, log, clock: server.clock };
}

describe("a server restored from an old backup", () => {
  test("does not start while its copy has more; catches up from it, byte for byte; and goes on", async (t) => {
    const { backup, folder, log, clock } = await lostRegion(t);
    await assert.rejects(startTrialServer(t, { dataDirectory: backup, copy: folder }, clock), {
      name: "OperatorError",
      message:
        /The copy at .* has 9 entries of the log, but only 3 are here: an old copy of the data .* Run "npm run celadon -- catch-up .*"\./,
    });
    const done = await caughtUp(backup, folder, clock.now);
    assert.deepEqual([done?.size, done?.entries, done?.batches, done?.manifests], [9, 6, 5, 1]);
    assert.equal(done?.keylessEpochs[0], 2970, "the keys that the renewal made are lost with the data");
    assert.equal(await caughtUp(backup, folder, clock.now), null, "again: nothing is missing");
    const again = await startTrialServer(t, { dataDirectory: backup, copy: folder }, clock);
    assert.deepEqual(await fetchLog(again.url), log);
    const url = await plainFileServer(t, folder);
    for (const path of ["/v1/log/checkpoint", "/v1/manifest", "/v1/batch/6", "/v1/log/tile/0/000.p/9"]) {
      const [served, copied] = await Promise.all([ask(again.url, `GET ${path}`), ask(url, `GET ${path}`)]);
      assert.ok(served.body.equals(copied.body), path);
    }
    await publishTimes(again, 1);
    assert.equal(await servedSize(again.url), 10);
  });

  test("catches up over HTTP, from a mirror's tree, and across full tiles and batches that have aged out", async (t) => {
    const server = await startTrialServer(t, { region: { policy: { retentionDays: 2 } } });
    await publishTimes(server, 3);
    const backup = backUp(t, server);
    await publishTimes(server, 290);
    const folder = await exportOf(t, server);
    const log = await fetchLog(server.url);
    await server.close();
    const url = await plainFileServer(t, folder);
    const done = await caughtUp(backup, `${url}/v1/`, server.clock.now);
    assert.deepEqual([done?.size, done?.entries], [log.length, log.length - 5]);
    assert.ok(done!.batches >= 48 && done!.batches <= 51, `${done?.batches}`);
    const again = await startTrialServer(t, { dataDirectory: backup, copy: url }, server.clock);
    await publishTimes(again, 24);
    assert.deepEqual((await fetchLog(again.url)).slice(0, log.length), log);
    const days = (await fetchLog(again.url)).filter(({ kind }) => kind === "claims");
    assert.equal(new Set(days.map((entry) => JSON.stringify(entry))).size, days.length, "no day twice");
  });

  test("catches up from what a peer's server mirrors of it", async (t) => {
    const { home, peer, named } = await startTwoRegions(t);
    const backup = backUp(t, peer);
    await publishTimes(peer, 20);
    await home.mirrorPeers();
    const log = await fetchLog(peer.url);
    await peer.close();
    const from = `${home.url}/v1/peer/${named.root.slice(0, 16)}`;
    assert.equal((await caughtUp(backup, from, peer.clock.now))?.size, log.length);
    const again = await startTrialServer(t, { dataDirectory: backup, copy: from }, peer.clock);
    assert.deepEqual(await fetchLog(again.url), log);
  });

  test("with a quorum: witnesses go on cosigning, and phones that saw the newer log see no other", async (t) => {
    const region = await watchedRegion(t, { witnesses: 2, quorum: 2 });
    const cosigned = async (server: TrialServer, size: number): Promise<void> =>
      until(`${size} entries are cosigned`, async () => (await servedSize(server.url)) === size);
    await cosigned(region, 2);
    const backup = backUp(t, region);
    await publishTimes(region, 1);
    await cosigned(region, 3);
    const older = await exportOf(t, region);
    await publishTimes(region, 2);
    await cosigned(region, 5);
    const folder = await exportOf(t, region);
    let url = region.url;
    const device = await openDevice({
      fetch: (input, init) => fetch(url + new URL(String(input)).pathname, init),
      origin: region.url,
      now: () => region.clock.now,
      indexedDB: new IDBFactory(),
      locks: null,
    });
    t.after(() => device.close());
    await device.sync({ force: true });
    await region.close();

    const { witnesses, clock } = region;
    await assert.rejects(startTrialServer(t, { dataDirectory: backup, witnesses }, clock), {
      message: /A witness has cosigned 5 entries of the log, but only 2 are here.*catch-up FROM/,
    });
    await assert.rejects(caughtUp(backup, older, clock.now, witnesses), {
      name: "OperatorError",
      message: /A witness has cosigned 5 entries of the log, but .* has only 3: look for a newer copy/,
    });
    assert.equal((await caughtUp(backup, folder, clock.now, witnesses))?.size, 5);
    for (const witness of witnesses) await witness.stop();
    const again = await startTrialServer(t, { dataDirectory: backup, witnesses }, clock);
    assert.equal(await servedSize(again.url), 5, "at once, with the cosignatures of then");
    url = again.url;
    await device.sync({ force: true });
    assert.equal((await device.state()).sync.problem, null);
    for (const witness of witnesses) await witness.start();
    await publishTimes(again, 1);
    await cosigned(again, 6);
    await device.sync({ force: true });
    const { sync } = await device.state();
    assert.deepEqual([sync.problem, sync.logSize], [null, 6]);
  });

  test("takes no spent ticket again, no used claim code, and publishes no token twice", async (t) => {
    const server = await startTrialServer(t, { region: { policy: { mixPeriods: 0 } } });
    const { clock } = server;
    const [code, unused] = [await server.issueClaimCode(1), await server.issueClaimCode(1)];
    const tickets = await takeTickets(server.url, await server.issueClaimCode(1), clock.now);
    const [waiting] = freshTokens(1);
    await sendReport(server.url, tickets[0]!, [waiting!]);
    const backup = backUp(t, server);
    await takeTickets(server.url, code, clock.now);
    await sendReport(server.url, tickets[1]!, freshTokens(2));
    await publishTimes(server, 2);
    const folder = await exportOf(t, server);
    await server.close();

    await caughtUp(backup, folder, clock.now);
    const again = await startTrialServer(t, { dataDirectory: backup }, clock);
    for (const ticket of tickets) {
      const answer = await post(again.url, "/v1/reports", encodeReport(ticket, freshTokens(1)));
      assert.equal(answer.status, 403);
    }
    for (const each of [code, unused]) {
      const answer = await post(again.url, "/v1/tickets", prepareTicketClaim(each).request);
      assert.equal(answer.status, 403);
    }
    const fresh = prepareTicketClaim(await again.issueClaimCode(1)).request;
    assert.equal((await post(again.url, "/v1/tickets", fresh)).status, 503, "none this week");
    assert.deepEqual(tokensIn(await fetchBatch(again.url, 1), [waiting!]), [true]);
    await publishTimes(again, 2);
    for (const number of [2, 3, 4]) {
      assert.deepEqual(tokensIn(await fetchBatch(again.url, number), [waiting!]), [false], `batch ${number}`);
    }
    // A renewal in between names the same keys, and is no trouble.
    await again.renewManifest();
    clock.now = (epochOf(clock.now) + 1) * epochSeconds;
    const [ticket] = await takeTickets(again.url, await again.issueClaimCode(1), clock.now);
    await sendReport(again.url, ticket!, freshTokens(1));
  });

  test("publishes a token that waited in the backup and was never published", async (t) => {
    const server = await startTrialServer(t);
    const { clock } = server;
    const backup = backUp(t, server);
    await publishTimes(server, 1);
    const folder = await exportOf(t, server);
    await server.close();
    // Acknowledged by a server that began on the backup, before anybody told it.
    const began = await startTrialServer(t, { dataDirectory: backup }, clock);
    const [ticket] = await takeTickets(began.url, await began.issueClaimCode(1), clock.now);
    const [token] = freshTokens(1);
    await sendReport(began.url, ticket!, [token!]);
    await began.close();
    await caughtUp(backup, folder, clock.now);
    const again = await startTrialServer(t, { dataDirectory: backup }, clock);
    await publishTimes(again, 1);
    assert.deepEqual(tokensIn(await fetchBatch(again.url, 2), [token!]), [true]);
  });

  test("goes on counting claims by day: none is told twice", async (t) => {
    const server = await startTrialServer(t);
    const backup = backUp(t, server);
    for (let count = 0; count < 11; count++) await server.issueClaimCode(1);
    for (let days = 0; days < 2; days++) {
      server.clock.forward(86_400);
      assert.ok(await server.publish());
    }
    const folder = await exportOf(t, server);
    await server.close();
    await caughtUp(backup, folder, server.clock.now);
    const again = await startTrialServer(t, { dataDirectory: backup }, server.clock);
    server.clock.forward(86_400);
    assert.ok(await again.publish());
    const told = (await fetchLog(again.url)).flatMap((entry) =>
      entry.kind === "claims" ? [[entry.date, entry.report]] : [],
    );
    assert.deepEqual(told, [
      ["2026-11-02", 11],
      ["2026-11-03", "<10"],
      ["2026-11-04", "<10"],
    ]);
  });
});

describe("a copy that is not what was signed is refused, and nothing changes", () => {
  const alterations: [what: string, alter: (folder: string) => void, message: RegExp][] = [
    [
      "a flipped bit of a batch",
      (folder) => flip(folder, "v1/batch/4"),
      /Batch 4 in .* is not what the log says/,
    ],
    ["a batch that is gone", (folder) => rmSync(join(folder, "v1/batch/4")), /batch\/4 is missing/],
    [
      "the first new batch gone",
      (folder) => rmSync(join(folder, "v1/batch/2")),
      /batch\/1 is missing|batch\/2 is missing/,
    ],
    ["a manifest", (folder) => flip(folder, "v1/manifest/2"), /Manifest 2 in .* is not what the log says/],
    ["a manifest that is gone", (folder) => rmSync(join(folder, "v1/manifest/2")), /manifest\/2 is missing/],
    [
      "entries",
      (folder) => flip(folder, `v1/log/${entryBundlePath(0, 9)}`),
      /not those that its checkpoint signs|is refused/,
    ],
    ["no entries", (folder) => rmSync(join(folder, `v1/log/${entryBundlePath(0, 9)}`)), /is missing/],
    ["the checkpoint", (folder) => flip(folder, "v1/log/checkpoint"), /The checkpoint in .* is refused/],
    ["the root", (folder) => flip(folder, "v1/root"), /a copy of another region/],
    ["nothing at all", (folder) => rmSync(folder, { recursive: true }), /There is no copy of a region at/],
  ];

  test("whatever was altered or left out", async (t) => {
    const { backup, folder, clock } = await lostRegion(t);
    await (await openExistingData(backup)).store.close();
    const before = bytesUnder(backup);
    for (const [what, alter, message] of alterations) {
      const altered = join(temporaryDirectory(t), "altered");
      cpSync(folder, altered, { recursive: true });
      alter(altered);
      await assert.rejects(caughtUp(backup, altered, clock.now), { name: "OperatorError", message }, what);
      assert.ok(bytesUnder(backup).equals(before), what);
    }
    assert.equal((await caughtUp(backup, folder, clock.now))?.size, 9);
  });

  test("a fork: both checkpoints are kept", async (t) => {
    const { backup, folder, clock } = await lostRegion(t);
    clock.forward(periodSeconds);
    const forked = await startTrialServer(t, { dataDirectory: backup }, clock);
    assert.ok(await forked.publish());
    await forked.close();
    const held = await openExistingData(backup);
    const { checkpoint } = (await held.store.log.head())!;
    await held.store.close();
    await assert.rejects(caughtUp(backup, folder, clock.now), { name: "ForkError", held: checkpoint });
    await assert.rejects(startTrialServer(t, { dataDirectory: backup, copy: folder }, clock), {
      message: /has 9 entries of the log, but only 4 are here/,
    });
  });

  test("an older copy changes nothing, and says so", async (t) => {
    const server = await startTrialServer(t);
    await publishTimes(server, 1);
    const folder = await exportOf(t, server);
    await publishTimes(server, 2);
    await server.close();
    assert.equal(await caughtUp(server.dataDirectory, folder, server.clock.now), null);
  });
});

function flip(folder: string, file: string): void {
  const path = join(folder, file);
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  writeFileSync(path, bytes);
}
