import { type Device, openDevice } from "../device/device.ts";
import matchWorkerUrl from "../device/match-worker.ts?worker&url";
import { workerMatcher } from "../device/worker-matcher.ts";
import { workerPassphraseKey } from "../device/worker-passphrase-key.ts";
import { forgetLanguage } from "../locales/chosen-language.ts";
import { startWorker } from "../parts/trusted-url.ts";

/**
 * Open this browser's device: its storage, this site as its server, and a worker that compares lists and derives
 * keys from passphrases.
 *
 * The worker starts now, not with the first comparison: browsers look for a newer service worker, over the network,
 * whenever a page starts a worker, and a visit's end compares.
 *
 * @throws whatever the browser says when it allows no storage.
 */
export function openStorage(): Promise<Device> {
  const worker = startWorker(matchWorkerUrl, "list matcher");
  return openDevice({
    fetch: (input, init) => fetch(input, init),
    origin: location.origin,
    now: () => Math.floor(Date.now() / 1000),
    indexedDB,
    locks: navigator.locks ?? null,
    matcher: workerMatcher(worker),
    deriveKey: workerPassphraseKey(worker),
  });
}

/** Erase what the pages of this site keep themselves: the chosen language, small notes, service worker and caches. */
export async function eraseStorage(): Promise<void> {
  await forgetLanguage();
  localStorage.clear();
  sessionStorage.clear();
  // Neither is there when the page came without encryption. The worker first, or it might fill a cache again.
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    await registration.unregister();
  }
  if ("caches" in globalThis) for (const name of await caches.keys()) await caches.delete(name);
}
