import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import {
  defaultPolicy,
  epochOf,
  formatUtc,
  type Manifest,
  noteSigner,
  parseRegionRoot,
  parseUtc,
  regionRootText,
  type TicketPurpose,
} from "../../protocol/index.ts";
import { noteKeyFromSeed } from "../../protocol/note-signer.ts";
import { encodeVerifierKey, signatureType } from "../../protocol/verifier-key.ts";

/** A region of three stewards, of whom two must sign, and manifests of it, for the tests of manifests. */

export const daySeconds = 86_400;
/** When {@link base} was issued, Unix seconds. */
export const issued = parseUtc("2026-11-21T09:00:00Z");
export const epoch = epochOf(issued);

/** Three stewards and a stranger. */
export const keys = ["one", "two", "three", "four"].map((name, index) =>
  noteKeyFromSeed(`${name}.example`, new Uint8Array(32).fill(index)),
);
export const stewards = keys.map(({ skey }) => noteSigner(skey));
export const root = parseRegionRoot(
  regionRootText(
    "Bay of Plenty",
    2,
    keys.slice(0, 3).map(({ vkey }) => vkey),
  ),
);
export const witnesses = [1, 2].map((index) =>
  encodeVerifierKey(
    `witness${index}.example`,
    signatureType.cosignature,
    ed25519.getPublicKey(new Uint8Array(32).fill(100 + index)),
  ),
);

export const ticketKey = (purpose: TicketPurpose, week: number, digit = String(purpose)) => ({
  purpose,
  epoch: week,
  publicKey: digit.repeat(64),
});

/** The smallest manifest. */
export const base: Manifest = {
  schema: "celadon/manifest/v1",
  region: { id: bytesToHex(root.id), name: { en: "Bay of Plenty", mi: "Te Moana-a-Toi" } },
  purpose: { en: "To tell people that they shared a place with a case of measles." },
  sequence: 1,
  issued: "2026-11-21T09:00:00Z",
  effective: "2026-11-21T09:00:00Z",
  sunset: "2027-02-19T09:00:00Z",
  logKey: noteKeyFromSeed("bay.example/log", new Uint8Array(32).fill(50)).vkey,
  witnesses: [],
  quorum: 0,
  ticketKeys: [ticketKey(1, epoch), ticketKey(2, epoch), ticketKey(3, epoch), ticketKey(1, epoch + 1)],
  ohttp: null,
  policy: defaultPolicy,
  guidance: { yellow: { en: "Watch for signs.\nStay away from hospitals." }, red: { en: "Stay at home." } },
  peers: [],
};

/** One with something in every list. */
export const full: Manifest = {
  ...base,
  witnesses,
  quorum: 2,
  ohttp: {
    keyConfig: "AQAgMeHwWnQBAhFSIOmvkY9zhnSuyV9U224E63Baro55gVUABAABAAE=",
    relays: ["https://relay.example/gate", "https://other.example:8443"],
  },
  peers: [{ root: "ab".repeat(32), name: { en: "Waikato" }, url: "https://waikato.example" }],
};

/** The time so many seconds after {@link base} was issued, as manifests write it. */
export const at = (seconds: number) => formatUtc(issued + seconds);
