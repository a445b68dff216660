import assert from "node:assert/strict";
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import {
  acceptManifest,
  epochOf,
  generateNoteKey,
  type Manifest,
  openManifest,
  openRegionRoot,
  parseUtc,
  sunsetOf,
  ticketPublicKey,
  ticketPurpose,
} from "../../protocol/index.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { ask } from "./http-text.ts";
import { fetchLog, fetchManifest, freshTokens, mintTickets, sendReport, takeTickets } from "./reporter.ts";
import { noon, periodSeconds, startTrialServer, temporaryDirectory } from "./trial-server.ts";

const day = 86_400;

test("a trial region has one steward, no witness and 90 days, and says what it is for", async (t) => {
  const { url, dataDirectory } = await startTrialServer(t, { region: { days: 90 } });
  const manifest = await fetchManifest(url);
  const root = openRegionRoot((await ask(url, "GET /v1/root")).body.toString());
  assert.equal(root.threshold, 1);
  assert.equal(root.stewards.length, 1);
  assert.deepEqual(
    [manifest.sequence, manifest.quorum, manifest.witnesses, manifest.peers, manifest.ohttp],
    [1, 0, [], [], null],
  );
  assert.equal(sunsetOf(manifest), noon + 90 * day);
  assert.equal(manifest.policy.reportMinutes, 1);
  assert.equal(manifest.policy.mixPeriods, 0);
  for (const purpose of Object.values(ticketPurpose)) {
    for (let epoch = epochOf(noon); epoch <= epochOf(noon + 90 * day); epoch++) {
      assert.ok(ticketPublicKey(manifest, purpose, epoch), `${purpose} ${epoch}`);
    }
  }
  const keys = join(dataDirectory, "keys");
  for (const name of readdirSync(keys, { recursive: true }) as string[]) {
    const status = statSync(join(keys, name));
    assert.equal(status.mode & 0o077, 0, `${name} is for its user alone`);
  }
});

test("the region is the same after a restart", async (t) => {
  const first = await startTrialServer(t);
  const root = await ask(first.url, "GET /v1/root");
  const [ticket] = mintTickets(first, 1);
  await first.close();
  const second = await startTrialServer(t, { dataDirectory: first.dataDirectory });
  assert.deepEqual((await ask(second.url, "GET /v1/root")).body, root.body);
  await sendReport(second.url, ticket!, freshTokens(1));
});

test("a first start that was cut short before the region was there is taken up by the next", async (t) => {
  const dataDirectory = join(temporaryDirectory(t), "data");
  // As far as keys go that is what a crash just before the commit leaves.
  const keys = new KeyDirectory(join(dataDirectory, "keys"));
  keys.makeMissing("localhost");
  const steward = keys.steward().vkey;
  const { url } = await startTrialServer(t, { dataDirectory });
  const root = openRegionRoot((await ask(url, "GET /v1/root")).body.toString());
  assert.equal(root.stewards[0]!.vkey, steward);
  assert.equal(keys.regionId(), Buffer.from(root.id).toString("hex"));
});

test("a first start that was cut short after the commit is taken up by the next", async (t) => {
  const first = await startTrialServer(t);
  await first.close();
  const note = join(first.dataDirectory, "keys", "region");
  rmSync(note);
  const second = await startTrialServer(t, { dataDirectory: first.dataDirectory });
  assert.ok(existsSync(note));
  await takeTickets(second.url, await second.issueClaimCode(1), noon);
});

test("without its database, its keys or with those of another region the server does not start", async (t) => {
  const server = await startTrialServer(t);
  await server.close();
  const { dataDirectory } = server;
  const start = (): Promise<unknown> => startTrialServer(t, { dataDirectory });
  const database = join(dataDirectory, "celadon.sqlite");
  renameSync(database, `${database}.away`);
  await assert.rejects(start, { name: "OperatorError", message: /its database is gone/ });
  rmSync(database, { force: true });
  renameSync(`${database}.away`, database);
  for (const key of ["log.skey", "claim.key", "report.key"]) {
    const path = join(dataDirectory, "keys", key);
    renameSync(path, `${path}.away`);
    await assert.rejects(start, { name: "OperatorError", message: /is missing/ }, key);
    renameSync(`${path}.away`, path);
  }
  const other = await startTrialServer(t, { region: { name: "Another" } });
  await other.close();
  rmSync(join(dataDirectory, "keys"), { recursive: true });
  renameSync(join(other.dataDirectory, "keys"), join(dataDirectory, "keys"));
  await assert.rejects(start, { name: "OperatorError", message: /but the keys are those of/ });
});

test("with a key that is not the one the region was begun with neither server nor command starts, and says what to copy", async (t) => {
  const { close, dataDirectory } = await startTrialServer(t);
  await close();
  const path = (name: string): string => join(dataDirectory, "keys", name);
  const wrong = [
    ["claim.key", "11".repeat(32)],
    ["report.key", "22".repeat(32)],
    ["log.skey", generateNoteKey("localhost/log").skey],
  ] as const;
  const refused = (names: string) => ({
    name: "OperatorError",
    message: new RegExp(
      `/keys are not this region's: .* ${names}\\. .* Copy the folder keys of a node that runs`,
    ),
  });
  for (const [name, key] of wrong) {
    renameSync(path(name), path(`${name}.away`));
    writeFileSync(path(name), key);
    await assert.rejects(startTrialServer(t, { dataDirectory }), refused(`is ${name}`));
    await assert.rejects(openExistingData(dataDirectory), refused(`is ${name}`));
    renameSync(path(`${name}.away`), path(name));
  }
  // Data of a Celadon that noted none: the first start does.
  const database = new DatabaseSync(join(dataDirectory, "celadon.sqlite"));
  database.exec("DELETE FROM key_check");
  database.close();
  await (await startTrialServer(t, { dataDirectory })).close();
  for (const [name, key] of wrong) writeFileSync(path(name), key);
  await assert.rejects(
    startTrialServer(t, { dataDirectory }),
    refused("are log.skey, claim.key, report.key"),
  );
});

test("a file that is not Celadon's is left alone", async (t) => {
  const dataDirectory = temporaryDirectory(t);
  const path = join(dataDirectory, "celadon.sqlite");
  writeFileSync(path, "Dear diary, today I went to the venue and met somebody. ".repeat(20));
  await assert.rejects(startTrialServer(t, { dataDirectory }), {
    message: /cannot be used: file is not a database/,
  });
  rmSync(path);
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE diary (text TEXT)");
  database.close();
  await assert.rejects(startTrialServer(t, { dataDirectory }), { message: /but not one of Celadon's/ });
});

test("a renewal is the next manifest, logged, with the old ticket keys and new ones", async (t) => {
  const server = await startTrialServer(t, { region: { days: 20 } });
  const previous = await fetchManifest(server.url);
  const tickets = mintTickets(server, 1);
  server.clock.forward(7 * day);
  await server.publish();
  await server.renewManifest({ days: 30 });
  const manifest = await fetchManifest(server.url);
  acceptManifest(manifest, { now: server.clock.now, previous, closedBefore: null });
  assert.equal(manifest.sequence, 2);
  assert.equal(parseUtc(manifest.effective), server.clock.now, "an unchanged policy applies at once");
  assert.equal(sunsetOf(manifest), noon + 37 * day);
  assert.ok(ticketPublicKey(manifest, 1, epochOf(noon + 37 * day)));
  const entry = (await fetchLog(server.url)).at(-1)!;
  assert.equal(entry.kind === "manifest" && entry.sequence, 2);
  await sendReport(server.url, tickets[0]!, freshTokens(1));
  server.clock.forward(25 * day);
  await takeTickets(server.url, await server.issueClaimCode(3), server.clock.now, 3);
});

test("a changed policy applies 48 hours later, and is not hastened by another renewal", async (t) => {
  const server = await startTrialServer(t);
  const opened = async (sequence: number): Promise<Manifest> => {
    const root = openRegionRoot((await ask(server.url, "GET /v1/root")).body.toString());
    return openManifest((await ask(server.url, `GET /v1/manifest/${sequence}`)).body.toString(), root);
  };
  server.clock.forward(periodSeconds);
  await server.publish();
  const announced = server.clock.now;
  await server.renewManifest({ policy: { yellow: 30, mixPeriods: 3 } });
  server.clock.forward(3600);
  await server.renewManifest();
  const [first, second, third] = await Promise.all([1, 2, 3].map(opened));
  assert.equal(second!.policy.yellow, 30);
  assert.equal(second!.policy.red, first!.policy.red);
  assert.equal(parseUtc(second!.effective), announced + 48 * 3600);
  assert.equal(third!.effective, second!.effective);
  acceptManifest(second!, { now: announced, previous: first! });
  acceptManifest(third!, { now: server.clock.now, previous: second! });
});

test("a renewal outside the bounds, or too late for the 48 hours, changes nothing", async (t) => {
  const server = await startTrialServer(t, { region: { days: 20 } });
  await assert.rejects(async () => await server.renewManifest({ days: 181 }), { name: "OperatorError" });
  await assert.rejects(async () => await server.renewManifest({ policy: { yellow: 5 } }), {
    name: "OperatorError",
  });
  await assert.rejects(async () => await server.renewManifest({ policy: { score: 100 } as object }), {
    name: "OperatorError",
    message: /score/,
  });
  server.clock.forward(19 * day);
  await assert.rejects(async () => await server.renewManifest({ policy: { yellow: 20 } }), {
    message: /48 hours later/,
  });
  assert.equal((await fetchManifest(server.url)).sequence, 1);
  assert.equal((await fetchLog(server.url)).length, 2);
});
