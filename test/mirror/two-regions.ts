import type { TestContext } from "node:test";
import { bytesToHex } from "@noble/hashes/utils.js";
import { openRegionRoot, type Manifest } from "../../protocol/index.ts";
import type { ServerOptions } from "../../server/server.ts";
import { type Tampering, startProxy } from "../monitor/tampering-proxy.ts";
import { publishSome } from "../monitor/watched-site.ts";
import { ask, type Answer } from "../server/http-text.ts";
import { SetClock, startTrialServer, type TrialServer } from "../server/trial-server.ts";

type Peer = Manifest["peers"][number];

/** Two regions on one clock: the home region's manifest names the peer, and its server mirrors it when it is told to. */
export interface TwoRegions {
  readonly home: TrialServer;
  readonly peer: TrialServer;
  readonly clock: SetClock;
  /** How the home region's manifest names the peer. */
  readonly named: Peer;
  /** From now on somebody between the two changes the peer's answers. */
  tamper(tampering: Tampering): void;
  /** Ask for one of the peer's objects at home; the path is that of the peer's own, from `/v1/` on. */
  mirrored(path: string): Promise<Answer>;
}

/** What a manifest says of a region that runs. */
export async function peerNamed(server: TrialServer, name: string): Promise<Peer> {
  const root = openRegionRoot((await ask(server.url, "GET /v1/root")).body.toString());
  return { root: bytesToHex(root.hash), name: { en: name }, url: "https://peer.example" };
}

/** Start both; the peer has a few batches. */
export async function startTwoRegions(
  t: TestContext,
  {
    home: homeOptions = {},
    peer: peerOptions = {},
  }: { home?: Partial<ServerOptions>; peer?: Partial<ServerOptions> } = {},
): Promise<TwoRegions> {
  const clock = new SetClock();
  const peer = await startTrialServer(
    t,
    { ...peerOptions, region: { name: "Kowloon", ...peerOptions.region } },
    clock,
  );
  await publishSome(peer, 3);
  const named = await peerNamed(peer, "Kowloon");
  let current: Tampering = () => ({});
  const url = await startProxy(t, peer.url, (path, honest) => current(path, honest));
  const home = await startTrialServer(
    t,
    {
      ...homeOptions,
      region: { name: "Home", peers: [named], ...homeOptions.region },
      peers: [{ root: named.root, url }],
      patienceSeconds: 0.02,
    },
    clock,
  );
  return {
    home,
    peer,
    clock,
    named,
    tamper: (tampering) => (current = tampering),
    mirrored: (path) => mirroredAt(home, named, path),
  };
}

/** What a server mirrors of a peer under a path of the peer's own. */
export function mirroredAt(home: TrialServer, { root }: Peer, path: string): Promise<Answer> {
  return ask(home.url, `GET /v1/peer/${root.slice(0, 16)}/${path}`);
}

/** Every address of a small region's public objects. */
export async function treeOf(server: TrialServer): Promise<string[]> {
  const size = Number((await ask(server.url, "GET /v1/log/checkpoint")).body.toString().split("\n")[1]);
  const numbers = Array.from({ length: size }, (_, index) => index);
  return [
    "root",
    "manifest",
    "log/checkpoint",
    ...numbers.map((number) => `manifest/${number}`),
    ...numbers.map((number) => `batch/${number}`),
    ...numbers.map((number) => `log/tile/0/000.p/${number + 1}`),
    ...numbers.map((number) => `log/tile/entries/000.p/${number + 1}`),
    "log/tile/1/000.p/1",
    "log/tile/entries/001.p/1",
    "batch/01",
    "batch/9999",
    "log/tile/0/000",
  ];
}

/** What the home server said of the peer, the newest last. */
export function saidOf({ logLines }: TrialServer): string[] {
  return logLines
    .map((line) => (JSON.parse(line) as { msg: string }).msg)
    .filter((message) => /\bpeers?\b/i.test(message));
}
