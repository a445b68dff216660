import { home, type RegionKey } from "./followed.ts";
import type { OpenNote } from "./personal.ts";
import type { FollowedRegion, StoredExposure, StoredReport, Values } from "./snapshot.ts";

/** What changes together, in one transaction of database `celadon`. */
export interface Change extends Partial<Values> {
  /** By {@link RegionKey}; `null` forgets one. Their lists go by `Store.dropLists` before. */
  readonly peers?: Readonly<Record<string, Partial<FollowedRegion> | null>>;
  readonly putExposures?: readonly StoredExposure[];
  readonly deleteExposures?: readonly string[];
  readonly putReports?: readonly StoredReport[];
  readonly deleteReports?: readonly string[];
  readonly openNote?: OpenNote | null;
  /** Delete what is personal, unread. Only under a lock. */
  readonly forgetPersonal?: true;
}

/** A change of what is kept of one region. */
export function changeOf(key: RegionKey, change: Partial<FollowedRegion>): Change {
  return key === home ? change : { peers: { [key]: change } };
}
