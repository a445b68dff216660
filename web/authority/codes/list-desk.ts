import type { ListFile, References } from "./list-file.ts";
import type { ListRun } from "./list-run.ts";

/** A list that codes are being made for, with all that stands in it. */
export interface HeldList {
  /** Number of the staff member who works on it. */
  readonly owner: number;
  readonly run: ListRun;
  readonly file: ListFile;
  readonly references: References;
}

let held: HeldList | null = null;

/**
 * The list that this person works on. It outlasts the section's element, so that a session that ended takes no codes with it; what
 * another person left is forgotten.
 */
export function heldList(owner: number): HeldList | null {
  if (held !== null && held.owner !== owner) letListGo();
  return held;
}

/** Keep a list in this page's memory. The browser asks before it closes a page with codes that are nowhere else. */
export function holdList(list: HeldList): void {
  letListGo();
  held = list;
  addEventListener("beforeunload", warn);
  addEventListener("online", tryNow);
}

/** Forget the list, its references and its codes. */
export function letListGo(): void {
  held?.run.pause();
  held = null;
  removeEventListener("beforeunload", warn);
  removeEventListener("online", tryNow);
}

function warn(event: BeforeUnloadEvent): void {
  if (held?.run.hasUnsaved === true) event.preventDefault();
}

function tryNow(): void {
  held?.run.tryNow();
}
