import { bytesToHex } from "@noble/hashes/utils.js";
import { html } from "lit";
import { defaultPolicy, openRegionRoot } from "../../../protocol/index.ts";
import matchWorkerUrl from "../../device/match-worker.ts?worker&url";
import { openSender } from "../../device/sender.ts";
import { workerMatcher } from "../../device/worker-matcher.ts";
import { startWorker } from "../../parts/trusted-url.ts";
import type { Region } from "../region.ts";
import type { RegionState } from "../state.ts";
import { senderName, type VenueStore } from "../store.ts";
import "./in-list-screen.ts";
import "./release-screen.ts";
import { ReleaseSession, type ReleaseWorld } from "./release-session.ts";

/** What releases need from the page. */
export interface ReleasePage extends Pick<ReleaseWorld, "places" | "now" | "changed"> {
  readonly store: VenueStore;
  /** The region of this page, as far as it is known. */
  readonly region: () => Region | null;
}

/** The session about releases on this browser's storage, network and worker. */
export function releaseSession({ store, region, now, ...page }: ReleasePage): ReleaseSession {
  return new ReleaseSession({
    ...page,
    now,
    readRecords: () => store.releases(),
    changeRecords: (change) => store.changeReleases(change),
    policy: () => region()?.policy ?? defaultPolicy,
    openSender: () =>
      openSender({
        name: senderName,
        fetch: (input, init) => fetch(input, init),
        origin: location.origin,
        now,
        indexedDB,
        locks: navigator.locks ?? null,
        pinned: pinOf(region()),
        matcher: workerMatcher(startWorker(matchWorkerUrl, "list matcher")),
      }),
  });
}

/** The screen of a route about releases. */
export function releaseScreen(
  at: "release" | "listed",
  session: ReleaseSession,
  region: RegionState,
  now: number,
) {
  return at === "release"
    ? html`<venue-release
        .session=${session}
        .state=${session.state}
        .region=${region}
        .now=${now}
      ></venue-release>`
    : html`<venue-in-list .session=${session} .state=${session.state} .region=${region}></venue-in-list>`;
}

function pinOf(region: Region | null): string | null {
  return region === null ? null : bytesToHex(openRegionRoot(region.record.root).hash);
}
