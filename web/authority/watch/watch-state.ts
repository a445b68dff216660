/** How the region is, as `GET /v1/authority/watch` says it. Times in Unix seconds, hours in Unix hours. */
export interface WatchState {
  readonly now: number;
  readonly alarms: readonly Alarm[];
  readonly list: {
    /** Why no list is published at present, in the record's words. */
    readonly paused: string | null;
    readonly periodSeconds: number;
    /** The newest last. */
    readonly batches: readonly ListSize[];
    /** When phones call the newest list old. */
    readonly staleAt: number;
  };
  readonly record: {
    readonly entries: number;
    /** As far as phones see it. */
    readonly shown: number;
    readonly quorum: number;
    readonly witnesses: readonly { readonly name: string; readonly entries: number }[];
  };
  readonly counts: {
    readonly firstHour: number;
    readonly perHour: readonly HourlySeries[];
    /** For each hour, of codes to report; null where too few days are known. */
    readonly usualClaims: readonly (number | null)[];
  };
  readonly rules: { readonly effective: number; readonly changes: readonly RuleChange[] } | null;
  readonly sunset: number;
  readonly peers: readonly {
    readonly name: Readonly<Record<string, string>>;
    readonly closed: number | null;
  }[];
}

/** One published list. */
export interface ListSize {
  readonly number: number;
  readonly closed: number;
  readonly bytes: number;
}

/** How often something happened to claim codes of a purpose (1 report, 2 confirm, 3 retract, 0 wrong ones), hour by hour. */
export interface HourlySeries {
  readonly event: CountedEvent;
  readonly purpose: number;
  readonly counts: readonly number[];
}

/** What is counted. */
export type CountedEvent = "issued" | "claimed" | "expired" | "revoked" | "wrong";

/** A number or word of the rules that changes. */
export interface RuleChange {
  readonly key: string;
  readonly from: number | string;
  readonly to: number | string;
}

/** Somebody should look. */
export type Alarm =
  | {
      readonly kind: "claims";
      readonly purpose: number;
      readonly hours: readonly number[];
      readonly usual: number | null;
      readonly limit: number;
    }
  | { readonly kind: "guessing"; readonly hours: readonly number[]; readonly from: number }
  | { readonly kind: "late" }
  | { readonly kind: "not-cosigned" }
  | { readonly kind: "peer"; readonly name: Readonly<Record<string, string>> }
  | { readonly kind: "sunset" };

/** For each hour, how often something happened: of one purpose, or of all together. */
export function perHour({ counts }: WatchState, event: CountedEvent, purpose?: number): number[] {
  const own = counts.perHour.filter(
    (each) => each.event === event && (purpose === undefined || each.purpose === purpose),
  );
  return counts.usualClaims.map((_, index) => own.reduce((sum, each) => sum + each.counts[index]!, 0));
}
