import {
  type Checkpoint,
  encodeBase64,
  noteVerifier,
  openCheckpoint,
  ProtocolError,
  subtreesOfTiles,
  treeRootAt,
} from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import type { World } from "../world.ts";
import type { WitnessAddress } from "./witness-address.ts";
import { askLastCheckpoint } from "./witness-request.ts";

/**
 * Before anything is signed: make sure that no witness has seen more of the log than there is here, or another. A server that
 * goes on from an old copy of its data would sign a second history, which no device forgives. Witnesses that do not answer are
 * not waited for longer than a few seconds.
 *
 * @throws {@link OperatorError} when one has. The log's own signature shows that it does not lie.
 */
export async function refuseOldCopy(world: World, witnesses: readonly WitnessAddress[]): Promise<void> {
  const { log } = world.store;
  const logKey = noteVerifier(world.region.newestManifest().logKey);
  const notes = await Promise.all(witnesses.map((witness) => askLastCheckpoint(witness, logKey.name)));
  const size = log.head()?.size ?? 0;
  const subtrees = subtreesOfTiles((level, from, count) => log.hashes(level, from, count));
  for (const seen of notes.map((note) => signedBy(logKey, note))) {
    if (seen === null) continue;
    if (seen.size > size) {
      throw new OperatorError(
        `A witness has cosigned ${seen.size} entries of the log, but only ${size} are here: an old copy of the data has been put back. ` +
          "Nothing was signed. Put the newest copy back; to go on from this one would fork the log.",
      );
    }
    if (encodeBase64(await treeRootAt(seen.size, subtrees)) !== encodeBase64(seen.root)) {
      throw new OperatorError(
        `A witness has cosigned another log of ${seen.size} entries under this key: it has been forked. ` +
          "Nothing was signed. Look for a second server with the same keys, or an old copy of the data that was put back.",
      );
    }
  }
}

/** @returns Null for what the log has not signed. */
function signedBy(logKey: ReturnType<typeof noteVerifier>, note: string | null): Checkpoint | null {
  try {
    return note === null ? null : openCheckpoint(note, logKey);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
