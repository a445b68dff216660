import { Type, type Static } from "typebox";
import { Check } from "typebox/value";
import { auditHash } from "../../protocol/index.ts";
import type { Store } from "../store/store.ts";

/** A file is no saved record. The message is one sentence. */
export class SavedAuditError extends Error {
  override readonly name = "SavedAuditError";
}

const hash = Type.String({ pattern: "^[0-9a-f]{64}$" });
const count = Type.Integer({ minimum: 0 });

/** As the page saves it; what else is in it is for people. */
const savedAudit = Type.Object({
  what: Type.Literal("celadon/audit/v1"),
  first: count,
  base: hash,
  hash,
  entries: Type.Array(
    Type.Object({
      position: count,
      minute: count,
      staff: count,
      action: Type.String(),
      numbers: Type.Record(Type.String(), count),
    }),
  ),
});

/**
 * Whether everything in a record that was saved earlier is still in the store, unchanged.
 *
 * @param saved - JSON; untrusted.
 * @throws {@link SavedAuditError} when it is no saved record.
 */
export async function compareSaved(
  { audit }: Store,
  saved: unknown,
): Promise<{ readonly holds: boolean; readonly words: string }> {
  if (!Check(savedAudit, saved)) throw new SavedAuditError("this is not a record that the page has saved.");
  const newest = hashOfSaved(saved);
  if (newest === null)
    return { holds: false, words: "The saved file itself was changed: its hashes do not fit." };
  const last = saved.first + saved.entries.length - 1;
  const head = await audit.head();
  if (head === null || last >= head.next) {
    return { holds: false, words: `The saved record has entries up to ${last}, which are NOT here.` };
  }
  if (last < head.first) {
    return {
      holds: true,
      words: "The saved record is older than all that is kept here: nothing to compare.",
    };
  }
  const here = last < 0 ? null : await audit.hashAt(last);
  return here !== null && Buffer.from(here).toString("hex") === newest
    ? { holds: true, words: `All of the saved record, up to entry ${last}, is here unchanged.` }
    : {
        holds: false,
        words: `The record here is NOT the one that was saved: they differ at or before entry ${last}.`,
      };
}

/** The hash of the newest entry; null when the file does not fit together. */
function hashOfSaved({ first, base, hash: newest, entries }: Static<typeof savedAudit>): string | null {
  let before: Uint8Array = Buffer.from(base, "hex");
  for (const [index, entry] of entries.entries()) {
    if (entry.position !== first + index) return null;
    before = auditHash(before, entry);
  }
  return Buffer.from(before).toString("hex") === newest ? newest : null;
}
