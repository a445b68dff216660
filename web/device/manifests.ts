import { bytesToHex } from "@noble/hashes/utils.js";
import { acceptManifest, decodeUtf8, type Manifest, parseUtc, ProtocolError } from "../../protocol/index.ts";
import { DeviceError } from "./device-error.ts";
import { reading, readText } from "./log-follower.ts";
import { isEffective, openNotes, openRoot, regionOf, withManifest } from "./region.ts";
import type { Requests } from "./request.ts";
import type { PendingObject, RegionRecord } from "./snapshot.ts";

/** How far a manifest's `issued` may be ahead, in seconds: beyond it this device's clock is what is wrong. @see SPEC.md §4.7 */
const issuedAheadSeconds = 3_600;

type ManifestEntry = Extract<PendingObject["entry"], { kind: "manifest" }>;

/** SHA-256 by WebCrypto, in hex. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/**
 * Meet a region: pin its root and take its newest manifest. What this returns may be stored only when
 * {@link confirmLogged} has found the manifest in the log.
 *
 * @param pinned - The hash that its root must have, 64 hex digits; `null` for a home that was never met.
 * @throws DeviceError `server-trouble` when root or manifest is missing or not signed as it must be; `wrong-region` when the
 *   root is another; `clock-behind`.
 */
export async function meetRegion(
  requests: Requests,
  pinned: string | null,
  now: number,
  signal: AbortSignal | undefined,
): Promise<RegionRecord> {
  const root = await readText(requests, "/v1/root", signal);
  const { hash, id } = reading("root", () => openRoot(root));
  if (pinned !== null && bytesToHex(hash) !== pinned) {
    throw new DeviceError("wrong-region", `this address serves region ${bytesToHex(id)}`);
  }
  const note = await readText(requests, "/v1/manifest", signal);
  const { manifest } = reading("manifest", () => openNotes(root, note));
  accept(manifest, { now, previous: null });
  return { root, manifests: [note] };
}

/**
 * Make sure that the first manifest is logged, and fetch those before it as far as their policy is still in force.
 *
 * @param objects - All that the log names.
 * @throws DeviceError `broken-log` when it is not logged, or not as it was served.
 */
export async function confirmLogged(
  requests: Requests,
  record: RegionRecord,
  objects: readonly PendingObject[],
  now: number,
  signal: AbortSignal | undefined,
): Promise<RegionRecord> {
  const entries = objects.map(({ entry }) => entry).filter((entry) => entry.kind === "manifest");
  const { newest } = regionOf(record);
  const logged = entries.findLastIndex(({ sequence }) => sequence === newest.sequence);
  const hash = await sha256Hex(new TextEncoder().encode(record.manifests[0]));
  if (entries[logged]?.sha256 !== hash) {
    throw new DeviceError("broken-log", `manifest ${newest.sequence} is not in the log as it was served`, {
      reason: "unlogged",
      object: { name: "/v1/manifest", wanted: entries[logged]?.sha256 ?? null, got: hash },
    });
  }
  const notes = [...record.manifests];
  let oldest = newest;
  for (let index = logged - 1; index >= 0 && !isEffective(oldest, now); index--) {
    const note = await fetchLogged(requests, entries[index]!, signal);
    oldest = openLogged(record, note);
    accept(oldest, { now, previous: null });
    notes.unshift(note);
  }
  return { root: record.root, manifests: notes };
}

/**
 * Take a manifest that the log names after those known.
 *
 * @param closedBefore - Closing interval of the last batch logged before it.
 * @throws DeviceError `broken-log` when it is not what the log says, or may not follow the one before; `clock-behind`.
 * @see SPEC.md §4.7
 */
export async function takeManifest(
  requests: Requests,
  record: RegionRecord,
  entry: ManifestEntry,
  context: {
    readonly now: number;
    readonly closedBefore: number | null;
    readonly signal: AbortSignal | undefined;
  },
): Promise<RegionRecord> {
  const { newest } = regionOf(record);
  const note = await fetchLogged(requests, entry, context.signal);
  const manifest = openLogged(record, note);
  accept(manifest, { now: context.now, previous: newest, closedBefore: context.closedBefore });
  return manifest.sequence === newest.sequence ? record : withManifest(record, note, context.now);
}

/** What the log names is not served. */
export function missing(path: string, sha256: string): DeviceError {
  return new DeviceError("broken-log", `${path} was logged and is not served`, {
    reason: "missing",
    object: { name: path, wanted: sha256, got: null },
  });
}

async function fetchLogged(
  requests: Requests,
  { sequence, sha256 }: ManifestEntry,
  signal: AbortSignal | undefined,
): Promise<string> {
  const path = `/v1/manifest/${sequence}`;
  const bytes = await requests.get(path, { fresh: false, signal });
  if (bytes === null) throw missing(path, sha256);
  const got = await sha256Hex(bytes);
  if (got !== sha256) {
    const object = { name: path, wanted: sha256, got };
    throw new DeviceError("broken-log", `${path} is not what was logged`, { reason: "altered", object });
  }
  return reading(path, () => decodeUtf8(bytes, path));
}

function openLogged(record: RegionRecord, note: string): Manifest {
  try {
    return openNotes(record.root, note).manifest;
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new DeviceError("broken-log", "a manifest was logged that no device may take", {
      cause,
      reason: "forbidden",
    });
  }
}

function accept(manifest: Manifest, context: Parameters<typeof acceptManifest>[1]): void {
  if (parseUtc(manifest.issued) > context.now + issuedAheadSeconds) {
    throw new DeviceError("clock-behind", `a manifest was issued ${manifest.issued}`);
  }
  try {
    acceptManifest(manifest, context);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new DeviceError("broken-log", "a manifest was logged that may not follow the one before", {
      cause,
      reason: "forbidden",
    });
  }
}
