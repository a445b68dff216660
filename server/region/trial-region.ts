import {
  checkPolicy,
  defaultPolicy,
  encodeBatch,
  encodeManifest,
  formatUtc,
  intervalOf,
  type Manifest,
  openRegionRoot,
  parseRegionRoot,
  type Policy,
  regionRootText,
  signNote,
} from "../../protocol/index.ts";
import { periodStartOf, secondsPerDay } from "../clock.ts";
import { appendToLog, batchEntry, manifestEntry } from "../log.ts";
import { OperatorError } from "../operator-error.ts";
import type { Store } from "../store/store.ts";
import type { KeyDirectory } from "./keys.ts";
import { withNewTicketKeys } from "./new-ticket-keys.ts";
import { epochsBetween } from "./region.ts";

/** What a trial region is made of. */
export interface TrialRegion {
  readonly name: string;
  /** From now to the sunset, at most 180. */
  readonly days: number;
  /** What differs from {@link trialPolicy}. */
  readonly policy: Partial<Policy>;
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
export function makeTrialRegion(store: Store, keys: KeyDirectory, trial: TrialRegion): boolean {
  const made = store.transaction(() => {
    if (store.region.root() !== null) return false;
    if (keys.regionId() !== null) {
      throw new OperatorError(
        `The keys are those of region ${keys.regionId()}, but its database is gone. Put the database back; ` +
          "or, to begin a new region, move the whole data folder away.",
      );
    }
    keys.makeMissing(trial.host);
    addRegion(store, keys, trial);
    return true;
  });
  const id = Buffer.from(openRegionRoot(store.region.root()!).id).toString("hex");
  if (keys.regionId() === null) keys.setRegionId(id);
  if (keys.regionId() !== id) {
    throw new OperatorError(
      `The database is that of region ${id}, but the keys are those of ${keys.regionId()}.`,
    );
  }
  return made;
}

function addRegion(store: Store, keys: KeyDirectory, trial: TrialRegion): void {
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
      witnesses: [],
      quorum: 0,
      ticketKeys: withNewTicketKeys(keys, epochsBetween(now, sunset), []),
      ohttp: null,
      policy: checkPolicy({ ...trialPolicy, ...trial.policy }),
      peers: [],
    }),
    [steward],
  );
  const first = { number: 0, periodStart: periodStartOf(now, periodSeconds), closed: intervalOf(now) };
  const batch = encodeBatch({ ...first, regionId: root.id, exposed: [] });
  store.region.addRoot(signNote(root.text, [steward]));
  store.region.addManifest({ sequence: 1, note: manifest });
  store.batches.add(first, batch);
  appendToLog(store.log, keys.log(), [manifestEntry(1, manifest), batchEntry(0, batch)]);
}

const trialTexts: Pick<Manifest, "purpose" | "guidance"> = {
  purpose: {
    en: "To try Celadon out: to tell people that they shared a place with a confirmed case, and to tell nobody else anything.",
  },
  guidance: {
    yellow: {
      en: "Avoid meeting people who could fall gravely ill, watch for symptoms, and take a test three days after the visit shown below.",
    },
    red: { en: "Stay at home if you can, take a test, and tell those you live with." },
  },
};
