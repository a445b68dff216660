import { generateTicketKeyPair, type Manifest, ticketPurpose } from "../../protocol/index.ts";
import type { KeyDirectory } from "./keys.ts";

type TicketKey = Manifest["ticketKeys"][number];

/**
 * Make ticket keys for every purpose and those epochs that have none, and keep their secret halves. The public halves become
 * good when a manifest with them is committed; a crash before that leaves files that are overwritten next time.
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
  const missing = epochs.flatMap((epoch) =>
    Object.values(ticketPurpose)
      .filter((purpose) => !published.some((key) => key.epoch === epoch && key.purpose === purpose))
      .map((purpose) => ({ purpose, epoch, pair: generateTicketKeyPair() })),
  );
  keys.addTicketKeys(missing);
  const made = missing.map(({ purpose, epoch, pair }) => ({
    purpose,
    epoch,
    publicKey: Buffer.from(pair.publicKey).toString("hex"),
  }));
  return [...published, ...made].toSorted(
    (one, other) => one.epoch - other.epoch || one.purpose - other.purpose,
  );
}
