import { periodStartOf } from "../clock.ts";
import { isClockInDoubt, type World } from "../world.ts";
import { forgetFormerPeers, peersOf } from "./aging.ts";
import { addressOf, type PeerAddress } from "./peer-address.ts";
import { PeerFollower } from "./peer-follower.ts";

/** No sleep is longer than this, so that a new manifest, and a clock that was set anew, are noticed. */
const sleepMillisecondsMax = 30_000;

/** Peers close their batches when we close ours: they are asked when a part of the period has passed. */
const partOfPeriod = 0.1;

/** A peer that failed is asked again after so long, then twice as long, and so on, up to a period. */
const retrySeconds = 60;

/**
 * Mirrors what the peers of the newest manifest publish, in the background: each on its own, so that one that is slow, down or
 * hostile keeps nobody waiting, neither the others nor the region itself. Nothing of it enters the region's own log, so two
 * regions that mirror each other do not grow by it.
 */
export class Mirror {
  readonly #world: World;
  readonly #addresses: readonly PeerAddress[];
  readonly #patienceSeconds: number;
  #followers: readonly FollowedPeer[] = [];
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #isStopped = false;

  /**
   * @param addresses - Of peers that are not fetched at their address in the manifest.
   * @param patienceSeconds - Before what failed on the way is asked for again.
   */
  constructor(world: World, addresses: readonly PeerAddress[], patienceSeconds: number) {
    this.#world = world;
    this.#addresses = addresses;
    this.#patienceSeconds = patienceSeconds;
  }

  /** Fetch what is due, now and from now on: every peer at once, then once a period. */
  async start(): Promise<void> {
    this.#running = this.#askDue();
    await this.#running;
  }

  async #askDue(): Promise<void> {
    try {
      if (!isClockInDoubt(this.#world)) {
        await this.#followPeers();
        for (const followed of this.#followers) {
          if (this.#isDue(followed)) void this.#ask(followed);
        }
      }
    } catch (error) {
      this.#world.log.error(error, "Peers could not be looked after; this is tried again.");
    }
    const sleep = Math.min(sleepMillisecondsMax, (this.#world.periodSeconds * 1000) / 4);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.start(), sleep);
  }

  /** Also when a clock that has been set back since put it off for longer than ever happens. */
  #isDue({ due }: FollowedPeer): boolean {
    const { clock, periodSeconds } = this.#world;
    const now = clock();
    return due !== Infinity && (due <= now || due > now + 2 * periodSeconds);
  }

  /** Fetch what every peer has published since, now. @returns When that has been tried with each. */
  async ask(): Promise<void> {
    await this.#followPeers();
    await Promise.all(this.#followers.map(async (followed) => this.#ask(followed)));
  }

  /** Break off what is under way. @returns When nothing is. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#running;
    await Promise.all(this.#followers.map(({ follower }) => follower.stop()));
  }

  /** Whoever the manifest names is followed, and who left it is forgotten. */
  async #followPeers(): Promise<void> {
    const peers = await peersOf(this.#world);
    const isSame = (follower: PeerFollower, { root, url }: (typeof peers)[number]): boolean =>
      follower.peer.root === root && follower.peer.url === url;
    const [left, kept] = [
      this.#followers.filter(({ follower }) => !peers.some((peer) => isSame(follower, peer))),
      this.#followers.filter(({ follower }) => peers.some((peer) => isSame(follower, peer))),
    ];
    for (const { follower } of left) void follower.stop();
    const added = peers.filter((peer) => !kept.some(({ follower }) => isSame(follower, peer)));
    this.#followers = [
      ...kept,
      ...added.map((peer) => ({
        follower: new PeerFollower(
          this.#world,
          peer,
          addressOf(peer, this.#addresses),
          this.#patienceSeconds,
        ),
        due: 0,
        failures: 0,
      })),
    ];
    await forgetFormerPeers(this.#world);
  }

  async #ask(followed: FollowedPeer): Promise<void> {
    // Not again before this time has ended.
    followed.due = Infinity;
    const isTaken = await followed.follower.ask();
    const { clock, periodSeconds } = this.#world;
    const now = clock();
    const next = periodStartOf(now, periodSeconds) + periodSeconds * (1 + partOfPeriod);
    followed.failures = isTaken ? 0 : followed.failures + 1;
    const retry = now + Math.min(periodSeconds, retrySeconds * 2 ** (followed.failures - 1));
    followed.due = isTaken ? next : Math.min(next, retry);
  }
}

/** A peer, and when it is to be asked next. */
interface FollowedPeer {
  readonly follower: PeerFollower;
  /** Unix seconds. */
  due: number;
  /** How often in a row it failed. */
  failures: number;
}
