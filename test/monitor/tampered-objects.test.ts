import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { ask } from "../server/http-text.ts";
import { startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { only, startProxy, type Tampering, withFlippedBit } from "./tampering-proxy.ts";
import { fileIn, publishSome, startSite, startTwin, watch } from "./watched-site.ts";

const hex = /[0-9a-f]{64}/g;

/** What the monitor finds wrong when somebody tampers, hashes as `…`. */
async function found(t: TestContext, server: TrialServer, tamper: Tampering): Promise<string[]> {
  const { status, problems } = await watch(await startProxy(t, server.url, tamper), server.clock);
  assert.equal(status, problems.length === 0 ? 0 : 1);
  return problems.map((line) => line.replaceAll(hex, "…"));
}

/** An answer that there is no such thing. */
const gone = { status: 404, body: Buffer.from('{"error":"There is no such thing."}') };

test("a proxy that changes nothing is no problem", async (t) => {
  assert.deepEqual(await found(t, await startSite(t), () => ({})), []);
});

test("one altered bit of a batch is found, wherever it is", async (t) => {
  const server = await startSite(t);
  const { length } = (await ask(server.url, "GET /v1/batch/2")).body;
  for (const at of [0, 9, 13, 17, 40, length - 1]) {
    const tamper = only("/v1/batch/2", ({ body }) => ({ body: withFlippedBit(body, at) }));
    assert.deepEqual(
      await found(t, server, tamper),
      ["batch 2: its SHA-256 is …, logged was …"],
      `byte ${at}`,
    );
  }
  const longer = only("/v1/batch/2", ({ body }) => ({ body: Buffer.concat([body, Buffer.of(0)]) }));
  assert.deepEqual(await found(t, server, longer), [
    `batch 2: it has ${length + 1} bytes, logged were ${length}`,
  ]);
});

test("a dropped batch is found, whichever it is", async (t) => {
  const server = await startSite(t);
  const dropped = async (number: number): Promise<string[]> =>
    found(
      t,
      server,
      only(`/v1/batch/${number}`, () => gone),
    );
  const kept = "; kept are 14 days";
  assert.deepEqual(await dropped(0), [
    `batch 0: it is missing, and the one after it closed only on 2026-11-02T13:00:00Z${kept}`,
  ]);
  assert.deepEqual(await dropped(1), [`batch 1: it is missing, though batch 0 before it is served${kept}`]);
  assert.deepEqual(await dropped(3), [`batch 3: it is missing, though it is the newest${kept}`]);
});

test("a batch that an earlier visit saw, and that is gone before its time, is found", async (t) => {
  const server = await startSite(t);
  const stateFile = fileIn(t, "state.json");
  await watch(server.url, server.clock, { stateFile });
  // So long that a stranger could take the batches before for older ones.
  server.clock.forward(10 * 86_400);
  await server.publish();
  server.clock.forward(3 * 86_400);
  await server.publish();
  const proxy = await startProxy(t, server.url, (path) => (/batch\/[0-4]$/.test(path) ? gone : {}));
  const { problems } = await watch(proxy, server.clock, { stateFile });
  assert.match(problems[0]!, /^batch 0: it is missing, and closed only on 2026-11-02T12:00:00Z/);
});

test("a server that closes no more batches is found, and one that serves them after its sunset", async (t) => {
  const server = await startSite(t);
  server.clock.forward(25 * 3600);
  assert.deepEqual((await watch(server.url, server.clock)).problems, [
    "batch 3: it is the newest and closed 2026-11-02T15:00:00Z, over 24 hours ago",
  ]);
  const { body } = await ask(server.url, "GET /v1/batch/3");
  server.clock.forward(25 * 86_400);
  const tamper = only("/v1/batch/3", () => ({ status: 200, body }));
  assert.deepEqual(await found(t, server, tamper), [
    "sunset: the region ended on 2026-11-27T12:00:00Z, and 1 batch is still served",
  ]);
});

test("a batch that is served and not logged is found", async (t) => {
  const server = await startSite(t);
  const twin = await startTwin(t, server);
  await publishSome(twin, 2);
  for (const number of [4, 5]) {
    const { body } = await ask(twin.url, `GET /v1/batch/${number}`);
    const tamper = only(`/v1/batch/${number}`, () => ({ status: 200, body }));
    assert.deepEqual(await found(t, server, tamper), [`batch ${number}: it is served and not logged`]);
  }
});

test("a manifest that is served and not logged is found, under its number and as the newest", async (t) => {
  const server = await startSite(t);
  const twin = await startTwin(t, server);
  await twin.renewManifest();
  const { body } = await ask(twin.url, "GET /v1/manifest/2");
  const numbered = only("/v1/manifest/2", () => ({ status: 200, body }));
  assert.deepEqual(await found(t, server, numbered), ["manifest 2: it is served and not logged"]);
  const newest = only("/v1/manifest", () => ({ body }));
  assert.deepEqual(await found(t, server, newest), [
    "manifest: the one that is shown as the newest (SHA-256 …) is not logged",
  ]);
});

test("a manifest that is not as logged, or missing, is found", async (t) => {
  const server = await startSite(t);
  const altered = only("/v1/manifest/1", ({ body }) => ({ body: withFlippedBit(body, 100) }));
  assert.deepEqual(await found(t, server, altered), ["manifest 1: its SHA-256 is …, logged was …"]);
  const missing = only("/v1/manifest/1", () => gone);
  assert.deepEqual(await found(t, server, missing), ["manifest 1: it is logged and not served"]);
  const shown = only("/v1/manifest", ({ body }) => ({ body: withFlippedBit(body, 100) }));
  const problems = await found(t, server, shown);
  assert.match(problems[0]!, /^manifest: the signature by localhost\/steward\+[0-9a-f]{8} does not verify$/);
});

test("another region in the place of the first is found, and its state file is not touched", async (t) => {
  const server = await startSite(t);
  const other = await startSite(t, { region: { name: "Other region" } });
  const stateFile = fileIn(t, "state.json");
  const first = await watch(server.url, server.clock, { stateFile });
  const root = first.lines[0]!.match(hex)![0];
  for (const options of [{ stateFile }, { rootHash: root }]) {
    const { status, problems } = await watch(other.url, other.clock, options);
    assert.equal(status, 1);
    const pinnedBy = options.stateFile ?? "--root-hash";
    assert.equal(problems.length, 1);
    assert.ok(
      problems[0]!.startsWith(
        `root: the site shows another region than the one in ${pinnedBy}: its root is `,
      ),
    );
    assert.ok(problems[0]!.endsWith(`, not ${root}`));
  }
  assert.equal((await watch(server.url, server.clock, { stateFile })).status, 0);
});

test("a root that its stewards did not sign is found", async (t) => {
  const server = await startSite(t);
  const tamper = only("/v1/root", ({ body }) => ({
    body: Buffer.from(body.toString().replace("Trial", "Other")),
  }));
  const [problem] = await found(t, server, tamper);
  assert.match(problem!, /^root: the signature by localhost\/steward/);
});

test("more than there can be is not read", async (t) => {
  const server = await startTrialServer(t);
  const tamper = only("/v1/root", () => ({ body: Buffer.alloc(65_537, "a") }));
  assert.deepEqual(await found(t, server, tamper), ["/v1/root: it has more than 65536 bytes"]);
});
