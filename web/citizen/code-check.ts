import { decodeAssetList, ProtocolError } from "../../protocol/index.ts";
import { type Device, DeviceError, type DeviceErrorCode } from "../device/device.ts";

/** What came of comparing this page's files with the list that stands in the public record. */
export type CodeCheck =
  /** The record, as far as this phone has read it, names no list of files. */
  | { readonly kind: "none-logged" }
  | { readonly kind: "not-fetched"; readonly problem: DeviceErrorCode }
  /** What the site shows as its list is not the one in the record, or no list at all. */
  | { readonly kind: "other-list"; readonly wanted: string; readonly got: string }
  | {
      readonly kind: "compared";
      readonly version: string;
      readonly sha256: string;
      /** Where the record names it, from 0. */
      readonly logIndex: number;
      /** Files that are kept on this phone and are as the list says. */
      readonly same: number;
      /** Paths of files that are kept on this phone and differ. */
      readonly different: readonly string[];
      /** Files of the list that are not kept on this phone. */
      readonly notKept: number;
    };

/**
 * Compare the files that this phone keeps for use without a network with the list that the site shows, and that list with the newest
 * one in the public record, which this phone has read and verified.
 *
 * It is this page's own code that compares: see what the screen says about what that proves.
 *
 * @see SPEC.md §4.9
 */
export async function checkCode(device: Device): Promise<CodeCheck> {
  const release = (await device.state()).release;
  if (release === null) return { kind: "none-logged" };
  let bytes;
  try {
    bytes = await device.fetchAssetList();
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return { kind: "not-fetched", problem: error.code };
  }
  const { version, sha256, logIndex } = release;
  const got = await sha256Hex(bytes);
  const list = got === sha256 ? read(bytes) : null;
  if (list === null) return { kind: "other-list", wanted: sha256, got };
  const different: string[] = [];
  let same = 0;
  for (const asset of list.assets) {
    const kept = "caches" in globalThis ? await caches.match(asset.path) : undefined;
    if (kept === undefined) continue;
    if ((await sha256Hex(await kept.arrayBuffer())) === asset.sha256) same++;
    else different.push(asset.path);
  }
  const notKept = list.assets.length - same - different.length;
  return { kind: "compared", version, sha256, logIndex, same, different, notKept };
}

function read(bytes: Uint8Array) {
  try {
    return decodeAssetList(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

async function sha256Hex(bytes: BufferSource): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
