import { bytesToHex } from "@noble/hashes/utils.js";
import type { Manifest, RegionRoot } from "../../protocol/index.ts";
import { Difference } from "../monitor/findings.ts";
import { readRoot as readServedRoot } from "../monitor/region-root.ts";
import { Site, UnreachableError } from "../monitor/site.ts";
import { OperatorError } from "../operator-error.ts";
import { readRoot } from "../steward/document.ts";
import { fingerprint } from "../steward/fingerprint.ts";

/** Before a peer that does not answer is asked again. */
const secondsBetweenAttempts = 2;

/** A peer that a draft is to name, and how to make sure that it is the right one. */
export interface AddedPeer {
  readonly peer: Manifest["peers"][number];
  /** Sentences for the stewards. */
  readonly lines: readonly string[];
}

/**
 * A peer region from its address.
 *
 * @param text - `https://kowloon.example`, whose root is fetched from there; or with an `=` and where to take its root from: a
 *   file, or another address.
 * @throws {@link OperatorError} when there is no root of a region.
 */
export async function peerFrom(text: string): Promise<AddedPeer> {
  const [, url = "", source = url] = /^([^=]*)(?:=(.*))?$/s.exec(text)!;
  const isFetched = /^https?:\/\//.test(source);
  const root = isFetched ? await fetchRoot(source) : readRoot(source).root;
  const hash = bytesToHex(root.hash);
  return {
    peer: { root: hash, name: { en: root.name }, url: url.replace(/\/$/, "") },
    lines: [
      `Peer region ${JSON.stringify(root.name)}: its root is ${hash},`,
      `fingerprint ${fingerprint(root.text)}, ${isFetched ? `as ${source} shows it` : `as in ${source}`}.`,
      "Have its stewards read the fingerprint to you by another way, such as a telephone call: whoever can show you a false address can show you a false root.",
    ],
  };
}

async function fetchRoot(address: string): Promise<RegionRoot> {
  try {
    const site = new Site(address.replace(/\/$/, ""), secondsBetweenAttempts);
    return (await readServedRoot(site, null, "")).root;
  } catch (cause) {
    if (cause instanceof UnreachableError) throw new OperatorError(cause.message, { cause });
    if (!(cause instanceof Difference)) throw cause;
    throw new OperatorError(`${address} shows no root of a region: ${cause.message}.`, { cause });
  }
}
