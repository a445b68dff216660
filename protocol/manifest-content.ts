import { decodeBase64 } from "./base64.ts";
import { cosignatureVerifier } from "./cosignature.ts";
import { ProtocolError } from "./errors.ts";
import { decodeGatewayKeyConfig, takesObliviousSuite } from "./gateway-key.ts";
import { integerIn, listOf, objectWith, oneOf, textLike, textOf } from "./json-fields.ts";
import { checkLocalisedText, type LocalisedText } from "./localised-text.ts";
import { checkPolicy, type Policy } from "./policy.ts";
import { noteVerifier } from "./signed-note.ts";
import { type TicketPurpose, ticketPurpose } from "./ticket.ts";
import { parseUtc } from "./utc.ts";
import { parseVerifierKey } from "./verifier-key.ts";

/** The `schema` of every manifest of this version. */
export const manifestSchema = "celadon/manifest/v1";

/** The longest time from `issued` to `sunset`, in days. Clients refuse a longer one, whoever signed. */
export const sunsetDaysMax = 180;

/** The ticket key of one purpose and one week. */
export interface TicketKey {
  readonly purpose: TicketPurpose;
  /** floor(Unix seconds / 604,800). */
  readonly epoch: number;
  /** 32 bytes (ristretto255) in hex, lower case. */
  readonly publicKey: string;
}

/** How tickets and reports travel by Oblivious HTTP (RFC 9458). */
export interface ObliviousHttp {
  /** The gateway's key configuration, base64, see {@link GatewayKeyConfig}. */
  readonly keyConfig: string;
  /** https addresses of relays, run by others than the server; may be empty. */
  readonly relays: readonly string[];
}

/** Another region whose public objects the home server mirrors. */
export interface Peer {
  /** The whole hash of its root, hex. */
  readonly root: string;
  readonly name: LocalisedText;
  /** Where its own server is. */
  readonly url: string;
}

/**
 * A region's signed rules. The fields are those of the JSON text, in its order; there are no others.
 *
 * @see SPEC.md §4.7
 */
export interface Manifest {
  readonly schema: typeof manifestSchema;
  /** `id`: 8 bytes in hex, see {@link RegionRoot}. */
  readonly region: { readonly id: string; readonly name: LocalisedText };
  /** What the programme is for, in plain words. */
  readonly purpose: LocalisedText;
  /** Counts manifests of the region, from 1. */
  readonly sequence: number;
  /** When the stewards signed, see {@link parseUtc}. */
  readonly issued: string;
  /** From when `policy` applies: not before `issued`. */
  readonly effective: string;
  /** After this everything stops and is wiped: after `effective`, at most 180 days after `issued`. */
  readonly sunset: string;
  /** The vkey that signs checkpoints; its name is the log's origin. */
  readonly logKey: string;
  /** vkeys of witnesses (C2SP tlog-cosignature, type 4). */
  readonly witnesses: readonly string[];
  /** How many witnesses must have cosigned a checkpoint: 0, 1, or more than half of them. */
  readonly quorum: number;
  /** One for every purpose and epoch up to the sunset; a pair of purpose and epoch stands once. */
  readonly ticketKeys: readonly TicketKey[];
  /** Null when the region has no gateway: then requests go directly, and the page says so. */
  readonly ohttp: ObliviousHttp | null;
  readonly policy: Policy;
  /** What to do at each colour. */
  readonly guidance: { readonly yellow: LocalisedText; readonly red: LocalisedText };
  readonly peers: readonly Peer[];
}

/**
 * Check what a manifest says against its form and its bounds, which hold whoever signed.
 *
 * @param value - Untrusted; from `JSON.parse`.
 * @returns A fresh manifest with its fields in the order above.
 * @throws {@link ProtocolError} `unsupported-version` on another `celadon/manifest/v…`; `out-of-bounds` on numbers,
 *   lengths and times outside their bounds; `malformed` when a field is missing, unknown or of another form.
 * @see SPEC.md §4.7
 */
export function checkManifest(value: unknown): Manifest {
  checkSchema(value);
  const fields = objectWith(value, manifestFields, "manifest");
  const region = objectWith(fields.region, ["id", "name"], "region");
  const guidance = objectWith(fields.guidance, ["yellow", "red"], "guidance");
  const witnesses = listOf(fields.witnesses, 16, "witnesses", witnessKey);
  const logKey = textOf(fields.logKey, 200, "logKey");
  noteVerifier(logKey);
  checkDistinct(
    [logKey, ...witnesses].flatMap((vkey) => [
      vkey.split("+")[0] ?? "",
      parseVerifierKey(vkey).publicKey.join(),
    ]),
    "the names and keys of log and witnesses",
  );
  const ticketKeys = listOf(fields.ticketKeys, 256, "ticketKeys", ticketKey);
  checkDistinct(
    ticketKeys.map(({ purpose, epoch }) => `${purpose} ${epoch}`),
    "purpose and epoch of ticketKeys",
  );
  const peers = listOf(fields.peers, 32, "peers", peer);
  checkDistinct(
    peers.map(({ root }) => root),
    "the roots of peers",
  );
  return {
    schema: manifestSchema,
    region: {
      id: textLike(region.id, /^[0-9a-f]{16}$/, "16 hex digits in lower case", "region.id"),
      name: checkLocalisedText(region.name, 100, "region.name"),
    },
    purpose: checkLocalisedText(fields.purpose, 1000, "purpose"),
    sequence: integerIn(fields.sequence, 1, Number.MAX_SAFE_INTEGER, "sequence"),
    ...checkTimes(fields.issued, fields.effective, fields.sunset),
    logKey,
    witnesses,
    quorum: quorumOf(fields.quorum, witnesses.length),
    ticketKeys,
    ohttp: fields.ohttp === null ? null : obliviousHttp(fields.ohttp),
    policy: checkPolicy(fields.policy),
    guidance: {
      yellow: checkLocalisedText(guidance.yellow, 2000, "guidance.yellow"),
      red: checkLocalisedText(guidance.red, 2000, "guidance.red"),
    },
    peers,
  };
}

const manifestFields = [
  "schema",
  "region",
  "purpose",
  "sequence",
  "issued",
  "effective",
  "sunset",
  "logKey",
  "witnesses",
  "quorum",
  "ticketKeys",
  "ohttp",
  "policy",
  "guidance",
  "peers",
] as const;

/** First, so that a later version is recognised as one and not taken for a broken text of this one. */
function checkSchema(value: unknown): void {
  const schema = typeof value === "object" && value !== null && "schema" in value ? value.schema : undefined;
  if (schema === manifestSchema) return;
  const later = typeof schema === "string" && /^celadon\/manifest\/v\d+$/.test(schema);
  throw new ProtocolError(
    later ? "unsupported-version" : "malformed",
    `manifest: its schema is not ${manifestSchema}`,
  );
}

function checkTimes(...values: [unknown, unknown, unknown]): {
  issued: string;
  effective: string;
  sunset: string;
} {
  const [issued, effective, sunset] = values.map((value, index) => {
    const text = textOf(value, 40, ["issued", "effective", "sunset"][index] ?? "");
    return { text, seconds: parseUtc(text) };
  }) as [Moment, Moment, Moment];
  if (effective.seconds < issued.seconds) {
    throw new ProtocolError("out-of-bounds", `effective ${effective.text} is before issued ${issued.text}`);
  }
  if (sunset.seconds <= effective.seconds) {
    throw new ProtocolError(
      "out-of-bounds",
      `sunset ${sunset.text} is not after effective ${effective.text}`,
    );
  }
  if (sunset.seconds > issued.seconds + sunsetDaysMax * 86_400) {
    throw new ProtocolError(
      "out-of-bounds",
      `sunset ${sunset.text} is more than ${sunsetDaysMax} days after issued ${issued.text}`,
    );
  }
  return { issued: issued.text, effective: effective.text, sunset: sunset.text };
}

interface Moment {
  readonly text: string;
  readonly seconds: number;
}

/** Two histories could each find a quorum of its own if it were not more than half: from two on, when it is no trial. */
function quorumOf(value: unknown, witnesses: number): number {
  const quorum = integerIn(value, 0, witnesses, "quorum");
  if (quorum >= 2 && 2 * quorum <= witnesses) {
    throw new ProtocolError(
      "out-of-bounds",
      `quorum is ${quorum}, not more than half of ${witnesses} witnesses`,
    );
  }
  return quorum;
}

function witnessKey(value: unknown, at: string): string {
  const vkey = textOf(value, 200, at);
  cosignatureVerifier(vkey);
  return vkey;
}

function ticketKey(value: unknown, at: string): TicketKey {
  const key = objectWith(value, ["purpose", "epoch", "publicKey"], at);
  return {
    purpose: oneOf(key.purpose, Object.values(ticketPurpose), `${at}.purpose`),
    epoch: integerIn(key.epoch, 0, 65_535, `${at}.epoch`),
    publicKey: textLike(key.publicKey, /^[0-9a-f]{64}$/, "64 hex digits in lower case", `${at}.publicKey`),
  };
}

function obliviousHttp(value: unknown): ObliviousHttp {
  const { keyConfig, relays } = objectWith(value, ["keyConfig", "relays"], "ohttp");
  const text = textOf(keyConfig, 1000, "ohttp.keyConfig");
  if (!takesObliviousSuite(decodeGatewayKeyConfig(decodeBase64(text, "ohttp.keyConfig")))) {
    throw new ProtocolError("malformed", "ohttp.keyConfig is of no suite that devices use");
  }
  const list = listOf(relays, 16, "ohttp.relays", httpsAddress);
  checkDistinct(list, "ohttp.relays");
  return { keyConfig: text, relays: list };
}

function peer(value: unknown, at: string): Peer {
  const { root, name, url } = objectWith(value, ["root", "name", "url"], at);
  return {
    root: textLike(root, /^[0-9a-f]{64}$/, "64 hex digits in lower case", `${at}.root`),
    name: checkLocalisedText(name, 100, `${at}.name`),
    url: httpsAddress(url, `${at}.url`),
  };
}

/** Host, port and path only, of characters that mean nothing else where such an address is put: relays stand in the CSP. */
function httpsAddress(value: unknown, at: string): string {
  const form =
    /^https:\/\/(?=[^/]{1,253}(?:\/|$))[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[1-9]\d{0,4})?(?:\/[A-Za-z0-9._~%/-]*)?$/;
  return textLike(textOf(value, 300, at), form, "an https:// address", at);
}

function checkDistinct(values: readonly string[], what: string): void {
  if (new Set(values).size !== values.length)
    throw new ProtocolError("malformed", `${what} are not distinct`);
}
