import { checkTag } from "../../service-worker/notices.ts";

/** What the DOM's declarations do not know of periodic background sync. */
interface PeriodicSyncRegistration extends ServiceWorkerRegistration {
  readonly periodicSync?: {
    register(tag: string, options: { readonly minInterval: number }): Promise<void>;
  };
}

/** No browser checks more often than about twice a day; it is asked for what a list is worth. ms. */
const hourMilliseconds = 3_600_000;

/**
 * Ask the browser to check the lists now and then while the page is closed. Browsers that know it grant it to a page that was
 * installed, without asking the person, and choose the times themselves.
 *
 * @returns Whether it was granted.
 */
export async function askForPeriodicChecks(): Promise<boolean> {
  const registration: PeriodicSyncRegistration | undefined = await navigator.serviceWorker?.getRegistration();
  if (registration?.periodicSync === undefined) return false;
  try {
    await registration.periodicSync.register(checkTag, { minInterval: hourMilliseconds });
    return true;
  } catch {
    return false;
  }
}
