import { learnPersistence } from "./persistence.ts";

/** What this site keeps in this browser, as the browser tells it. */
export interface StorageUse {
  /** Bytes, as the browser estimates them; `null` when it does not say. */
  readonly bytes: number | null;
  readonly databases: readonly string[];
  /** Files kept for use without a network. */
  readonly files: number;
}

/** Measure what is stored; nothing is changed and nobody is asked. */
export async function storageUse(): Promise<StorageUse> {
  await learnPersistence();
  const estimate = await navigator.storage?.estimate?.();
  const databases = "databases" in indexedDB ? await indexedDB.databases() : [];
  let files = 0;
  if ("caches" in globalThis) {
    for (const name of await caches.keys()) files += (await (await caches.open(name)).keys()).length;
  }
  return {
    bytes: estimate?.usage ?? null,
    databases: databases.flatMap(({ name }) => (name === undefined ? [] : [name])).toSorted(),
    files,
  };
}
