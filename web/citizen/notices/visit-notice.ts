import { msg, str } from "@lit/localize";
import type { Visit } from "../../device/device.ts";
import { clockTime, pageReader } from "../../parts/time-words.ts";
import { leaveAction, visitTag } from "../../service-worker/notices.ts";
import { noticePermission } from "./permission.ts";

/** What the DOM's declarations do not know of notices. */
interface VisitNoticeOptions extends NotificationOptions {
  readonly actions: readonly { readonly action: string; readonly title: string }[];
  readonly timestamp: number;
}

/**
 * Keeps one silent notice in the phone's list while a visit is open, with a button to leave. It says since when, and not
 * where: whoever sees the screen learns nothing of the diary.
 */
export class VisitNotice {
  /** What the notice that stands says of which visit; `null` when none stands; `undefined` before it was looked at. */
  #shown: string | null | undefined;
  #turn = Promise.resolve();

  /**
   * Follow the device's state.
   *
   * @param visit - The open visit.
   * @param wanted - Whether the person wants to be reminded.
   */
  follow(visit: Visit | null, wanted: boolean): void {
    const wish =
      visit !== null && wanted && noticePermission() === "granted"
        ? { words: wordsOf(visit), arrival: visit.arrival, key: `${visit.id} ${visit.plannedLeaving}` }
        : null;
    if (this.#shown !== undefined && this.#shown === (wish?.key ?? null)) return;
    this.#shown = wish?.key ?? null;
    this.#turn = this.#turn.then(() => showOrClose(wish));
  }
}

function wordsOf({ arrival, plannedLeaving }: Visit): string {
  const reader = pageReader();
  const since = clockTime(arrival, reader);
  const until = clockTime(plannedLeaving, reader);
  return msg(str`You are checked in since ${since}. It ends by itself at ${until}.`);
}

async function showOrClose(wish: { readonly words: string; readonly arrival: number } | null): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (registration === undefined) return;
  const standing = await registration.getNotifications({ tag: visitTag });
  if (wish === null) {
    for (const notice of standing) notice.close();
    return;
  }
  const options: VisitNoticeOptions = {
    body: wish.words,
    tag: visitTag,
    silent: true,
    requireInteraction: true,
    icon: "/icon-192.png",
    timestamp: wish.arrival * 1000,
    actions: [{ action: leaveAction, title: msg("Leave now") }],
  };
  await registration.showNotification("Celadon", options);
}
