import {
  type Manifest,
  parseUtc,
  sunsetOf,
  ticketPublicKey,
  ticketPurpose,
  weeksInWords,
} from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import { epochsBetween } from "../region/region.ts";

/**
 * A manifest has a ticket key of every purpose for every week from its issue to its sunset: in a week without, nobody could
 * report.
 *
 * @param remedy - Ends the sentence: what to do about it.
 * @throws {@link OperatorError} that says for which weeks there is none.
 */
export function checkTicketKeys(manifest: Manifest, remedy: string): void {
  const missing = epochsBetween(parseUtc(manifest.issued), sunsetOf(manifest)).filter((epoch) =>
    Object.values(ticketPurpose).some((purpose) => ticketPublicKey(manifest, purpose, epoch) === null),
  );
  if (missing.length === 0) return;
  const isGapless = missing.at(-1)! - missing[0]! + 1 === missing.length;
  const weeks = isGapless
    ? weeksInWords(missing.map((epoch) => ({ epoch })))
    : `for the weeks ${missing.join(", ")}`;
  throw new OperatorError(
    `There are no ticket keys ${weeks}, before the sunset on ${manifest.sunset}: ${remedy}.`,
  );
}
