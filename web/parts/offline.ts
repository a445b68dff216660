import { Workbox } from "workbox-window";
import { trustedScriptUrl } from "./trusted-url.ts";

/** A newer version of the site, downloaded and waiting. */
export interface WaitingVersion {
  /** Let it take over. The page is loaded anew once it has; call it only when no form would be lost. */
  takeOver(): void;
}

/**
 * Register the service worker, which keeps the pages for use without a network.
 *
 * A newer version never takes over by itself: it waits until the page says so, so that nobody loses what they typed.
 * When another tab lets it take over, `whenReplaced` is called and the page chooses its own moment to load anew.
 *
 * @param callbacks.whenWaiting - Called when a newer version is ready, at most once a version.
 * @param callbacks.whenReplaced - Called when a newer version has taken over from another tab, or the region has named relays that the
 *   page as it was kept may not ask.
 */
export function keepForOffline(callbacks: {
  whenWaiting: (version: WaitingVersion) => void;
  whenReplaced: () => void;
}): void {
  if (!("serviceWorker" in navigator)) return;
  // "all": a look for a newer version asks the network only when the last answer is no longer fresh.
  const workbox = new Workbox(trustedScriptUrl("/sw.js"), { updateViaCache: "all" });
  let asked = false;
  workbox.addEventListener("waiting", () => {
    callbacks.whenWaiting({
      takeOver() {
        asked = true;
        workbox.messageSkipWaiting();
      },
    });
  });
  workbox.addEventListener("controlling", (event) => {
    if (event.isUpdate !== true) return;
    if (asked) location.reload();
    else callbacks.whenReplaced();
  });
  let blocked = false;
  const renew = (): void => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", ({ data }) => {
      if (data === true) callbacks.whenReplaced();
    });
    port1.start();
    navigator.serviceWorker.controller?.postMessage({ type: "RENEW_PAGES" }, [port2]);
  };
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
    if (effectiveDirective !== "connect-src" || blocked) return;
    blocked = true;
    renew();
  });
  workbox.register().catch(() => {
    // Private windows and lockdown modes refuse it; the page works without, only not offline.
  });
}
