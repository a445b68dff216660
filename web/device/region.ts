import {
  defaultPolicy,
  type Manifest,
  openManifest,
  openRegionRoot,
  parseUtc,
  type Policy,
  type RegionRoot,
} from "../../protocol/index.ts";
import { remembering } from "./remembering.ts";
import type { RegionRecord, Values } from "./snapshot.ts";

/** The region as its pinned root and its stewards' signatures say. */
export interface Region {
  readonly root: RegionRoot;
  /** The newest: keys, guidance and sunset are taken from it; its policy applies from `effective` on. */
  readonly newest: Manifest;
  /** The policies of all manifests in their order, each with the moment from which on it applies, Unix seconds. */
  readonly policies: readonly { readonly policy: Policy; readonly effective: number }[];
}

const rootOf = remembering(4, openRegionRoot);
const manifestOf = remembering(16, (root: string, note: string) => openManifest(note, rootOf(root)));
const regions = new WeakMap<RegionRecord, Region>();

/**
 * Open a region's root and one of its manifests.
 *
 * @param root - A note; whether it is the pinned one is the caller's to know.
 * @param note - A manifest's.
 * @throws ProtocolError as `openRegionRoot` and `openManifest`.
 */
export function openNotes(root: string, note: string): { root: RegionRoot; manifest: Manifest } {
  return { root: rootOf(root), manifest: manifestOf(root, note) };
}

/** Open a region's root, as {@link openNotes}. */
export function openRoot(root: string): RegionRoot {
  return rootOf(root);
}

/** The region that was stored. */
export function regionOf(record: RegionRecord): Region {
  let region = regions.get(record);
  if (region === undefined) {
    const manifests = record.manifests.map((note) => manifestOf(record.root, note));
    region = {
      root: rootOf(record.root),
      newest: manifests.at(-1)!,
      policies: manifests.map(({ policy, effective }) => ({ policy, effective: parseUtc(effective) })),
    };
    regions.set(record, region);
  }
  return region;
}

/** The policy that applies: of the newest manifest that is effective. @param now - Unix seconds. @see SPEC.md §4.7 */
export function policyAt({ policies }: Region, now: number): Policy {
  return (policies.findLast(({ effective }) => effective <= now) ?? policies[0]!).policy;
}

/** The rules that apply on this device; the defaults before the first sync. @param now - Unix seconds. */
export function policyOf({ region }: Pick<Values, "region">, now: number): Policy {
  return region === null ? defaultPolicy : policyAt(regionOf(region), now);
}

/** Whether a manifest's policy applies already. @param now - Unix seconds. */
export function isEffective(manifest: Manifest, now: number): boolean {
  return parseUtc(manifest.effective) <= now;
}

/**
 * Add a manifest that was accepted, and let go of those that it makes idle: older than the newest that is effective.
 *
 * @param now - Unix seconds.
 */
export function withManifest(record: RegionRecord, note: string, now: number): RegionRecord {
  const manifests = [...record.manifests, note];
  const inForce = manifests.findLastIndex((each) => isEffective(manifestOf(record.root, each), now));
  return { root: record.root, manifests: manifests.slice(Math.max(0, inForce)) };
}
