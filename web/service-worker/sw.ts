import { trustedScriptUrl } from "../parts/trusted-url.ts";
import type { Background } from "./background.ts";
import { checkTag, leaveAction, newsTag, visitTag } from "./notices.ts";

/**
 * Keeps the pages for use without a network: it never sees what a page asks of `/v1/`, stores no answer it was not built
 * with, and takes over only when the page asks (`SKIP_WAITING`). Beside that it lends the device a moment when the browser
 * offers one: for a check while no page is open, and for leaving a place from a notification.
 */

/** Everything the build made; put in by vite.config.ts. A page is listed under the path that shows it. */
declare const PRECACHE: readonly { readonly url: string; readonly integrity: string }[];
/** Path of background.ts as it was built. */
declare const BACKGROUND: string;
declare const self: ServiceWorkerGlobalScope & { celadonBackground?: Background };

const prefix = "celadon-pages-";

/** Name of this version's cache: follows from the contents of all files, so equal builds share it. */
async function cacheName(): Promise<string> {
  const all = new TextEncoder().encode(
    PRECACHE.map(({ url, integrity }) => `${url} ${integrity}\n`).join(""),
  );
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return prefix + Array.from(hash.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Fetch every file this version consists of. `integrity` refuses a file of another version, so that a server in the
 * middle of an update cannot leave half of each behind. Hashed assets of the version before are taken over.
 */
async function install(): Promise<void> {
  // A script that was imported once, while installing, can be imported later without a network.
  background();
  const cache = await caches.open(await cacheName());
  await Promise.all(
    PRECACHE.map(async ({ url, integrity }) => {
      const kept = url.startsWith("/assets/") ? await caches.match(url) : undefined;
      const response = kept ?? (await fetch(url, { integrity, cache: "no-cache", credentials: "omit" }));
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      await cache.put(url, response);
    }),
  );
}

/**
 * Fetch the pages anew that are kept: their files are the same, but their policy names the relays of the region's rules, which
 * may have changed since.
 *
 * @returns Whether a policy has changed.
 */
async function renewPages(): Promise<boolean> {
  const cache = await caches.open(await cacheName());
  const renewed = await Promise.all(
    PRECACHE.filter(({ url }) => url.endsWith("/")).map(async ({ url, integrity }) => {
      const [old, page] = await Promise.all([
        cache.match(url),
        fetch(url, { integrity, cache: "no-cache", credentials: "omit" }),
      ]);
      if (!page.ok || policyOf(page) === policyOf(old)) return false;
      await cache.put(url, page);
      return true;
    }),
  );
  return renewed.includes(true);
}

function policyOf(page: Response | undefined): string | null {
  return page?.headers.get("content-security-policy") ?? null;
}

/** Drop the caches of all other versions and serve the tabs that are already open. */
async function activate(): Promise<void> {
  const current = await cacheName();
  for (const name of await caches.keys()) {
    if (name.startsWith(prefix) && name !== current) await caches.delete(name);
  }
  await self.clients.claim();
}

async function answer(path: string, request: Request): Promise<Response> {
  // To open a cache would make it anew after everything was erased.
  return (await caches.match(path, { cacheName: await cacheName() })) ?? fetch(request);
}

/** The device's part, evaluated when first asked for. */
function background(): Background {
  if (self.celadonBackground === undefined) importScripts(trustedScriptUrl(BACKGROUND));
  return self.celadonBackground!;
}

/** Check while no page is open: an open one checks by itself. */
async function check(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window" });
  if (pages.some(({ visibilityState }) => visibilityState === "visible")) return;
  const news = await background().check();
  if (news === null) return;
  await self.navigator.setAppBadge?.();
  await self.registration.showNotification("Celadon", { body: news, tag: newsTag, icon: "/icon-192.png" });
}

/** Bring the page to the front, or open it. */
async function show(): Promise<void> {
  const [page] = await self.clients.matchAll({ type: "window" });
  await (page === undefined ? self.clients.openWindow("/") : page.focus());
}

const kept = new Set(PRECACHE.map(({ url }) => url));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("message", (event) => {
  const type = (event.data as { type?: unknown } | null)?.type;
  if (type === "SKIP_WAITING") event.waitUntil(self.skipWaiting());
  if (type === "RENEW_PAGES") {
    const [port] = event.ports;
    event.waitUntil(
      renewPages().then(
        (changed) => port?.postMessage(changed, []),
        // No network, or a newer version is on its way: that one brings its own policy.
        () => port?.postMessage(false, []),
      ),
    );
  }
});

self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname.startsWith("/v1/") || !kept.has(pathname)) return;
  event.respondWith(answer(pathname, event.request));
});

self.addEventListener("periodicsync", (event) => {
  // TypeScript's declarations do not know the event yet.
  const periodic = event as ExtendableEvent & { readonly tag: string };
  if (periodic.tag === checkTag) periodic.waitUntil(check());
});

self.addEventListener("notificationclick", (event) => {
  const { action, notification } = event;
  notification.close();
  if (notification.tag === visitTag && action === leaveAction) event.waitUntil(background().leave());
  else event.waitUntil(show());
});
