import { parseLogEntry, type PauseReason, pauseReasons } from "../../protocol/index.ts";
import { Refusal } from "../http/refusal.ts";
import { appendToLog } from "../log.ts";
import type { LogTables } from "../store/log-tables.ts";
import type { World } from "../world.ts";

/**
 * Why the list is paused at present, in the log's words; null when it is not. The log itself is what says so: a restart, another
 * server over the same store and one that was caught up from a copy know it alike.
 */
export async function pausedFor(log: LogTables): Promise<string | null> {
  const text = await log.newestPauseOrResume();
  const entry = text === null ? null : parseLogEntry(text);
  return entry?.kind === "pause" ? entry.reason : null;
}

/**
 * Close no batch from now on, and say so in the log. (Authority, two people.) Reports go on to be taken, and wait; what has had
 * its time goes as ever. Call inside a transaction.
 *
 * @throws {@link Refusal} `paused` when that is so already.
 * @see SPEC.md §4.7
 */
export async function pausePublishing({ store, keys, log }: World, reason: PauseReason): Promise<void> {
  if ((await pausedFor(store.log)) !== null) throw new Refusal("paused");
  await appendToLog(store.log, keys.log(), [{ kind: "pause", reason: pauseReasons[reason] }]);
  log.warn(`Publishing is paused: ${pauseReasons[reason]}.`);
}

/**
 * Go on, and say so in the log. (Authority, two people.) The next batch, which is closed as soon as it is looked for, covers the
 * pause. Call inside a transaction.
 *
 * @throws {@link Refusal} `not-paused`.
 * @see SPEC.md §4.7
 */
export async function resumePublishing({ store, keys, log }: World): Promise<void> {
  if ((await pausedFor(store.log)) === null) throw new Refusal("not-paused");
  await appendToLog(store.log, keys.log(), [{ kind: "resume" }]);
  log.info("Publishing goes on.");
}
