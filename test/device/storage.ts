import type { IDBFactory } from "fake-indexeddb";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Every value in every database of a phone, by database. */
export async function everythingStored(factory: IDBFactory): Promise<Map<string, unknown[]>> {
  const stored = new Map<string, unknown[]>();
  for (const { name } of await factory.databases()) {
    const database = await done(factory.open(name!));
    const values: unknown[] = [];
    for (const store of database.objectStoreNames) {
      values.push(...(await done(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
    stored.set(name!, values);
  }
  return stored;
}

/** The databases in which some bytes, or a text, are stored. */
export async function databasesWith(factory: IDBFactory, wanted: Uint8Array | string): Promise<string[]> {
  const hex = bytesToHex(typeof wanted === "string" ? utf8ToBytes(wanted) : wanted);
  const stored = await everythingStored(factory);
  return [...stored].filter(([, values]) => values.some((value) => holds(value, hex))).map(([name]) => name);
}

function holds(value: unknown, hex: string): boolean {
  if (value instanceof Uint8Array) return bytesToHex(value).includes(hex);
  if (typeof value === "string") return bytesToHex(utf8ToBytes(value)).includes(hex);
  if (value instanceof Map || Array.isArray(value)) return [...value].some((each) => holds(each, hex));
  if (typeof value === "object" && value !== null)
    return Object.values(value).some((each) => holds(each, hex));
  return false;
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the request failed")));
  });
}
