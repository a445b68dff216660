import { OperatorError } from "../operator-error.ts";
import type { Store } from "../store/store.ts";
import { hashKeys, type KeyDirectory } from "./keys.ts";
import { Region } from "./region.ts";

/** Note in the database which keys the region is begun with. Call inside the transaction that makes it. */
export async function noteKeys(store: Store, keys: KeyDirectory): Promise<void> {
  for (const name of hashKeys) await store.keyChecks.add(name, keys.checkHash(name));
}

/**
 * Refuse keys that are not those the region was begun with, which are the same on all its nodes: with others a spent ticket would be
 * taken a second time, no claim code be known, and a checkpoint signed that nobody accepts. In data of an older Celadon the
 * first start notes its own.
 *
 * @throws {@link OperatorError} which says what to copy, also when a key is missing.
 */
export async function checkKeys(store: Store, keys: KeyDirectory): Promise<void> {
  const wrong: string[] = [];
  const { logKey } = await (await Region.open(store.region)).newestManifest();
  if (keys.log().vkey !== logKey) wrong.push("log.skey");
  if ((await store.keyChecks.find(hashKeys[0])) === null) {
    await store.transaction(async () => {
      if ((await store.keyChecks.find(hashKeys[0])) === null) await noteKeys(store, keys);
    });
  }
  for (const name of hashKeys) {
    const noted = await store.keyChecks.find(name);
    if (noted === null || !Buffer.from(keys.checkHash(name)).equals(noted)) wrong.push(name);
  }
  if (wrong.length === 0) return;
  throw new OperatorError(
    `The keys in ${keys.path} are not this region's: other than where it was begun ${wrong.length === 1 ? "is" : "are"} ${wrong.join(", ")}. ` +
      "All nodes of a region have the same. Copy the folder keys of a node that runs, or put it back from your copy.",
  );
}
