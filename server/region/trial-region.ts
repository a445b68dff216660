import {
  checkPolicy,
  defaultPolicy,
  encodeManifest,
  formatUtc,
  type Manifest,
  parseRegionRoot,
  type Policy,
  regionRootText,
  signNote,
} from "../../protocol/index.ts";
import { secondsPerDay } from "../clock.ts";
import { OperatorError } from "../operator-error.ts";
import type { Store } from "../store/store.ts";
import type { KeyDirectory } from "./keys.ts";
import { addRegion, bindKeys } from "./new-region.ts";
import { withNewTicketKeys } from "./new-ticket-keys.ts";
import { epochsBetween } from "./region.ts";

/** What a trial region is made of. */
export interface TrialRegion {
  readonly name: string;
  /** From now to the sunset, at most 180. */
  readonly days: number;
  /** What differs from {@link trialPolicy}. */
  readonly policy: Partial<Policy>;
  /** vkeys of witnesses, and how many of them must cosign. */
  readonly witnesses: readonly string[];
  readonly quorum: number;
  /** Addresses of relays, which reports go through. */
  readonly relays: readonly string[];
  /** Other regions that it names. */
  readonly peers: Manifest["peers"];
  /** Names the steward's and the log's key. */
  readonly host: string;
  readonly periodSeconds: number;
  /** Unix seconds. */
  readonly now: number;
}

/** Days from the making or renewal of a trial region to its sunset. */
export const trialDays = 90;

/** The default policy, but quick to try: reports go out within a minute, into the next batch. */
const trialPolicy: Policy = { ...defaultPolicy, reportMinutes: 1, mixPeriods: 0 };

/**
 * Make a trial region (one steward, no witness) with its first manifest, log and batch, unless the store has one. A start that
 * was cut short at any point is taken up by the next: keys are on the disk before the one transaction that makes the region.
 *
 * @returns Whether it was made now.
 * @throws {@link OperatorError} when the keys belong to a region whose data are gone, or to another one.
 */
export async function makeTrialRegion(
  store: Store,
  keys: KeyDirectory,
  trial: TrialRegion,
): Promise<boolean> {
  const made = await store.transaction(async () => {
    if ((await store.region.root()) !== null) return false;
    if (keys.regionId() !== null) {
      throw new OperatorError(
        `The keys are those of region ${keys.regionId()}, but its database is gone. Put the database back; ` +
          "or, to begin a new region, move the whole data folder away.",
      );
    }
    if (keys.isPrepared()) {
      throw new OperatorError(
        "This server has been prepared for a region that is not there yet: install what its stewards signed, with " +
          "`steward install MANIFEST --root ROOT`.",
      );
    }
    keys.makeMissing(trial.host);
    await addTrialRegion(store, keys, trial);
    return true;
  });
  await bindKeys(store, keys);
  return made;
}

async function addTrialRegion(store: Store, keys: KeyDirectory, trial: TrialRegion): Promise<void> {
  const { now, name, days, periodSeconds } = trial;
  const steward = keys.steward();
  const root = parseRegionRoot(regionRootText(name, 1, [steward.vkey]));
  const sunset = now + days * secondsPerDay;
  const manifest = signNote(
    encodeManifest({
      schema: "celadon/manifest/v1",
      region: { id: Buffer.from(root.id).toString("hex"), name: { en: name } },
      ...trialTexts,
      sequence: 1,
      issued: formatUtc(now),
      effective: formatUtc(now),
      sunset: formatUtc(sunset),
      logKey: keys.log().vkey,
      witnesses: trial.witnesses,
      quorum: trial.quorum,
      ticketKeys: withNewTicketKeys(keys, epochsBetween(now, sunset), []),
      ohttp:
        trial.relays.length === 0 ? null : { keyConfig: keys.gateway.newestConfig(), relays: trial.relays },
      policy: checkPolicy({ ...trialPolicy, ...trial.policy }),
      peers: trial.peers,
    }),
    [steward],
  );
  await addRegion(store, keys, { root: signNote(root.text, [steward]), manifest, now, periodSeconds });
}

const trialTexts: Pick<Manifest, "purpose" | "guidance"> = {
  purpose: {
    en: "To try Celadon out: to tell people that they shared a place with a confirmed case, and to tell nobody else anything.",
  },
  guidance: {
    yellow: {
      en: "Avoid meeting people who could fall gravely ill, watch for symptoms, and take a test three days after the visit shown below.",
    },
    red: {
      en: "Stay at home if you can, and tell those you live with. If you have not taken a test, take one.",
    },
  },
};
