import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { decodeBatch, decodeEntryBundle, parseLogEntry } from "../../protocol/index.ts";
import { type Answer, ask } from "../server/http-text.ts";
import { startProxy } from "../monitor/tampering-proxy.ts";
import { startServerProcess } from "../server/server-process.ts";
import { startTrialServer } from "../server/trial-server.ts";
import { peerNamed } from "./two-regions.ts";

/** At least; more, each after a longer life, as long as nothing was mirrored that could be broken. */
const kills = 6;
const killsAtMost = 30;

test("a server that is killed in the middle, over and over, shows a checkpoint only with all that is under it", async (t) => {
  const realTime = { clock: (): number => Date.now() / 1000, periodSeconds: 1 };
  const peer = await startTrialServer(t, realTime);
  const named = await peerNamed(peer, "Kowloon");
  const first = await startTrialServer(t, { ...realTime, region: { peers: [named] } });
  await first.close();
  // Slow enough to be killed in the middle.
  const url = await startProxy(t, peer.url, async (path) => {
    if (path.startsWith("/v1/batch/")) await pause(15);
    return {};
  });
  const id = named.root.slice(0, 16);
  const environment = { CELADON_PEERS: `${named.root}@${url}`, CELADON_PERIOD_SECONDS: "1" };
  let shownSize = 0;
  for (let kill = 0; kill < kills || (shownSize <= 3 && kill < killsAtMost); kill++) {
    await peer.publish();
    const home = await startServerProcess(t, first.dataDirectory, environment);
    const at = (path: string): Promise<Answer> => ask(home.url, `GET /v1/peer/${id}/${path}`);
    const checkpoint = await at("log/checkpoint");
    if (checkpoint.status === 200) {
      const size = Number(checkpoint.body.toString().split("\n")[1]);
      assert.ok(size >= shownSize, `${size} entries after ${shownSize}`);
      shownSize = size;
      const bundle = await at(`log/tile/entries/000.p/${size}`);
      assert.equal((await at(`log/tile/0/000.p/${size}`)).body.length, 32 * size);
      for (const entry of decodeEntryBundle(new Uint8Array(bundle.body), size).map(parseLogEntry)) {
        if (entry.kind === "manifest")
          assert.equal(hashOf((await at(`manifest/${entry.sequence}`)).body), entry.sha256);
        if (entry.kind !== "batch") continue;
        const { body } = await at(`batch/${entry.number}`);
        assert.equal(hashOf(body), entry.sha256);
        assert.equal(decodeBatch(new Uint8Array(body)).batch.number, entry.number);
      }
    }
    await pause(Math.random() * 400 * Math.max(1, kill / kills));
    await home.end("SIGKILL");
  }
  assert.ok(shownSize > 3, `only ${shownSize} entries were mirrored`);
});

function hashOf(body: Buffer): string {
  return bytesToHex(sha256(new Uint8Array(body)));
}
