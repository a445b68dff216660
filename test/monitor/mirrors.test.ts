import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { startTwoRegions, type TwoRegions } from "../mirror/two-regions.ts";
import { only, startProxy, type Tampering, withFlippedBit } from "./tampering-proxy.ts";
import { publishSome, startTwin, type Watched, watch } from "./watched-site.ts";

/** A home region with batches, and its peer, mirrored. */
async function mirroredRegions(t: TestContext): Promise<TwoRegions> {
  const regions = await startTwoRegions(t);
  await publishSome(regions.home, 1);
  await regions.peer.publish();
  await regions.home.mirrorPeers();
  return regions;
}

/** What the monitor says of the home region when somebody tampers in front of it. */
async function watchHome(
  t: TestContext,
  regions: TwoRegions,
  tampering: Tampering = () => ({}),
): Promise<Watched> {
  const { home, peer, clock, named } = regions;
  const origin = await startProxy(t, home.url, tampering);
  return watch(origin, clock, { peers: [{ root: named.root, url: peer.url }] });
}

test("a mirror is checked like the region's own tree, and compared with what the peer shows itself", async (t) => {
  const regions = await mirroredRegions(t);
  const { status, lines } = await watchHome(t, regions);
  assert.equal(status, 0, lines.join("\n"));
  assert.ok(
    lines.includes(
      'ok       mirror of "Kowloon", all: 6 entries, 1 manifest, 5 batches, each as the peer signed it; the peer itself shows the same log, of 6',
    ),
    lines.join("\n"),
  );
  await publishSome(regions.peer, 2);
  await regions.home.publish();
  const later = await watchHome(t, regions);
  assert.equal(later.status, 0, later.lines.join("\n"));
  assert.ok(later.lines.some((line) => line.endsWith("the peer itself shows the same log, of 8")));
});

test("a peer that does not answer itself is said not to be compared, and is no problem of the mirror", async (t) => {
  const { home, clock } = await mirroredRegions(t);
  const unreachable = await watch(home.url, clock, { peers: [] });
  assert.equal(unreachable.status, 0, unreachable.lines.join("\n"));
  assert.ok(
    unreachable.lines.some((line) =>
      line.includes("; not compared with the peer itself: https://peer.example/"),
    ),
  );
});

test("one altered byte of anything that is mirrored makes the monitor fail and name the object", async (t) => {
  const regions = await mirroredRegions(t);
  const prefix = `/v1/peer/${regions.named.root.slice(0, 16)}`;
  const altered: [string, RegExp][] = [
    ["/root", /^mirror of "Kowloon", root: /],
    ["/manifest", /^mirror of "Kowloon", manifest: /],
    ["/manifest/1", /^mirror of "Kowloon", manifest 1: its SHA-256 is /],
    ["/batch/2", /^mirror of "Kowloon", batch 2: its SHA-256 is /],
    ["/log/checkpoint", /^mirror of "Kowloon", checkpoint: /],
    ["/log/tile/0/000.p/6", /^mirror of "Kowloon", \/v1\/log\/tile\/0\/000.p\/6: its hashes are not those/],
    ["/log/tile/entries/000.p/6", /^mirror of "Kowloon", (log|\/v1\/log\/tile\/entries\/000.p\/6): /],
  ];
  for (const [path, why] of altered) {
    const { status, problems } = await watchHome(
      t,
      regions,
      only(prefix + path, ({ body }) => ({ body: withFlippedBit(body, body.length - 8) })),
    );
    assert.equal(status, 1, path);
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0]!, why);
  }
});

test("a dropped batch, a missing mirror and one that lags are told apart", async (t) => {
  const regions = await mirroredRegions(t);
  const prefix = `/v1/peer/${regions.named.root.slice(0, 16)}`;
  const dropped = await watchHome(
    t,
    regions,
    only(`${prefix}/batch/4`, () => ({ status: 404 })),
  );
  assert.deepEqual(dropped.problems, [
    'mirror of "Kowloon", batch 4: it is missing, though it is the newest; kept are 14 days',
  ]);
  const gone = await watchHome(t, regions, (path) => (path.startsWith(prefix) ? { status: 503 } : {}));
  assert.equal(gone.status, 1);
  assert.match(gone.problems[0]!, /^mirror of "Kowloon", all: it is not served: .* status 503\.$/);
  regions.clock.forward(30 * 3600);
  await regions.home.publish();
  await regions.peer.publish();
  const old = await watchHome(t, regions);
  assert.equal(old.status, 1);
  assert.match(old.problems[0]!, /^mirror of "Kowloon", .*2026-11-02/);
});

test("a mirror of another history than the peer shows itself is found, with both checkpoints", async (t) => {
  const regions = await mirroredRegions(t);
  const twin = await startTwin(t, regions.peer);
  await publishSome(twin, 1);
  await publishSome(regions.peer, 1);
  await regions.home.publish();
  await regions.home.mirrorPeers();
  const { status, lines } = await watch(regions.home.url, regions.clock, {
    peers: [{ root: regions.named.root, url: twin.url }],
  });
  assert.equal(status, 1);
  const at = lines.indexOf('PROBLEM  mirror of "Kowloon", log: the peer shows another one itself');
  assert.equal(lines[at + 1], "         checkpoint mirrored:");
  assert.ok(lines.slice(at).includes("         checkpoint that the peer shows itself:"));
});
