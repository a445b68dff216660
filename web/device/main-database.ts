import type { Change } from "./change.ts";
import { type Databases, written } from "./database.ts";
import { isPersonalValue, personalPlace } from "./personal.ts";
import {
  emptyRegion,
  emptyValues,
  exposureId,
  type FollowedRegion,
  type MainSchema,
  type StoredExposure,
  type StoredReport,
  type Values,
} from "./snapshot.ts";
import { mainName } from "./storage-names.ts";

const valueNames = Object.keys(emptyValues) as (keyof Values)[];
const regionNames = Object.keys(emptyRegion) as (keyof FollowedRegion)[];

/** Everything in database `celadon`, as it is stored. */
export interface MainContent {
  readonly values: ReadonlyMap<string, unknown>;
  readonly exposures: readonly StoredExposure[];
  readonly reports: readonly StoredReport[];
}

/** The stamp of the last change; `undefined` on a new phone. */
export async function readStamp(databases: Databases): Promise<string | undefined> {
  const { database } = await open(databases);
  return (await database.get("values", "stamp")) as string | undefined;
}

/** Read all of it, as it was at one moment. */
export async function readMain(databases: Databases): Promise<MainContent> {
  const { database } = await open(databases);
  const transaction = database.transaction(["values", "exposures", "reports"]);
  const values = transaction.objectStore("values");
  const [exposures, reports, names, found] = await Promise.all([
    transaction.objectStore("exposures").getAll(),
    transaction.objectStore("reports").getAll(),
    values.getAllKeys(),
    values.getAll(),
  ]);
  return { values: new Map(names.map((name, index) => [name, found[index]])), exposures, reports };
}

/** The values of the phone itself; what is not stored is as on a new phone. */
export function valuesIn(stored: ReadonlyMap<string, unknown>): Values {
  const known = valueNames.filter((name) => stored.has(name)).map((name) => [name, stored.get(name)]);
  return { ...emptyValues, ...Object.fromEntries(known) };
}

/** What is kept of each peer, from values named `<name> <hash of its root>`. */
export function peersIn(stored: ReadonlyMap<string, unknown>): Map<string, FollowedRegion> {
  const peers = new Map<string, FollowedRegion>();
  for (const [name, value] of stored) {
    const [field, key] = name.split(" ");
    if (field !== undefined && key !== undefined) {
      peers.set(key, { ...(peers.get(key) ?? emptyRegion), [field]: value });
    }
  }
  return peers;
}

/**
 * Write a change with its stamp, all or nothing.
 *
 * @param lock.isLocked - There is a lock: nothing personal is written in clear.
 * @param lock.sealed - All that is personal, sealed; `null` when none of it changes.
 * @returns The phone's own values that were written.
 * @throws `QuotaExceededError`.
 */
export async function writeChange(
  databases: Databases,
  stamp: string,
  change: Change,
  { isLocked, sealed }: { readonly isLocked: boolean; readonly sealed: unknown },
): Promise<Partial<Values>> {
  const { database } = await open(databases);
  const transaction = database.transaction(["values", "exposures", "reports"], "readwrite");
  const values = transaction.objectStore("values");
  const exposures = transaction.objectStore("exposures");
  const reports = transaction.objectStore("reports");
  const named = valueNames.filter(
    (name) => change[name] !== undefined && !(isLocked && isPersonalValue(name)),
  );
  await written(transaction, [
    values.put(stamp, "stamp"),
    ...named.map((name) => values.put(change[name], name)),
    ...Object.entries(change.peers ?? {}).flatMap(([key, peer]) =>
      regionNames
        .filter((name) => peer === null || peer[name] !== undefined)
        .map((name) => {
          const stored = `${name} ${key}`;
          return peer === null ? values.delete(stored) : values.put(peer[name], stored);
        }),
    ),
    ...(sealed === null ? [] : [values.put(sealed, personalPlace.key)]),
    ...(change.forgetPersonal === true ? [values.delete(personalPlace.key)] : []),
    ...(isLocked
      ? []
      : [
          ...(change.deleteExposures ?? []).map((id) => exposures.delete(id)),
          ...(change.putExposures ?? []).map((exposure) => exposures.put(exposure, exposureId(exposure))),
          ...(change.deleteReports ?? []).map((id) => reports.delete(id)),
          ...(change.putReports ?? []).map((report) => reports.put(report, report.id)),
        ]),
  ]);
  return Object.fromEntries(named.map((name) => [name, change[name]]));
}

function open(databases: Databases) {
  return databases.open<MainSchema>(mainName, ["values", "exposures", "reports"]);
}
