import { intervalStart } from "../../protocol/index.ts";
import type { ClockCheck } from "./clock-check.ts";
import type { Place } from "./place.ts";
import type { RecoverySheet } from "./recovery-sheet.ts";
import type { Region } from "./region.ts";

/** The screens of the page as a whole, beside the list. */
const pageScreens = ["make", "restore", "join", "release", "listed"] as const;

/**
 * The screens of one place: its display, printed passes, all that can be done with it, a second display, another place of
 * the same kind, the same under another name.
 */
const placeScreens = ["display", "print", "place", "share", "like", "rename"] as const;

/** Where in the page one is. The address's fragment says it too, so that "back" and a reload do what is expected. */
export type Route =
  | { readonly at: "list" | (typeof pageScreens)[number] }
  | { readonly at: (typeof placeScreens)[number]; readonly placeId: string };

/** What is on the screen. */
export type Screen =
  | { readonly at: "opening" }
  /** This browser gives the page no storage. */
  | { readonly at: "no-storage" }
  /** The clock is far ahead of when the device was last used; believing it wrongly would destroy the codes. */
  | { readonly at: "clock-question"; readonly lastUsed: number }
  /** The key is at hand, and nowhere else: the sheet must be kept before it goes. Not part of any address. */
  | {
      readonly at: "sheet";
      readonly sheet: RecoverySheet;
      readonly restored: boolean;
      /** Id of the place that goes to the archive when this one opens: it was given another name. */
      readonly replaces: string | null;
    }
  /** The sunset came while a display was open. */
  | { readonly at: "ended"; readonly moment: number }
  | Route;

/** What is known of the region. */
export type RegionState =
  | { readonly kind: "unknown"; readonly trouble: RegionTrouble | null }
  | { readonly kind: "known"; readonly region: Region; readonly trouble: RegionTrouble | null };

/** Why the last question to the server brought nothing new. */
export type RegionTrouble = "no-network" | "bad-answer" | "other-region";

/** Everything that the page shows depends on. */
export interface VenueState {
  readonly screen: Screen;
  readonly places: readonly Place[];
  readonly region: RegionState;
  readonly clock: ClockCheck;
  /** A place that has just been removed, while "Undo" is offered. */
  readonly removed: Place | null;
  /** Whether displays go dark around their code at night. */
  readonly darkAtNight: boolean;
  /** The sunset that wiped this device, Unix seconds. */
  readonly ended: number | null;
  /** Whether the last change could not be written to the disk. */
  readonly unsaved: boolean;
}

/** What can happen. */
export type VenueEvent =
  | {
      readonly kind: "stored-read";
      readonly places: readonly Place[];
      readonly region: Region | null;
      readonly darkAtNight: boolean;
      readonly ended: number | null;
    }
  | { readonly kind: "night-chosen"; readonly darkAtNight: boolean }
  | { readonly kind: "storage-refused" }
  | { readonly kind: "clock-doubted"; readonly lastUsed: number }
  | { readonly kind: "went"; readonly route: Route }
  | { readonly kind: "sheet-made"; readonly sheet: RecoverySheet; readonly replaces: string | null }
  | { readonly kind: "sheet-read"; readonly sheet: RecoverySheet }
  | { readonly kind: "places-changed"; readonly places: readonly Place[] }
  | { readonly kind: "place-removed"; readonly place: Place; readonly places: readonly Place[] }
  /** Undone or final: nothing is offered any more. */
  | { readonly kind: "removal-over"; readonly places: readonly Place[] }
  | { readonly kind: "region-came"; readonly region: Region }
  | { readonly kind: "region-failed"; readonly trouble: RegionTrouble }
  | { readonly kind: "clock-checked"; readonly check: ClockCheck }
  | { readonly kind: "sunset-came"; readonly at: number; readonly places: readonly Place[] }
  | { readonly kind: "write-failed" };

/** Before anything has been read. */
export const opening: VenueState = {
  screen: { at: "opening" },
  places: [],
  region: { kind: "unknown", trouble: null },
  clock: { kind: "unchecked" },
  removed: null,
  darkAtNight: true,
  ended: null,
  unsaved: false,
};

/** A jump of the clock of more than this is asked about before the past is dropped. Seconds. */
export const clockJumpSeconds = 7 * 86_400;

/**
 * The page after an event. Pure; a screen whose place is gone becomes the list.
 */
export function next(state: VenueState, event: VenueEvent): VenueState {
  switch (event.kind) {
    case "stored-read":
      return {
        ...state,
        places: event.places,
        region: knownRegion(event.region, state.region),
        darkAtNight: event.darkAtNight,
        ended: event.ended,
      };
    case "night-chosen":
      return { ...state, darkAtNight: event.darkAtNight };
    case "storage-refused":
      return { ...state, screen: { at: "no-storage" } };
    case "clock-doubted":
      return { ...state, screen: { at: "clock-question", lastUsed: event.lastUsed } };
    case "went":
      return existing({ ...state, screen: event.route, removed: null });
    case "sheet-made":
      return { ...state, screen: sheetScreen(event.sheet, false, event.replaces) };
    case "sheet-read":
      return { ...state, screen: sheetScreen(event.sheet, true, null) };
    case "places-changed":
      return existing({ ...state, places: event.places, unsaved: false });
    case "place-removed":
      return existing({ ...state, places: event.places, removed: event.place });
    case "removal-over":
      return { ...state, places: event.places, removed: null };
    case "region-came":
      return { ...state, region: { kind: "known", region: event.region, trouble: null } };
    case "region-failed":
      return { ...state, region: { ...state.region, trouble: event.trouble } };
    case "clock-checked":
      return event.check.kind === "unchecked" ? state : { ...state, clock: event.check };
    case "sunset-came":
      return afterSunset(state, event.at, event.places);
    case "write-failed":
      return { ...state, unsaved: true };
  }
}

/**
 * Since when a device has not been used, when its clock has since jumped so far that it should be asked about.
 *
 * A display drops what is past for good. A clock that is wrong by months would so destroy a place, and a tablet
 * whose battery was empty may well have such a clock.
 *
 * @param now - Unix seconds.
 * @returns Unix seconds; `null` when the clock is believable.
 */
export function doubtedSince(places: readonly Place[], now: number): number | null {
  const starts = places.flatMap(({ pass }) => (pass === null ? [] : [pass.start]));
  if (starts.length === 0) return null;
  const lastUsed = intervalStart(Math.max(...starts));
  return now - lastUsed > clockJumpSeconds ? lastUsed : null;
}

/** The fragment of the address for a route, with its `#`; empty for the list. */
export function fragmentOf(route: Route): string {
  if (route.at === "list") return "";
  return "placeId" in route ? `#${route.at}-${route.placeId}` : `#${route.at}`;
}

/** The route of a fragment. @param fragment - Untrusted; whatever it is not, it is the list. */
export function routeOf(fragment: string): Route {
  const [, name, placeId] = /^#([a-z]+)(?:-([0-9a-f]{16}))?$/.exec(fragment) ?? [];
  if (placeId === undefined) return { at: pageScreens.find((at) => at === name) ?? "list" };
  const at = placeScreens.find((each) => each === name);
  return at === undefined ? { at: "list" } : { at, placeId };
}

/** The route that a screen is, or `null` for a screen that no address leads to. */
export function routeShown({ screen }: VenueState): Route | null {
  switch (screen.at) {
    case "opening":
    case "no-storage":
    case "clock-question":
    case "sheet":
    case "ended":
      return null;
    default:
      return screen;
  }
}

/** The place of a screen that shows one. */
export function shownPlace({ screen, places }: VenueState): Place | null {
  if (!("placeId" in screen)) return null;
  return places.find((place) => place.id === screen.placeId) ?? null;
}

/** A place that is gone has no screens, one in the archive no display. */
function existing(state: VenueState): VenueState {
  if (!("placeId" in state.screen)) return state;
  const place = shownPlace(state);
  const isAway = state.screen.at === "display" && place?.archived === true;
  return place === null || isAway ? { ...state, screen: { at: "list" } } : state;
}

function sheetScreen(sheet: RecoverySheet, restored: boolean, replaces: string | null): Screen {
  return { at: "sheet", sheet, restored, replaces };
}

/** An open display says so; every other screen, a sheet too, has lost its meaning. */
function afterSunset(state: VenueState, at: number, places: readonly Place[]): VenueState {
  const after: VenueState = {
    ...state,
    places,
    region: { kind: "unknown", trouble: null },
    removed: null,
    ended: at,
  };
  if (state.screen.at === "ended") return after;
  if (state.screen.at !== "display") return { ...after, screen: { at: "list" } };
  return shownPlace(after) === null ? { ...after, screen: { at: "ended", moment: at } } : after;
}

function knownRegion(region: Region | null, before: RegionState): RegionState {
  return region === null ? before : { kind: "known", region, trouble: null };
}
