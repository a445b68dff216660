import { type Databases, isQuotaError } from "../database.ts";
import { isPersonalValue, noteOf, personalPlace } from "../personal.ts";
import type { OpenVisit, Snapshot, Values } from "../snapshot.ts";
import { mainName } from "../storage-names.ts";
import { exposureId } from "../snapshot.ts";
import type { Change } from "../change.ts";
import {
  copyName,
  isHalfway,
  rewriteDatabase,
  rewriteIfRoom,
  type RewrittenDatabase,
  type RewrittenRecord,
} from "./rewriting.ts";
import type { VaultKeyPair } from "./sealing.ts";
import { isSealed, type StoredWay, type Vault, type VaultRecord } from "./vault.ts";

/** What turning a lock on or off works with, in a turn of the store. */
export interface Rewriting {
  readonly databases: Databases;
  readonly vault: Vault;
  /** Follows what is committed. */
  readonly snapshot: Snapshot;
  /** Databases whose records are sealed one by one. */
  readonly sealed: readonly RewrittenDatabase[];
  readonly commit: (change: Change) => Promise<void>;
  readonly putOpen: (open: OpenVisit) => Promise<void>;
  /** Database `celadon` was written anew with these values. */
  readonly adopt: (values: Partial<Values>) => void;
}

/** Database `celadon`. */
export const mainDatabase: RewrittenDatabase = {
  name: mainName,
  stores: ["values", "exposures", "reports"],
};

/**
 * Turn the lock on. From the first transaction on everything new is sealed; what is there is rewritten, and its clear bytes leave
 * the disk. When this is killed, {@link sealRest} goes on at the next opening, locked or not.
 *
 * @throws `QuotaExceededError` when there was no room even for that transaction: then nothing has changed.
 * @see SPEC.md §4.13
 */
export async function sealEverything(
  parts: Rewriting,
  keys: VaultKeyPair,
  ways: readonly StoredWay[],
): Promise<void> {
  const { snapshot, sealed, vault, commit, putOpen } = parts;
  const { open } = snapshot;
  const record: VaultRecord = {
    publicKey: keys.publicKey,
    ways,
    phase: "sealing",
    todo: sealed.map(({ name }) => name),
  };
  vault.begin(record, keys.privateKey);
  await commit({ vault: record, openNote: open === null ? null : noteOf(open) });
  await withRoom(async () => {
    if (open !== null) await putOpen(open);
    await sealRest(parts);
  });
}

/**
 * Go on with what {@link sealEverything} began. Needs no unlocked vault. Where there is no room, what is left stays as it is, and is
 * tried again at the next opening.
 */
export async function sealRest({
  databases,
  vault,
  snapshot,
  sealed,
  commit,
  adopt,
}: Rewriting): Promise<void> {
  for (const database of sealed) {
    const record = snapshot.vault!;
    if (!record.todo.includes(database.name)) continue;
    const isDone = await rewriteIfRoom(databases, database, (records) =>
      Promise.all(
        records.map(async ({ store, key, value }) => ({
          store,
          key,
          value: isSealed(value)
            ? value
            : await vault.seal({ database: database.name, key: String(key) }, value),
        })),
      ),
    );
    if (!isDone) return;
    const todo = record.todo.filter((name) => name !== database.name);
    await commit({ vault: { ...record, todo } });
  }
  const values = {
    vault: { ...snapshot.vault!, phase: "on", todo: [] },
    days: withDoomedCopy(snapshot),
  } as const;
  const isDone = await rewriteIfRoom(databases, mainDatabase, async (records) =>
    withValues(
      records.filter(({ store, key }) => store === "values" && !isPersonalValue(String(key))),
      values,
    ),
  );
  if (isDone) adopt(values);
}

/**
 * Turn the lock off: everything is stored in clear again. When this is killed, it begins anew at the next unlocking.
 *
 * @throws DeviceError `locked`.
 * @throws `QuotaExceededError`; then the lock is still on, and nothing is lost.
 */
export async function openEverything(parts: Rewriting): Promise<void> {
  const { databases, vault, snapshot, sealed, commit, putOpen, adopt } = parts;
  const record = snapshot.vault!;
  await commit({ vault: { ...record, phase: "opening", todo: [] } });
  for (const database of sealed) {
    await rewriteDatabase(databases, database, (records) =>
      Promise.all(
        records.map(async ({ store, key, value }) => ({
          store,
          key,
          value: await vault.open({ database: database.name, key: String(key) }, value),
        })),
      ),
    );
  }
  if (snapshot.open !== null) await putOpen(snapshot.open);
  const { ownPositive, decoys, exposures, reports } = snapshot;
  const values = { vault: null, ownPositive, decoys, days: withDoomedCopy(snapshot), personalUntil: null };
  await rewriteDatabase(databases, mainDatabase, async (records) => [
    ...withValues(
      records.filter(({ store, key }) => store === "values" && key !== personalPlace.key),
      values,
    ),
    ...Array.from(exposures.values(), (value) => ({ store: "exposures", key: exposureId(value), value })),
    ...Array.from(reports.values(), (value) => ({ store: "reports", key: value.id, value })),
  ]);
  adopt(values);
}

/**
 * Databases whose rewriting was cut off between the old one and the new, if there are any: put the complete copies in their place.
 *
 * @returns Whether there was one.
 */
export async function takeUpCopies(
  databases: Databases,
  rewritten: readonly RewrittenDatabase[],
): Promise<boolean> {
  const names = new Set(await databases.names());
  let isAny = false;
  for (const database of rewritten.filter(({ name }) => names.has(copyName(name)))) {
    if (!(await isHalfway(databases, database))) continue;
    await rewriteDatabase(databases, database, async (records) => records);
    isAny = true;
  }
  return isAny;
}

async function withRoom(task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!isQuotaError(error)) throw error;
  }
}

/** Records of database `celadon` with other values. */
function withValues(
  records: readonly RewrittenRecord[],
  values: Partial<Values>,
): readonly RewrittenRecord[] {
  const others = records.filter(({ store, key }) => store !== "values" || !(String(key) in values));
  const changed = Object.entries(values).map(([key, value]) => ({ store: "values", key, value }));
  return [...others, ...changed];
}

/** A copy that outlives a death after the very end is deleted at the next opening. */
function withDoomedCopy({ days }: Snapshot): Values["days"] {
  return { ...days, doomed: [...days.doomed, copyName(mainDatabase.name)] };
}
