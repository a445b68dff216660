import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { encodeManifest, noteSigner, signNote } from "../../protocol/index.ts";
import { audit, type Audit, seenIn, type SeenRecord } from "../../web/log/audit.ts";
import { checkNames } from "../../web/log/checks.ts";
import { RecordError } from "../../web/log/record-error.ts";
import { SetClock, startTrialServer, temporaryDirectory, type TrialServer } from "../server/trial-server.ts";
import { base, keys } from "../protocol/manifest-example.ts";
import { AlteredSource, type Alteration, flipped, forged, gone } from "./altered-source.ts";

/** A region with three hours of lists and a change of rules between. */
async function lively(t: TestContext): Promise<TrialServer> {
  const server = await startTrialServer(t);
  for (const change of [null, { policy: { yellow: 30, red: 90 } }, null]) {
    server.clock.forward(3600);
    await server.publish();
    if (change !== null) await server.renewManifest(change);
  }
  return server;
}

function look(
  server: TrialServer,
  { source = new AlteredSource(server.url), seen = null as SeenRecord | null, now = server.clock.now } = {},
): Promise<Audit> {
  return audit(source, { now, seen, progress: () => {} });
}

/** The first failure, as `check: reason`. */
function failureIn({ checks }: Audit): string | null {
  for (const name of checkNames) {
    const check = checks[name];
    if (check.state === "failed") return `${name}: ${check.reason}`;
  }
  return null;
}

async function failureWith(server: TrialServer, path: RegExp, alter: Alteration): Promise<string | null> {
  return failureIn(await look(server, { source: new AlteredSource(server.url).alter(path, alter) }));
}

test("an honest region's record is read whole, and every check passes", async (t) => {
  const server = await lively(t);
  const found = await look(server);
  const states = Object.fromEntries(checkNames.map((name) => [name, found.checks[name].state]));
  assert.deepEqual(states, {
    root: "passed",
    checkpoint: "passed",
    entries: "passed",
    continued: "nothing",
    rules: "passed",
    lists: "waiting",
  });
  assert.deepEqual(
    found.lines.map(({ entry }) => entry.kind),
    ["manifest", "batch", "batch", "batch", "manifest", "batch"],
  );
  assert.deepEqual(
    found.rules.map(({ manifest, line }) => [manifest.sequence, line]),
    [
      [1, 0],
      [2, 4],
    ],
  );
  assert.deepEqual(found.rules[0]?.signedBy, [found.region?.stewards[0]?.name]);
});

test("the next look continues the one before", async (t) => {
  const server = await lively(t);
  const seen = seenIn(await look(server), server.clock.now);
  server.clock.forward(3600);
  await server.publish();
  const next = await look(server, { seen });
  assert.equal(next.checks.continued.state, "passed");
  assert.equal(next.lines.length, 7);
});

test("a flipped bit anywhere in the lines is found", async (t) => {
  const server = await lively(t);
  const bundle = /\/tile\/entries\//;
  for (const at of [0, 1, 2, 20, 100, 200, -1]) {
    assert.equal(await failureWith(server, bundle, flipped(at)), "entries: altered", `byte ${at}`);
  }
  assert.equal(await failureWith(server, bundle, gone), "entries: missing");
});

test("what is signed wrongly is not taken", async (t) => {
  const server = await lively(t);
  assert.equal(await failureWith(server, /checkpoint$/, forged), "checkpoint: not-signed");
  assert.equal(await failureWith(server, /\/v1\/root$/, forged), "root: not-signed");
  assert.equal(await failureWith(server, /\/v1\/manifest$/, forged), "rules: not-signed");
});

test("rules that were changed, held back or never recorded are found", async (t) => {
  const server = await lively(t);
  assert.equal(await failureWith(server, /\/v1\/manifest\/1$/, flipped(50)), "rules: altered");
  assert.equal(await failureWith(server, /\/v1\/manifest\/1$/, gone), "rules: missing");
  const before = await new AlteredSource(server.url).get("/v1/log/checkpoint", true);
  await server.renewManifest({});
  // A record from before the newest rules: they are signed, but nobody else knows of them.
  assert.equal(await failureWith(server, /checkpoint$/, () => before), "rules: not-recorded");
});

test("a record that became shorter is told, by the same window", async (t) => {
  const server = await lively(t);
  const before = await new AlteredSource(server.url).get("/v1/log/checkpoint", true);
  server.clock.forward(3600);
  await server.publish();
  const first = await look(server);
  const seen = seenIn(first, server.clock.now);
  const source = new AlteredSource(server.url).alter(/checkpoint$/, () => before);
  const second = await look(server, { source, seen });
  assert.equal(failureIn(second), "continued: rolled-back");
  assert.equal(seenIn(second, server.clock.now), null);
  assert.equal(failureIn(await look(server, { source })), null);
});

test("two histories under the same keys are told apart, by the same window", async (t) => {
  const clock = new SetClock();
  const original = await startTrialServer(t, {}, clock);
  await original.close();
  const copy = join(temporaryDirectory(t), "data");
  cpSync(original.dataDirectory, copy, { recursive: true });
  const [one, other] = [
    await startTrialServer(t, { dataDirectory: original.dataDirectory }, clock),
    await startTrialServer(t, { dataDirectory: copy }, clock),
  ];
  clock.forward(3600);
  // Each draws its own salt: list 1 is another one.
  await one.publish();
  await other.publish();
  const seen = seenIn(await look(one), clock.now);
  assert.equal(failureIn(await look(other)), null);
  assert.equal(failureIn(await look(other, { seen })), "continued: rewritten");
  clock.forward(3600);
  await other.publish();
  assert.equal(failureIn(await look(other, { seen })), "continued: rewritten");
});

test("another region at the same address is told", async (t) => {
  const [server, stranger] = [await lively(t), await startTrialServer(t)];
  const seen = seenIn(await look(server), server.clock.now);
  assert.equal(failureIn(await look(stranger, { seen })), "continued: other-region");
});

test("a device whose clock is behind is told so, not that the rules are wrong", async (t) => {
  const server = await lively(t);
  assert.equal(failureIn(await look(server, { now: server.clock.now - 86_400 })), "rules: clock-behind");
});

test("nobody, or something that is no Celadon server, is no failed check", async (t) => {
  const server = await lively(t);
  const page: Alteration = () => new TextEncoder().encode("<!doctype html><title>Hotel</title>");
  for (const path of [/root$/, /manifest$/, /checkpoint$/]) {
    await assert.rejects(failureWith(server, path, page), isError("server-trouble"));
    await assert.rejects(failureWith(server, path, gone), isError("server-trouble"));
  }
  const { url } = server;
  await server.close();
  await assert.rejects(look({ ...server, url }), isError("offline"));
});

test("rules that another region's stewards signed are refused", async (t) => {
  const server = await lively(t);
  const note = signNote(encodeManifest(base), [noteSigner(keys[0]!.skey)]);
  const foreign: Alteration = () => new TextEncoder().encode(note);
  assert.equal(await failureWith(server, /\/v1\/manifest$/, foreign), "rules: not-signed");
});

function isError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof RecordError && error.code === code;
}
