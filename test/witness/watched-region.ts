import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import {
  cosignatureVerifier,
  cosignerOf,
  decodeAddCheckpoint,
  generateCosignerKey,
  noteVerifier,
  openCheckpoint,
  type OpenedCheckpoint,
  splitNote,
} from "../../protocol/index.ts";
import { KeyDirectory } from "../../server/region/keys.ts";
import { type RunningWitness, startWitness } from "../../server/witness/start-witness.ts";
import { openWitnessData } from "../../server/witness/witness-data.ts";
import { ask } from "../server/http-text.ts";
import { SetClock, startTrialServer, temporaryDirectory, type TrialServer } from "../server/trial-server.ts";

/** A region whose log is watched, and the witnesses that do. */
export interface WatchedRegion extends TrialServer {
  /** The log's vkey. */
  readonly logKey: string;
  readonly witnesses: readonly RegionWitness[];
  /** The checkpoint that is served, verified; null when there is none. */
  checkpoint(): Promise<OpenedCheckpoint | null>;
}

/** One witness, that can be stopped and started again at the same address. */
export interface RegionWitness {
  readonly vkey: string;
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A running witness per name, on a clock with the server's, and a region that demands `quorum` of them. */
export async function watchedRegion(
  t: TestContext,
  options: {
    readonly witnesses: number;
    readonly quorum: number;
    /** How many of them run from the beginning. Default all. */
    readonly running?: number;
    /** One more that the manifest names, who cosigns whatever it is shown. */
    readonly malicious?: boolean;
  },
): Promise<WatchedRegion> {
  const dataDirectory = join(temporaryDirectory(t), "data");
  const keys = new KeyDirectory(join(dataDirectory, "keys"));
  keys.makeMissing("localhost");
  const logKey = keys.log().vkey;
  const clock = new SetClock();
  const witnesses = await Promise.all(
    Array.from({ length: options.witnesses }, (_, index) =>
      regionWitness(
        t,
        `witness${index}.example`,
        logKey,
        clock,
        index < (options.running ?? options.witnesses),
      ),
    ),
  );
  if (options.malicious === true) witnesses.push(await maliciousWitness(t, clock));
  const vkeys = witnesses.map(({ vkey }) => vkey);
  const server = await startTrialServer(
    t,
    { dataDirectory, region: { witnesses: vkeys, quorum: options.quorum }, witnesses },
    clock,
  );
  return {
    ...server,
    logKey,
    witnesses,
    async checkpoint() {
      const answer = await ask(server.url, "GET /v1/log/checkpoint");
      if (answer.status === 503) return null;
      return openCheckpoint(answer.body.toString(), noteVerifier(logKey), vkeys.map(cosignatureVerifier));
    },
  };
}

async function regionWitness(
  t: TestContext,
  name: string,
  log: string,
  clock: SetClock,
  isRunning: boolean,
): Promise<RegionWitness> {
  const dataDirectory = join(temporaryDirectory(t), "witness");
  const { cosigner, store } = openWitnessData(dataDirectory, name);
  store.close();
  let running: RunningWitness | null = null;
  let port = 0;
  const start = async (): Promise<void> => {
    running = await startWitness({ dataDirectory, name, port, logs: [log], clock: clock.read });
    port = Number(new URL(running.url).port);
  };
  const stop = async (): Promise<void> => {
    const ended = running;
    running = null;
    await ended?.close();
  };
  t.after(stop);
  await start();
  if (!isRunning) await stop();
  return { vkey: cosigner.vkey, url: `http://localhost:${port}`, start, stop };
}

/** A witness that looks at nothing. */
async function maliciousWitness(t: TestContext, clock: SetClock): Promise<RegionWitness> {
  const { skey, vkey } = generateCosignerKey("malicious.example");
  const cosigner = cosignerOf(skey);
  const http = createServer((request, response) => {
    text(request)
      .then((body) => {
        const { checkpoint } = decodeAddCheckpoint(body);
        return response.end(cosigner.cosign(splitNote(checkpoint).text, clock.now));
      })
      .catch((error: unknown) => response.destroy(error as Error));
  });
  http.listen(0, "localhost");
  await once(http, "listening");
  const stop = async (): Promise<void> => {
    http.closeAllConnections();
    http.close();
  };
  t.after(stop);
  const url = `http://localhost:${(http.address() as AddressInfo).port}`;
  return { vkey, url, stop, start: async () => {} };
}

/** Wait until something holds, at most two minutes. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it took too long until ${what}`);
    await setTimeout(25);
  }
}
