import type { Policy } from "../../../protocol/index.ts";
import type { DeviceErrorCode, Sending, Sighting } from "../../device/sender.ts";
import type { RecoverySheet } from "../recovery-sheet.ts";
import type { ListedHours } from "./listed-hours.ts";
import type { SheetDoubt } from "./place-tokens.ts";
import type { ReleaseRecord } from "./release-record.ts";
import type { ReleaseWindow, WindowProblem } from "../../parts/hours/release-window.ts";

/** A release, or taking one back, that is being prepared. Nothing of it is on the disk. */
export interface Task {
  readonly kind: "release" | "retraction";
  readonly step: "code" | "sheet" | "hours" | "preview";
  /** Of a retraction: the release that it is for, where this device knows it. */
  readonly of: ReleaseRecord | null;
  /** The claim code as typed. */
  readonly draft: string;
  /** The hours that the authority asked for, or of the release that is taken back. */
  readonly asked: ReleaseWindow | null;
  /** With the place key: held here for the act, and gone with it. */
  readonly sheet: RecoverySheet | null;
  readonly doubt: SheetDoubt | null;
  readonly window: ReleaseWindow | null;
  /** Of a retraction: what the lists show of these hours, and can be taken back. */
  readonly found: readonly Sighting[];
  readonly problem: TaskProblem | null;
}

/** Why a task does not go on. */
export type TaskProblem =
  | { readonly kind: "hours"; readonly why: WindowProblem }
  /** The place of this sheet is not in the lists at the hours of the release. */
  | { readonly kind: "not-listed" }
  /** This is the sheet of another place than the one whose release is taken back. */
  | { readonly kind: "other-place" }
  | { readonly kind: "device"; readonly code: DeviceErrorCode };

/** Looking for a place in the lists. */
export type Listing =
  | { readonly step: "sheet"; readonly trouble: DeviceErrorCode | null }
  | {
      readonly step: "answer";
      readonly placeName: string;
      readonly hours: readonly ListedHours[];
      /** Closing of the oldest and the newest list that was looked at, Unix seconds; `null` when there is none yet. */
      readonly from: number | null;
      readonly to: number | null;
    };

/** Something that takes a while, and how far it is. */
export interface Work {
  readonly doing: "lists" | "searching" | "beginning";
  readonly done: number;
  readonly total: number;
}

/** All that the pages about released hours show. */
export interface ReleaseState {
  /** Newest first. */
  readonly records: readonly ReleaseRecord[];
  readonly sendings: readonly Sending[];
  /** Of the last sync; before the first one the defaults. */
  readonly policy: Policy;
  readonly task: Task | null;
  readonly listing: Listing;
  readonly work: Work | null;
  /** Why sending or looking for what was sent pauses. */
  readonly trouble: DeviceErrorCode | null;
  /** A record that has just been deleted, while "Undo" is offered. */
  readonly deleted: ReleaseRecord | null;
}

/** A task that begins. @param of - The release that is to be taken back, where it is known. */
export function newTask(
  kind: Task["kind"],
  of: ReleaseRecord | null = null,
  draft = "",
  asked: ReleaseWindow | null = null,
): Task {
  return {
    kind,
    step: "code",
    of,
    draft,
    asked: of?.window ?? asked,
    sheet: null,
    doubt: null,
    window: null,
    found: [],
    problem: null,
  };
}

/** A task one step back; `null` when it was at its beginning. What was chosen is kept, but for the sheet when that step is left. */
export function stepBack(task: Task): Task | null {
  const bare = { ...task, problem: null };
  switch (task.step) {
    case "code":
      return null;
    case "sheet":
      return { ...bare, step: "code", sheet: null, doubt: null };
    case "hours":
      return { ...bare, step: "sheet", sheet: null, doubt: null };
    case "preview":
      return task.of === null
        ? { ...bare, step: "hours" }
        : { ...bare, step: "sheet", sheet: null, doubt: null };
  }
}
