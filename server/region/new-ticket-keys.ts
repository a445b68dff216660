import {
  generateTicketKeyPair,
  type Manifest,
  type TicketKeyPair,
  ticketKeyPairOf,
  type TicketPurpose,
  ticketPurpose,
} from "../../protocol/index.ts";
import type { KeyDirectory } from "./keys.ts";

type TicketKey = Manifest["ticketKeys"][number];

/**
 * Make ticket keys for every purpose and those epochs that have none, and keep their secret halves. The public halves become
 * good when a manifest with them is committed. Until then the same are given again: stewards may be signing them.
 *
 * @param epochs - All that the manifest must have keys for.
 * @param published - What earlier manifests have: these never change.
 * @returns All keys, for the manifest, by epoch and purpose.
 * @see SPEC.md §4.4
 */
export function withNewTicketKeys(
  keys: KeyDirectory,
  epochs: readonly number[],
  published: readonly TicketKey[],
): TicketKey[] {
  const wanted = epochs
    .flatMap((epoch) => Object.values(ticketPurpose).map((purpose) => ({ purpose, epoch })))
    .filter(({ purpose, epoch }) => !published.some((key) => key.epoch === epoch && key.purpose === purpose));
  const made: { purpose: TicketPurpose; epoch: number; pair: TicketKeyPair }[] = [];
  const added = wanted.map(({ purpose, epoch }) => {
    const secret = keys.ticketSecret(purpose, epoch);
    const pair = secret === null ? generateTicketKeyPair() : ticketKeyPairOf(secret);
    if (secret === null) made.push({ purpose, epoch, pair });
    return { purpose, epoch, publicKey: Buffer.from(pair.publicKey).toString("hex") };
  });
  keys.addTicketKeys(made);
  return [...published, ...added].toSorted(
    (one, other) => one.epoch - other.epoch || one.purpose - other.purpose,
  );
}
