import { type Device, type Matcher, openDevice } from "../device/device.ts";
import matchWorkerUrl from "../device/match-worker.ts?worker&url";
import { workerMatcher } from "../device/worker-matcher.ts";
import { startWorker } from "../parts/trusted-url.ts";

/**
 * Open this browser's device: its storage, this site as its server, and a worker that compares lists.
 *
 * @throws whatever the browser says when it allows no storage.
 */
export function openStorage(): Promise<Device> {
  return openDevice({
    fetch: (input, init) => fetch(input, init),
    origin: location.origin,
    now: () => Math.floor(Date.now() / 1000),
    indexedDB,
    locks: navigator.locks ?? null,
    matcher: matcherOnDemand(),
  });
}

/** Erase what the page itself keeps: caches and the service worker. */
export async function eraseStorage(): Promise<void> {
  // Neither is there when the page came without encryption.
  if ("caches" in globalThis) for (const name of await caches.keys()) await caches.delete(name);
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    await registration.unregister();
  }
}

/** A matcher whose worker starts with the first list: an opening without anything to compare needs none. */
function matcherOnDemand(): Matcher {
  let started: Matcher | null = null;
  return {
    match(batch, queries) {
      started ??= workerMatcher(startWorker(matchWorkerUrl, "list matcher"));
      return started.match(batch, queries);
    },
    close() {
      started?.close();
      started = null;
    },
  };
}
