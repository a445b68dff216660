/** Whether this browser can show notices, and what the person said to it. */
export type NoticePermission = "impossible" | "not-asked" | "refused" | "granted";

/** What is known without asking. */
export function noticePermission(): NoticePermission {
  if (!("Notification" in globalThis) || !("serviceWorker" in navigator)) return "impossible";
  switch (Notification.permission) {
    case "granted":
      return "granted";
    case "denied":
      return "refused";
    default:
      return "not-asked";
  }
}

/** Ask, if it was not asked before: the browser shows its own question. Call it from a tap only. */
export async function askForNotices(): Promise<NoticePermission> {
  if (noticePermission() === "not-asked") await Notification.requestPermission();
  return noticePermission();
}
