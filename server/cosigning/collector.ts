import type { World } from "../world.ts";
import type { WitnessAddress } from "./witness-address.ts";
import { WitnessFollower } from "./witness-follower.ts";

/**
 * Collects cosignatures, in the background: each witness is asked on its own, so that a slow one keeps nobody waiting, neither
 * the others nor publishing nor reading.
 */
export class CosignatureCollector {
  readonly #followers: readonly WitnessFollower[];

  private constructor(followers: readonly WitnessFollower[]) {
    this.#followers = followers;
  }

  /** Says in the log when the witnesses that can be reached are too few. */
  static async open(world: World, witnesses: readonly WitnessAddress[]): Promise<CosignatureCollector> {
    const { witnesses: named, quorum } = await world.region.newestManifest();
    const reachable = witnesses.filter(({ vkey }) => named.includes(vkey)).length;
    if (reachable < quorum) {
      world.log.error(
        { quorum, reachable },
        `The manifest demands ${quorum} cosignatures, but CELADON_WITNESSES has the addresses of ${reachable} of its witnesses: no newer log can be shown.`,
      );
    }
    const stored = await world.store.log.cosignatures();
    return new CosignatureCollector(
      witnesses.map((witness) => {
        const newest = stored.find((each) => each.witness === witness.vkey);
        return new WitnessFollower(world, witness, newest?.size ?? 0);
      }),
    );
  }

  /** The log may have grown: ask whoever has not cosigned it. Never throws, never waits. */
  wake(): void {
    for (const follower of this.#followers) follower.wake();
  }

  /** Break off what is under way. @returns When nothing is. */
  async stop(): Promise<void> {
    await Promise.all(this.#followers.map((follower) => follower.stop()));
  }
}
