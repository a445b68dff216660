import {
  type Checkpoint,
  encodeBase64,
  type NoteVerifier,
  noteVerifier,
  openCheckpoint,
  ProtocolError,
  subtreesOfTiles,
  treeRootAt,
} from "../../protocol/index.ts";
import { readCheckpoint } from "../catch-up/copied-log.ts";
import { openCopy } from "../catch-up/copy.ts";
import { OperatorError } from "../operator-error.ts";
import { Region } from "../region/region.ts";
import type { LogTables } from "../store/log-tables.ts";
import type { Store } from "../store/store.ts";
import type { WitnessAddress } from "./witness-address.ts";
import { askLastCheckpoint } from "./witness-request.ts";

/** Who may have seen more of the log than is here. */
export interface Onlookers {
  readonly witnesses: readonly WitnessAddress[];
  /** A folder or an address of a static copy; null when there is none. */
  readonly copy: string | null;
}

/**
 * Before anything is signed: make sure that neither a witness nor the static copy has more of the log than there is here, or
 * another. A server that goes on from an old copy of its data would sign a second history, which no device forgives. Witnesses
 * that do not answer are not waited for longer than a few seconds, and a copy that cannot be read is passed over.
 *
 * @throws {@link OperatorError} when one has. The log's own signature shows that it does not lie.
 */
export async function refuseOldCopy(store: Store, { witnesses, copy }: Onlookers): Promise<void> {
  const logKey = noteVerifier((await (await Region.open(store.region)).newestManifest()).logKey);
  const from = copy ?? "FROM";
  for (const checkpoint of await witnessed(witnesses, logKey)) {
    await refuse(store.log, checkpoint, "A witness has cosigned", from);
  }
  const copied = copy === null ? null : await copiedCheckpoint(copy, logKey);
  if (copied !== null) await refuse(store.log, copied, `The copy at ${copy} has`, from);
}

/** What the witnesses cosigned last, as far as they answer and the log signed it. */
export async function witnessed(
  witnesses: readonly WitnessAddress[],
  logKey: NoteVerifier,
): Promise<Checkpoint[]> {
  const notes = await Promise.all(witnesses.map((witness) => askLastCheckpoint(witness, logKey.name)));
  return notes.map((note) => signedBy(logKey, note)).filter((checkpoint) => checkpoint !== null);
}

/** Whether the log here began with what a checkpoint signs. */
export async function isHere(log: LogTables, { size, root }: Checkpoint): Promise<boolean> {
  const subtrees = subtreesOfTiles(async (level, from, count) => log.hashes(level, from, count));
  return encodeBase64(await treeRootAt(size, subtrees)) === encodeBase64(root);
}

async function refuse(log: LogTables, seen: Checkpoint, who: string, from: string): Promise<void> {
  const size = (await log.head())?.size ?? 0;
  if (seen.size > size) {
    throw new OperatorError(
      `${who} ${seen.size} entries of the log, but only ${size} are here: an old copy of the data has been put back. ` +
        `Nothing was signed: to go on from this one would fork the log. Run "npm run celadon -- catch-up ${from}"` +
        (from === "FROM" ? ", FROM being the region's export or a mirror of it." : "."),
    );
  }
  if (await isHere(log, seen)) return;
  throw new OperatorError(
    `${who} another log of ${seen.size} entries under this key: it has been forked. ` +
      "Nothing was signed. Look for a second server with the same keys, or an old copy of the data that was put back.",
  );
}

async function copiedCheckpoint(from: string, logKey: NoteVerifier): Promise<Checkpoint | null> {
  try {
    return (await readCheckpoint(await openCopy(from), logKey))?.checkpoint ?? null;
  } catch (error) {
    if (error instanceof OperatorError) return null;
    throw error;
  }
}

/** @returns Null for what the log has not signed. */
function signedBy(logKey: NoteVerifier, note: string | null): Checkpoint | null {
  try {
    return note === null ? null : openCheckpoint(note, logKey);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
