import type { Act } from "../act.ts";
import type { Screen } from "../screen.ts";

/** Screens that a rehearsal has; opening any other ends it, for what is done there is in earnest. */
const screens: ReadonlySet<Screen["at"]> = new Set<Screen["at"]>([
  "home",
  "welcome",
  "scan",
  "confirm",
  "diary",
  "visit",
  "write-down",
  "why",
  "card",
  "more",
  "limits",
]);

/** What can be done, or can happen, in a rehearsal. */
const acts: ReadonlySet<Act["do"]> = new Set<Act["do"]>([
  "rehearsing",
  "device-changed",
  "update-waiting",
  "update-now",
  "back",
  "back-to",
  "welcome-card",
  "welcome-done",
  "done",
  "trouble",
  "scan-way",
  "camera-trouble",
  "code-text",
  "code-picture",
  "code-refused",
  "place-read",
  "choose-stay",
  "choose-arrival",
  "choose-companions",
  "check-in",
  "checked-in",
  "leave",
  "visit-ended",
  "edit-visit",
  "start-editing",
  "stop-editing",
  "edit-refused",
  "delete-visit",
  "delete-visits",
  "write-down",
  "written-down",
  "writing-refused",
  "stay-home",
  "visit-gone",
  "settle",
  "check-now",
  "checking",
  "checked",
  "outbox",
]);

/**
 * Whether an act belongs into a rehearsal. Reporting, erasing, hosting, moving and whatever else is meant in earnest does not:
 * the rehearsal ends, and then it is done.
 */
export function isRehearsed(act: Act): boolean {
  if (act.do !== "open") return acts.has(act.do);
  const { screen } = act;
  return screens.has(screen.at) && !(screen.at === "scan" && screen.slip === true);
}
