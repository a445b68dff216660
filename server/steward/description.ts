import {
  counted,
  type LocalisedText,
  type Manifest,
  momentInWords,
  parseUtc,
  policyFields,
  policyValue,
  quoted,
  type RegionRoot,
  weeksInWords,
} from "../../protocol/index.ts";
import { secondsPerDay } from "../clock.ts";
import { fingerprint } from "./fingerprint.ts";

/** What a root says, line by line, for whoever is to sign it. */
export function describeRoot(root: RegionRoot): string[] {
  return [
    `The root of the region ${quoted(root.name)}.`,
    line("Region id", Buffer.from(root.id).toString("hex")),
    line("Must sign", `${root.threshold} of ${counted(root.stewards.length, "steward")}`),
    ...root.stewards.flatMap(({ name, vkey }) => [
      line("Steward", quoted(name)),
      line("  fingerprint", fingerprint(vkey)),
    ]),
    "A region's root never changes: other stewards, or another number, are another region.",
    line("Fingerprint", fingerprint(root.text)),
  ];
}

/** What a manifest says, line by line, for whoever is to sign it: every field. */
export function describeManifest(manifest: Manifest, text: string): string[] {
  const { region, sunset, issued, effective, ticketKeys, witnesses, ohttp } = manifest;
  const days = Math.round(((parseUtc(sunset) - parseUtc(issued)) / secondsPerDay) * 10) / 10;
  return [
    `Manifest ${manifest.sequence} of the region ${region.id}.`,
    ...textLines("Name", region.name),
    ...textLines("Purpose", manifest.purpose),
    line("Issued", momentInWords(issued)),
    line("Policy applies", effective === issued ? "from then on" : `from ${momentInWords(effective)}`),
    line("Sunset", `${momentInWords(sunset)}, ${counted(days, "day")} after it was issued`),
    "Policy:",
    ...policyFields.map((field) => `  ${field.name}: ${policyValue(field, manifest.policy)}`),
    ...textLines("At yellow", manifest.guidance.yellow),
    ...textLines("At red", manifest.guidance.red),
    line("Log key", quoted(manifest.logKey)),
    line("  fingerprint", fingerprint(manifest.logKey)),
    line("Witnesses", witnessesInWords(manifest)),
    ...witnesses.flatMap((vkey) => [line("Witness", quoted(vkey)), line("  fingerprint", fingerprint(vkey))]),
    line(
      "Ticket keys",
      ticketKeys.length === 0 ? "none" : `${ticketKeys.length}, ${weeksInWords(ticketKeys)}`,
    ),
    ...(ohttp === null
      ? [line("Relays", "none: reports go directly to the server")]
      : [line("Gateway", ohttp.keyConfig), ...ohttp.relays.map((relay) => line("Relay", relay))]),
    ...(ohttp?.relays.length === 0 ? [line("Relays", "none")] : []),
    ...manifest.peers.flatMap(({ root, name, url }) => [
      ...textLines("Peer", name),
      line("  root", root),
      line("  address", url),
    ]),
    ...(manifest.peers.length === 0 ? [line("Peers", "none")] : []),
    line("Fingerprint", fingerprint(text)),
  ];
}

function witnessesInWords({ witnesses, quorum }: Manifest): string {
  const number = `${witnesses.length}, of whom ${quorum} must cosign`;
  return quorum < 2 ? `${number}: a trial region, every page says that nobody else watches` : number;
}

function textLines(name: string, text: LocalisedText): string[] {
  return Object.entries(text).map(([language, words]) => line(`${name} (${language})`, quoted(words)));
}

function line(name: string, value: string): string {
  return `${`${name}:`.padEnd(16)} ${value}`;
}
