import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { bytesToHex } from "@noble/hashes/utils.js";
import { passFromPlaceKey } from "../../protocol/index.ts";

/** An empty browser's databases. */
export function emptyDisk(): IDBFactory {
  return new IDBFactory();
}

/** Everything in all databases, as one text: bytes in hex, the rest as it is. */
export async function everythingOn(disk: IDBFactory): Promise<string> {
  const found: string[] = [];
  for (const { name } of await disk.databases()) {
    const database = await done(disk.open(name!));
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store);
      for (const value of await done(objects.getAll())) found.push(asText(value));
      for (const key of await done(objects.getAllKeys())) found.push(asText(key));
    }
    database.close();
  }
  return found.join("\n");
}

/**
 * Every node of a place's tree with which the token of some interval in [from, to) could be derived, in hex: the leaves
 * and all above them.
 */
export function nodesAbove(placeKey: Uint8Array, from: number, to: number): string[] {
  const nodes: string[] = [];
  for (let height = 0; height <= 24; height++) {
    const width = 2 ** height;
    for (let start = from - (from % width); start < to; start += width) {
      nodes.push(bytesToHex(passFromPlaceKey(placeKey, start, start + width).nodes[0]!));
    }
  }
  return nodes;
}

function asText(value: unknown): string {
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (Array.isArray(value)) return value.map(asText).join(" ");
  if (typeof value === "object" && value !== null) return Object.values(value).map(asText).join(" ");
  return String(value);
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the request failed")));
  });
}
