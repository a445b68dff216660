import {
  acceptManifest,
  epochOf,
  type Manifest,
  openManifest,
  type RegionRoot,
  sunsetOf,
  ticketKeyPairOf,
  ticketPublicKey,
} from "../../protocol/index.ts";
import { appendToLog, manifestEntry } from "../log.ts";
import { OperatorError } from "../operator-error.ts";
import type { KeyDirectory } from "../region/keys.ts";
import { addRegion, bindKeys } from "../region/new-region.ts";
import { Region } from "../region/region.ts";
import type { Store } from "../store/store.ts";
import { plainly } from "./plainly.ts";
import { checkTicketKeys } from "./ticket-key-check.ts";

const refusal = "The manifest is refused";

/**
 * Install the manifest that follows the region's newest, and log it in the same transaction. Works beside a running server,
 * which looks the newest up at each question.
 *
 * @param note - With the stewards' signatures; verified here.
 * @param now - Unix seconds.
 * @returns Null when the region has this manifest already, signed as it was then.
 * @throws {@link OperatorError} with the reason for which a device would refuse it; when sequences would have a gap; when it
 *   names keys that are not this server's; past the sunset. Then nothing has changed.
 */
export async function installNext(
  store: Store,
  keys: KeyDirectory,
  note: string,
  now: number,
): Promise<Manifest | null> {
  return store.transaction(async () => {
    const region = await Region.open(store.region);
    const previous = await region.newestManifest();
    if (await region.isPastSunset(now)) {
      throw new OperatorError(
        `The region reached its sunset on ${previous.sunset} and cannot be renewed: its devices are wiped.`,
      );
    }
    const closedBefore = (await store.batches.newest())!.closed;
    const manifest = plainly(refusal, () => {
      const opened = openManifest(note, region.root);
      acceptManifest(opened, { now, previous, closedBefore });
      return opened;
    });
    if (manifest.sequence === previous.sequence) return null;
    if (manifest.sequence !== previous.sequence + 1) {
      throw new OperatorError(
        `${refusal}: its sequence is ${manifest.sequence}, but the newest here is ${previous.sequence}: one between is missing.`,
      );
    }
    checkIsServers(manifest, keys, now, previous);
    await store.region.addManifest({ sequence: manifest.sequence, note });
    await appendToLog(store.log, keys.log(), [manifestEntry(manifest.sequence, note)]);
    return manifest;
  });
}

/** The notes that a region begins with. */
export interface FirstNotes {
  /** The root, signed. */
  readonly root: string;
  /** The first manifest, signed. */
  readonly manifest: string;
}

/**
 * Check the notes that a new region begins with, before anything is opened or written.
 *
 * @throws {@link OperatorError} with the reason.
 */
export function checkFirst(
  root: RegionRoot,
  { manifest: note }: FirstNotes,
  keys: KeyDirectory,
  now: number,
): Manifest {
  const manifest = plainly(refusal, () => {
    const opened = openManifest(note, root);
    acceptManifest(opened, { now, previous: null });
    return opened;
  });
  if (manifest.sequence !== 1) {
    throw new OperatorError(
      `${refusal}: a region begins with the manifest of sequence 1, not ${manifest.sequence}.`,
    );
  }
  checkIsServers(manifest, keys, now);
  return manifest;
}

/**
 * Make a region from what its stewards signed: root, first manifest, log and an empty first batch in one transaction.
 *
 * @throws {@link OperatorError} when there is a region already. Then nothing has changed.
 */
export async function installFirst(
  store: Store,
  keys: KeyDirectory,
  notes: FirstNotes,
  periodSeconds: number,
  now: number,
): Promise<void> {
  await store.transaction(async () => {
    if ((await store.region.root()) !== null) {
      throw new OperatorError(
        "There is a region in this data folder already: leave --root out to install its next manifest.",
      );
    }
    if (keys.regionId() !== null) {
      throw new OperatorError(
        `The keys are those of region ${keys.regionId()}, but its database is gone. Put the database back; ` +
          "or, to begin a new region, move the whole data folder away and prepare the server again.",
      );
    }
    await addRegion(store, keys, { ...notes, now, periodSeconds });
  });
  await bindKeys(store, keys);
}

/**
 * Stewards can only sign for keys that the server has: with others no device could use the region. Ticket keys that were published
 * before stay as they are, whether the server still has them or gave them up.
 */
function checkIsServers(
  manifest: Manifest,
  keys: KeyDirectory,
  now: number,
  previous: Manifest | null = null,
): void {
  if (sunsetOf(manifest) <= now) {
    throw new OperatorError(`${refusal}: its sunset on ${manifest.sunset} has passed.`);
  }
  if (manifest.logKey !== keys.log().vkey) {
    throw new OperatorError(`${refusal}: its log key is not this server's.`);
  }
  if (manifest.ohttp !== null && !keys.gateway.has(manifest.ohttp.keyConfig)) {
    throw new OperatorError(
      `${refusal}: the gateway's key is not this server's, and nobody could report through a relay.`,
    );
  }
  checkTicketKeys(
    manifest,
    "in these weeks nobody could report, so it is not installed; have it drafted with the server's keys",
  );
  for (const { purpose, epoch, publicKey } of manifest.ticketKeys) {
    if (epoch < epochOf(now)) continue;
    if (previous !== null && ticketPublicKey(previous, purpose, epoch) !== null) continue;
    const secret = keys.ticketSecret(purpose, epoch);
    if (secret === null || Buffer.from(ticketKeyPairOf(secret).publicKey).toString("hex") !== publicKey) {
      throw new OperatorError(
        `${refusal}: the ticket key of purpose ${purpose} and epoch ${epoch} is not this server's.`,
      );
    }
  }
}
