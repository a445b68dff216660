import { msg } from "@lit/localize";
import type { VenueAct } from "./act-event.ts";
import type { Place } from "./place.ts";

/** One thing that can be done with a place. */
export interface PlaceEntry {
  readonly label: string;
  /** For tests: `place-<name>`. */
  readonly name: string;
  readonly act: VenueAct;
}

/** Entries that belong together. */
export interface PlaceGroup {
  readonly heading: string;
  readonly entries: readonly PlaceEntry[];
}

/** Everything that can be done with a place as it is now, the nearest first. */
export function placeGroups(place: Place): readonly PlaceGroup[] {
  const runs = place.pass !== null && place.archived !== true;
  return [...(runs ? [codes(place)] : []), past(), changes(place)];
}

function codes({ id }: Place): PlaceGroup {
  return {
    heading: msg("Codes"),
    entries: [
      {
        label: msg("Open display"),
        name: "display",
        act: { kind: "go", route: { at: "display", placeId: id } },
      },
      { label: msg("Print passes"), name: "print", act: { kind: "go", route: { at: "print", placeId: id } } },
      {
        label: msg("A second display, for another entrance"),
        name: "share",
        act: { kind: "go", route: { at: "share", placeId: id } },
      },
    ],
  };
}

function past(): PlaceGroup {
  return {
    heading: msg("When somebody was ill"),
    entries: [
      {
        label: msg("Warn the visitors of some hours"),
        name: "release",
        act: { kind: "go", route: { at: "release" } },
      },
      { label: msg("My place in the list"), name: "listed", act: { kind: "go", route: { at: "listed" } } },
    ],
  };
}

function changes({ id, archived = false }: Place): PlaceGroup {
  return {
    heading: msg("Change"),
    entries: [
      {
        label: msg("Another place like this one"),
        name: "like",
        act: { kind: "go", route: { at: "like", placeId: id } },
      },
      {
        label: msg("Another name"),
        name: "rename",
        act: { kind: "go", route: { at: "rename", placeId: id } },
      },
      {
        label: archived ? msg("Bring back from the archive") : msg("Put into the archive"),
        name: "archive",
        act: { kind: "archive", placeId: id, archived: !archived },
      },
      { label: msg("Delete from this device"), name: "remove", act: { kind: "remove", placeId: id } },
    ],
  };
}
