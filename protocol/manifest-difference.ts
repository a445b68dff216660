import { listDifferences } from "./list-difference.ts";
import type { LocalisedText } from "./localised-text.ts";
import type { Manifest } from "./manifest-content.ts";
import { counted, momentInWords, quoted } from "./plain-words.ts";
import { policyFields, policyValue } from "./policy-words.ts";
import { weeksInWords } from "./ticket-weeks.ts";
import { ticketPurpose } from "./ticket.ts";
import { parseUtc } from "./utc.ts";

/** What changed in one part of a manifest. */
export interface PartDifference {
  /** The part, as it is named among what is unchanged. */
  readonly part: string;
  /** One for each change, whole, with a full stop; none when the part is the same. */
  readonly sentences: readonly string[];
}

const secondsPerDay = 86_400;

/**
 * What differs between two manifests, in words: every field, one sentence a change. (Stewards before they sign, whoever reads the
 * public log.)
 *
 * @returns Every part, in the order in which people ask for them. All without sentences: the manifests say the same.
 */
export function manifestDifferences(before: Manifest, after: Manifest): PartDifference[] {
  const part = (name: string, ...sentences: readonly (readonly string[])[]): PartDifference => {
    return { part: name, sentences: sentences.flat() };
  };
  const scalar = (name: string, say: (manifest: Manifest) => string): readonly string[] =>
    changed(name, say(before), say(after));
  return [
    part("policy", policyDifferences(before, after)),
    part("sunset", momentDifference("sunset", before.sunset, after.sunset)),
    part(
      "time from which the policy applies",
      momentDifference("time from which the policy applies", before.effective, after.effective),
    ),
    part("time of issue", momentDifference("time of issue", before.issued, after.issued)),
    part(
      "sequence",
      scalar("sequence", ({ sequence }) => String(sequence)),
    ),
    part(
      "region",
      scalar("region id", ({ region }) => region.id),
      textDifferences("name of the region", before.region.name, after.region.name),
    ),
    part("purpose", textDifferences("purpose", before.purpose, after.purpose)),
    part(
      "guidance",
      textDifferences("guidance at yellow", before.guidance.yellow, after.guidance.yellow),
      textDifferences("guidance at red", before.guidance.red, after.guidance.red),
    ),
    part(
      "log key",
      scalar("log key", ({ logKey }) => quoted(logKey)),
    ),
    part("witnesses", keysDifferences("witness", "witnesses", before.witnesses, after.witnesses)),
    part(
      "quorum",
      scalar("number of witnesses who must cosign", ({ quorum }) => String(quorum)),
    ),
    part("ticket keys", ticketKeyDifferences(before.ticketKeys, after.ticketKeys)),
    part("relays", relayDifferences(before.ohttp, after.ohttp)),
    part("peers", peerDifferences(before.peers, after.peers)),
  ];
}

/** `from … to …`, or nothing. */
function changed(name: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [sentence(`${name} from ${before} to ${after}`)];
}

function policyDifferences(before: Manifest, after: Manifest): readonly string[] {
  return policyFields.flatMap((field) => {
    const [from, to] = [field.value(before.policy), field.value(after.policy)];
    return from === to ? [] : changed(field.name, String(from), policyValue(field, after.policy));
  });
}

function momentDifference(name: string, before: string, after: string): readonly string[] {
  const seconds = parseUtc(after) - parseUtc(before);
  if (seconds === 0) return [];
  const days = Math.round(Math.abs(seconds) / secondsPerDay);
  const by = days === 0 ? "less than a day" : counted(days, "day");
  const direction = seconds > 0 ? "later" : "earlier";
  return [sentence(`${name} from ${momentInWords(before)} to ${momentInWords(after)}, ${by} ${direction}`)];
}

function textDifferences(name: string, before: LocalisedText, after: LocalisedText): readonly string[] {
  return listDifferences(Object.entries(before), Object.entries(after), {
    key: ([language]) => language,
    added: ([[language, text]]) => sentence(`${name} added in ${language}: ${quoted(text)}`),
    removed: ([[language, text]]) => sentence(`${name} removed in ${language}, where it was ${quoted(text)}`),
    changed: ([language, from], [, to]) => changed(`${name} in ${language}`, quoted(from), quoted(to)),
    reordered: sentence(`the languages of the ${name} stand in another order`),
  });
}

function keysDifferences(
  one: string,
  many: string,
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  return listDifferences(before, after, {
    key: (each) => each,
    added: ([each]) => sentence(`${one} added: ${quoted(each)}`),
    removed: ([each]) => sentence(`${one} removed: ${quoted(each)}`),
    changed: () => [],
    reordered: sentence(`the ${many} stand in another order`),
  });
}

type TicketKeys = Manifest["ticketKeys"];

const purposeNames = new Map(Object.entries(ticketPurpose).map(([name, purpose]) => [purpose, name]));

function ticketKeyDifferences(before: TicketKeys, after: TicketKeys): readonly string[] {
  return listDifferences(before, after, {
    key: ({ purpose, epoch }) => `${purpose} ${epoch}`,
    allAtOnce: true,
    added: (keys) => sentence(`${counted(keys.length, "ticket key")} added, ${weeksInWords(keys)}`),
    removed: (keys) => sentence(`${counted(keys.length, "ticket key")} removed, ${weeksInWords(keys)}`),
    changed: (from, to) =>
      changed(
        `ticket key to ${purposeNames.get(to.purpose)} of week ${to.epoch}`,
        from.publicKey,
        to.publicKey,
      ),
    reordered: sentence("the ticket keys stand in another order"),
  });
}

function relayDifferences(before: Manifest["ohttp"], after: Manifest["ohttp"]): readonly string[] {
  if (before === null && after === null) return [];
  if (before === null || after === null) {
    const { keyConfig, relays } = (after ?? before)!;
    const what = `the gateway with the key ${keyConfig} and ${counted(relays.length, "relay")}`;
    const named = relays.length === 0 ? what : `${what} (${relays.map(quoted).join(", ")})`;
    return [
      after === null
        ? sentence(`${named} removed: reports go directly`)
        : sentence(`${named} added: reports no longer go directly`),
    ];
  }
  return [
    ...changed("key of the gateway", before.keyConfig, after.keyConfig),
    ...keysDifferences("relay", "relays", before.relays, after.relays),
  ];
}

type Peers = Manifest["peers"];

function peerDifferences(before: Peers, after: Peers): readonly string[] {
  const shown = ({ root, name, url }: Peers[number]): string => `${named(name)} at ${url} (root ${root})`;
  const named = (name: LocalisedText): string => Object.values(name).map(quoted).join(", ");
  return listDifferences(before, after, {
    key: ({ root }) => root,
    added: ([each]) => sentence(`new peer region ${shown(each)}`),
    removed: ([each]) => sentence(`peer region removed: ${shown(each)}`),
    changed: (from, to) => [
      ...changed(`address of the peer region ${named(to.name)} (root ${to.root})`, from.url, to.url),
      ...textDifferences(`name of the peer region with root ${to.root}`, from.name, to.name),
    ],
    reordered: sentence("the peer regions stand in another order"),
  });
}

function sentence(words: string): string {
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}
