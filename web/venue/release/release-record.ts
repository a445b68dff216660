import { evidence, type IntervalToken, intervalStart } from "../../../protocol/index.ts";
import type { ClaimRefusal, Search, Sending } from "../../device/sender.ts";
import type { ReleaseWindow } from "../../parts/hours/release-window.ts";

/** How far a release, or taking one back, has come. */
export type ReleaseStand =
  /** It leaves, message by message; the sender knows more. */
  | { readonly at: "sending" }
  /** The claim code was not taken: nothing about the place was sent. */
  | { readonly at: "refused"; readonly reason: ClaimRefusal }
  /** It was stopped, or cut off, before anything about the place had left. */
  | { readonly at: "not-sent" }
  /** All has left; the lists do not show it yet. */
  | { readonly at: "sent" }
  /** The lists show it to everyone, all of it. */
  | { readonly at: "published" }
  /** A day later the lists show this many of its intervals. */
  | { readonly at: "incomplete"; readonly seen: number };

/** What this device remembers of a release, or of taking one back. It is on no other. */
export interface ReleaseRecord {
  /** 16 hex digits. */
  readonly id: string;
  readonly kind: "release" | "retraction";
  /** Of a retraction: the release that it takes back, where this device knows it. */
  readonly of: string | null;
  readonly placeName: string;
  readonly window: ReleaseWindow;
  /** Unix seconds. */
  readonly startedAt: number;
  readonly stand: ReleaseStand;
  /** Numbers of the lists that show it; of a retraction those that it takes back from. */
  readonly lists: readonly number[];
  /** What to look for in the lists. Only until it is found or given up: then none of them stays on the disk. */
  readonly awaited: readonly IntervalToken[];
  /** When it ages out, Unix seconds. */
  readonly until: number;
}

/** How long after it began something is looked for in the lists, in seconds. */
export const patienceSeconds = 86_400;

/** A record after a look at what the sender knows of it. @param sending - `null` when it knows nothing. @param now - Unix seconds. */
export function afterSending(record: ReleaseRecord, sending: Sending | null, now: number): ReleaseRecord {
  if (record.stand.at !== "sending") return record;
  if (sending === null) {
    // The sender forgets after a day what it has sent.
    return now - record.startedAt < patienceSeconds ? ended(record, { at: "not-sent" }) : sent(record);
  }
  if (sending.step === "refused") return ended(record, { at: "refused", reason: sending.reason });
  if (sending.step !== "sent") return record;
  const isWithdrawn = sending.visits.every(({ status }) => status === "withdrawn");
  return isWithdrawn ? ended(record, { at: "not-sent" }) : sent(record);
}

/** A record after its awaited tokens were looked for in the lists. @param now - Unix seconds. */
export function afterSearch(
  record: ReleaseRecord,
  { sightings, comparedTo }: Search,
  now: number,
): ReleaseRecord {
  if (record.stand.at !== "sent" || comparedTo === null) return record;
  const confirmed = sightings.filter((each) => each.evidence === evidence.confirmed);
  const meant =
    record.kind === "release"
      ? // Closings are told in intervals of ten minutes.
        confirmed.filter(({ closed }) => closed + 600 > record.startedAt)
      : confirmed.filter(({ batch }) => record.lists.includes(batch));
  const done = record.kind === "release" ? meant : meant.filter(({ takenBack }) => takenBack);
  const seen = new Set(done.map(({ interval }) => interval)).size;
  const isWhole =
    record.kind === "release"
      ? seen === record.awaited.length
      : done.length > 0 && done.length === meant.length;
  const lists = record.kind === "release" ? [...new Set(done.map(({ batch }) => batch))] : record.lists;
  if (isWhole) return ended({ ...record, lists }, { at: "published" });
  const isLate = now - record.startedAt >= patienceSeconds;
  return isLate ? ended({ ...record, lists }, { at: "incomplete", seen }) : record;
}

/** Whether all that can be known of a record is known. */
export function isSettled({ stand }: ReleaseRecord): boolean {
  return stand.at !== "sending" && stand.at !== "sent";
}

/** When a release is no longer remembered: with the visits of its hours, Unix seconds. */
export function forgottenAt({ end }: ReleaseWindow, retentionDays: number): number {
  return intervalStart(end) + retentionDays * 86_400;
}

function sent(record: ReleaseRecord): ReleaseRecord {
  return { ...record, stand: { at: "sent" } };
}

function ended(record: ReleaseRecord, stand: ReleaseStand): ReleaseRecord {
  return { ...record, stand, awaited: [] };
}
