import {
  acceptManifest,
  checkPolicy,
  encodeManifest,
  epochOf,
  formatUtc,
  intervalStart,
  type Manifest,
  openManifest,
  parseUtc,
  type Policy,
  ProtocolError,
  samePolicy,
  signNote,
  sunsetOf,
} from "../../protocol/index.ts";
import { secondsPerDay, secondsPerHour } from "../clock.ts";
import { appendToLog, manifestEntry } from "../log.ts";
import { OperatorError } from "../operator-error.ts";
import type { Store } from "../store/store.ts";
import type { KeyDirectory } from "./keys.ts";
import { withNewTicketKeys } from "./new-ticket-keys.ts";
import { epochsBetween, Region } from "./region.ts";
import { trialDays } from "./trial-region.ts";

/** What a renewal changes. */
export interface Renewal {
  /** From now to the new sunset, 1 to 180. Default {@link trialDays}. */
  readonly days?: number;
  /** What differs from the newest manifest's policy; applies 48 hours later. */
  readonly policy?: Partial<Policy>;
  /** Addresses of relays that it names instead of those before; none: reports go directly. */
  readonly relays?: readonly string[];
  /** Whether what goes through relays is sealed with a new key from then on. */
  readonly newGatewayKey?: boolean;
  /** Regions that it names instead of those before. */
  readonly peers?: Manifest["peers"];
}

/** How long a changed policy is public before it applies. @see SPEC.md §4.7 */
const policyNoticeSeconds = 48 * secondsPerHour;

/**
 * Sign the next manifest with the trial region's one steward, and log it in the same transaction. Works beside a running
 * server.
 *
 * @param now - Unix seconds.
 * @returns The new manifest.
 * @throws {@link OperatorError} after the sunset, when the bounds forbid the change, or when a changed policy would only
 *   become effective after the present sunset, so that devices would be gone by then.
 */
export async function renewManifest(
  store: Store,
  keys: KeyDirectory,
  renewal: Renewal,
  now: number,
): Promise<Manifest> {
  return store.transaction(async () => {
    const region = await Region.open(store.region);
    const previous = await region.newestManifest();
    if (await region.isPastSunset(now)) {
      throw new OperatorError(
        `The region reached its sunset on ${previous.sunset} and cannot be renewed: its devices are wiped.`,
      );
    }
    try {
      const closed = (await store.batches.newest())!.closed;
      const manifest = nextManifest(previous, keys, renewal, now, closed);
      const note = signNote(encodeManifest(manifest), [keys.steward()]);
      acceptManifest(openManifest(note, region.root), { now, previous, closedBefore: closed });
      await store.region.addManifest({ sequence: manifest.sequence, note });
      await appendToLog(store.log, keys.log(), [manifestEntry(manifest.sequence, note)]);
      return manifest;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw new OperatorError(`The region cannot be renewed so: ${error.message}.`, { cause: error });
    }
  });
}

function nextManifest(
  previous: Manifest,
  keys: KeyDirectory,
  renewal: Renewal,
  now: number,
  closed: number,
): Manifest {
  const policy = checkPolicy({ ...previous.policy, ...renewal.policy });
  const issued = Math.max(now, parseUtc(previous.issued));
  const sunset = issued + (renewal.days ?? trialDays) * secondsPerDay;
  // A repeated policy keeps the day it was announced for; a changed one is announced by this manifest's place in the log.
  const effective = samePolicy(policy, previous.policy)
    ? Math.max(issued, parseUtc(previous.effective))
    : Math.max(issued, intervalStart(closed)) + policyNoticeSeconds;
  if (effective >= sunsetOf(previous)) {
    throw new OperatorError(
      `A changed policy applies 48 hours later, after the present sunset on ${previous.sunset}: renew without a change first.`,
    );
  }
  const published = previous.ticketKeys.filter(({ epoch }) => epoch >= epochOf(issued) - 1);
  return {
    ...previous,
    sequence: previous.sequence + 1,
    issued: formatUtc(issued),
    effective: formatUtc(effective),
    sunset: formatUtc(sunset),
    ticketKeys: withNewTicketKeys(keys, epochsBetween(issued, sunset), published),
    ohttp: ohttpOf(previous, keys, renewal),
    policy,
    peers: renewal.peers ?? previous.peers,
  };
}

function ohttpOf(previous: Manifest, keys: KeyDirectory, renewal: Renewal): Manifest["ohttp"] {
  const { relays = previous.ohttp?.relays ?? [], newGatewayKey = false } = renewal;
  if (relays.length === 0) return null;
  return { keyConfig: newGatewayKey ? keys.gateway.addKey() : keys.gateway.newestConfig(), relays };
}
