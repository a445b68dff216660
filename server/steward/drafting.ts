import {
  acceptManifest,
  defaultPolicy,
  encodeManifest,
  epochOf,
  formatUtc,
  intervalStart,
  type LocalisedText,
  type Manifest,
  parseManifest,
  parseUtc,
  type Policy,
  policyNoticeSeconds,
  type RegionRoot,
  samePolicy,
  sunsetOf,
} from "../../protocol/index.ts";
import { secondsPerDay } from "../clock.ts";
import { OperatorError } from "../operator-error.ts";
import { plainly } from "./plainly.ts";
import { checkTicketKeys } from "./ticket-key-check.ts";
import type { ServerKeys } from "./server-keys.ts";

/** What a draft says otherwise than the manifest before, or than the defaults. */
export interface ManifestChanges {
  readonly name?: LocalisedText;
  readonly purpose?: LocalisedText;
  readonly guidance?: { readonly yellow?: LocalisedText; readonly red?: LocalisedText };
  /** By field; checked with the whole. */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** All of them, from now on. */
  readonly witnesses?: readonly string[];
  readonly quorum?: number;
  readonly ohttp?: Manifest["ohttp"];
  /** Addresses of relays, all of them, from now on; none: reports go directly. The key is the server's newest. */
  readonly relays?: readonly string[];
  readonly peers?: Manifest["peers"];
  /** Named too, or instead of what was said of the same root. */
  readonly peersAdded?: Manifest["peers"];
  /** Roots in 64 hex digits, or as many of the first as tell them apart. */
  readonly peersRemoved?: readonly string[];
}

/** What a manifest is drafted from. */
export interface DraftInput {
  /** The newest manifest, or the root of a region that has none yet. */
  readonly base: { readonly previous: Manifest } | { readonly root: RegionRoot };
  readonly changes: ManifestChanges;
  /** Null: no ticket keys but those of the previous manifest. */
  readonly serverKeys: ServerKeys | null;
  /** From its issue to its sunset. */
  readonly sunsetDays: number;
  /** Within how many days it will be signed and installed; a changed policy applies 48 hours after these. */
  readonly withinDays: number;
  /** The closing interval of the newest batch, where it is known. */
  readonly closed: number | null;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * Draft the manifest that follows. It is issued now, at the full minute: moments are read aloud.
 *
 * @returns The text that stewards sign.
 * @throws {@link OperatorError} when no device would take it, with the reason; or when it has no ticket keys up to its sunset.
 * @see SPEC.md §4.7
 */
export function draftManifest(input: DraftInput): string {
  const text = acceptableText(input);
  checkTicketKeys(
    parseManifest(text),
    'get the server\'s with "region keys --days N", and give them with --keys FILE',
  );
  return text;
}

/**
 * Check a draft in all but its ticket keys, before the server makes some for it.
 *
 * @throws {@link OperatorError} when no device would take it, with the reason.
 */
export function checkDraft(input: DraftInput): void {
  acceptableText(input);
}

function acceptableText(input: DraftInput): string {
  const { now, closed } = input;
  const previous = "previous" in input.base ? input.base.previous : null;
  return plainly("No device would take this manifest", () => {
    const encoded = encodeManifest(fields(input, previous));
    acceptManifest(parseManifest(encoded), { now, previous, closedBefore: closed });
    return encoded;
  });
}

function fields(input: DraftInput, previous: Manifest | null): Manifest {
  const { base, changes, now, sunsetDays } = input;
  const before = "root" in base ? firstManifest(base.root, changes) : base.previous;
  const issued = Math.max(Math.floor(now / 60) * 60, previous === null ? 0 : parseUtc(previous.issued));
  const policy = withFields(before.policy, changes.policy ?? {});
  return {
    ...before,
    region: { ...before.region, name: changes.name ?? before.region.name },
    purpose: changes.purpose ?? before.purpose,
    sequence: before.sequence + 1,
    issued: formatUtc(issued),
    effective: formatUtc(previous === null ? issued : effectiveAfter(previous, policy, issued, input)),
    sunset: formatUtc(issued + sunsetDays * secondsPerDay),
    logKey: logKeyOf(before, previous, input.serverKeys),
    witnesses: changes.witnesses ?? before.witnesses,
    quorum: changes.quorum ?? before.quorum,
    ticketKeys: ticketKeysOf(before, issued, sunsetDays, input.serverKeys),
    ohttp: ohttpOf(before, changes, input.serverKeys),
    policy,
    guidance: { ...before.guidance, ...changes.guidance },
    peers: peersOf(before, changes),
  };
}

/** What stands in a first manifest unless something else is said; of sequence 0, for the next is 1. */
function firstManifest(root: RegionRoot, { purpose, guidance }: ManifestChanges): Manifest {
  if (purpose === undefined || guidance?.yellow === undefined || guidance.red === undefined) {
    throw new OperatorError(
      "A first manifest must say what the programme is for and what to do at yellow and at red: --purpose, --yellow and --red.",
    );
  }
  return {
    schema: "celadon/manifest/v1",
    region: { id: Buffer.from(root.id).toString("hex"), name: { en: root.name } },
    purpose,
    sequence: 0,
    issued: "",
    effective: "",
    sunset: "",
    logKey: "",
    witnesses: [],
    quorum: 0,
    ticketKeys: [],
    ohttp: null,
    policy: defaultPolicy,
    guidance: { yellow: guidance.yellow, red: guidance.red },
    peers: [],
  };
}

/** Those that stay keep their order; new ones follow. */
function peersOf(before: Manifest, changes: ManifestChanges): Manifest["peers"] {
  const { peersAdded = [], peersRemoved = [] } = changes;
  const named = changes.peers ?? before.peers;
  const removed = peersRemoved.map((root) => {
    const meant = named.filter((peer) => root.length >= 8 && peer.root.startsWith(root));
    if (meant.length === 1) return meant[0]!.root;
    throw new OperatorError(`There is no one peer region whose root begins with ${JSON.stringify(root)}.`);
  });
  const replacement = (root: string): Manifest["peers"][number] | undefined =>
    peersAdded.find((peer) => peer.root === root);
  return [
    ...named.filter(({ root }) => !removed.includes(root)).map((peer) => replacement(peer.root) ?? peer),
    ...peersAdded.filter(({ root }) => !named.some((peer) => peer.root === root)),
  ];
}

/** A field of a field is changed alone: `weight` of reported stays when that of confirmed changes. */
function withFields(policy: Policy, changes: Readonly<Record<string, unknown>>): Policy {
  const merged: Record<string, unknown> = { ...policy };
  for (const [key, value] of Object.entries(changes)) {
    const before = merged[key];
    merged[key] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
  return merged as unknown as Policy;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** When the policy applies. One that is repeated keeps the moment it was announced for. */
function effectiveAfter(
  previous: Manifest,
  policy: Policy,
  issued: number,
  { closed, withinDays }: DraftInput,
): number {
  if (samePolicy(policy, previous.policy)) return Math.max(issued, parseUtc(previous.effective));
  const announced =
    Math.max(issued, closed === null ? 0 : intervalStart(closed)) + withinDays * secondsPerDay;
  const effective = announced + policyNoticeSeconds;
  if (effective >= sunsetOf(previous)) {
    throw new OperatorError(
      `A changed policy would apply from ${formatUtc(effective)}, after the present sunset on ${previous.sunset}: ` +
        "draft a manifest without a change first.",
    );
  }
  return effective;
}

function logKeyOf(before: Manifest, previous: Manifest | null, serverKeys: ServerKeys | null): string {
  const logKey = serverKeys?.logKey ?? before.logKey;
  if (previous !== null && logKey !== previous.logKey) {
    throw new OperatorError(
      "These are another server's keys: their log key is not that of the manifest before.",
    );
  }
  if (logKey === "") throw new OperatorError("A first manifest needs the server's keys: --keys FILE.");
  return logKey;
}

/** With relays the server's newest key, where its keys are given. */
function ohttpOf(
  before: Manifest,
  { ohttp, relays }: ManifestChanges,
  serverKeys: ServerKeys | null,
): Manifest["ohttp"] {
  if (ohttp !== undefined) return ohttp;
  if (relays?.length === 0) return null;
  if (relays === undefined && before.ohttp === null) return null;
  const keyConfig = serverKeys?.gatewayKey ?? before.ohttp?.keyConfig;
  if (keyConfig === undefined) {
    throw new OperatorError(
      'Relays need the key of the server\'s gateway: get its keys with "region keys", and give them with --keys FILE.',
    );
  }
  return { keyConfig, relays: relays ?? before.ohttp!.relays };
}

/** Those already published, from the week before it is issued; the server's for later weeks up to the sunset. */
function ticketKeysOf(
  before: Manifest,
  issued: number,
  sunsetDays: number,
  serverKeys: ServerKeys | null,
): Manifest["ticketKeys"] {
  const published = before.ticketKeys.filter(({ epoch }) => epoch >= epochOf(issued) - 1);
  const last = epochOf(issued + sunsetDays * secondsPerDay);
  const added = (serverKeys?.ticketKeys ?? []).filter(
    ({ purpose, epoch }) =>
      epoch >= epochOf(issued) &&
      epoch <= last &&
      !published.some((key) => key.purpose === purpose && key.epoch === epoch),
  );
  return [...published, ...added].toSorted(
    (one, other) => one.epoch - other.epoch || one.purpose - other.purpose,
  );
}
