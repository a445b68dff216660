import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Policy } from "../../protocol/index.ts";
import type { PeerAddress } from "../../server/mirror/peer-address.ts";
import { type Phone, type SentRequest, type Town, townFor } from "./town.ts";

/** Two regions with one clock, each of which knows the other as a peer. */
export interface TwoTowns {
  readonly home: Town;
  readonly abroad: Town;
  /** Of the other region: `rootHash` and `id`. */
  readonly other: { readonly rootHash: string; readonly id: string };
  /** Unix seconds, in both. */
  now: number;
  /** Both close a batch at the next full hour, and then mirror each other. */
  publish(): Promise<void>;
  /** Each fetches what the other has published. */
  mirror(): Promise<void>;
  /** A phone at home. */
  phone(): Promise<Traveller>;
  /** The home's manifest names the other region, or no one. */
  nameAbroad(isPeer: boolean): Promise<void>;
}

/** A phone whose home server's mirror of the other region can be meddled with. */
export interface Traveller extends Phone {
  /** What the home answers for the other region; by default what it has mirrored. `path` is that region's own. */
  mirror: (path: string, served: () => Promise<Response>) => Promise<Response>;
  reload(): Promise<Traveller>;
}

/** Two towns that last as long as the test. Peers of each other, unless the home is yet to name the other. */
export async function twoTownsFor(
  test: TestContext,
  {
    policies = {},
    daysAbroad,
    named = true,
  }: {
    readonly policies?: { readonly home?: Partial<Policy>; readonly abroad?: Partial<Policy> };
    readonly daysAbroad?: number;
    readonly named?: boolean;
  } = {},
): Promise<TwoTowns> {
  const addresses: PeerAddress[] = [];
  const home = await townFor(test, policies.home, undefined, undefined, addresses);
  const abroad = await townFor(test, policies.abroad, daysAbroad, undefined, addresses);
  const rootOf = async (town: Town) => {
    const phone = await town.phone();
    await phone.device.sync();
    return (await phone.device.state()).region!;
  };
  const [homeRegion, abroadRegion] = [await rootOf(home), await rootOf(abroad)];
  addresses.push(
    { root: homeRegion.rootHash, url: home.server.url },
    { root: abroadRegion.rootHash, url: abroad.server.url },
  );
  const peer = ({ rootHash }: { readonly rootHash: string }, name: string) => {
    return { root: rootHash, name: { en: name }, url: "https://peer.example" };
  };

  async function withMirror(phone: Phone): Promise<Traveller> {
    const prefix = `/v1/peer/${abroadRegion.id}/`;
    const reload = phone.reload.bind(phone);
    const traveller: Traveller = Object.assign(phone, {
      mirror: (_: string, answer: () => Promise<Response>) => answer(),
      reload: async () => withMirror(await reload()),
    });
    traveller.after = async ({ path }: SentRequest, response: Response) => {
      if (!path.startsWith(prefix)) return response;
      const own = `/v1/${path.slice(prefix.length)}`;
      return traveller.mirror(own, async () => response);
    };
    return traveller;
  }

  const mirror = async () => {
    for (const { server } of [home, abroad]) await server.mirrorPeers();
  };
  const towns: TwoTowns = {
    home,
    abroad,
    other: abroadRegion,
    get now() {
      return home.now;
    },
    set now(now: number) {
      home.now = now;
      abroad.now = now;
    },
    publish: async () => {
      for (const town of [home, abroad]) await town.publish();
      assert.equal(home.now, abroad.now);
      await mirror();
    },
    mirror,
    phone: async () => withMirror(await home.phone()),
    nameAbroad: async (isPeer) =>
      home.server.renewManifest({ peers: isPeer ? [peer(abroadRegion, "Abroad")] : [] }),
  };
  if (named) await towns.nameAbroad(true);
  await abroad.server.renewManifest({
    peers: [peer(homeRegion, "Home")],
    ...(daysAbroad === undefined ? {} : { days: daysAbroad }),
  });
  await mirror();
  return towns;
}

/** Every request of a phone, in order: its method and address. */
export function requestsOf(phone: Phone): string[] {
  return phone.sent.map(({ method, path }) => `${method} ${path}`);
}
