import { msg } from "@lit/localize";
import type { Act } from "../act.ts";

/** One way on from the menu. */
export interface MoreEntry {
  readonly label: string;
  /** For tests: `more-<name>`. */
  readonly name: string;
  readonly act: Act;
}

/** Entries that belong together. */
export interface MoreGroup {
  readonly heading: string;
  readonly entries: readonly MoreEntry[];
}

/** The menu, the nearest first. @param rehearsing - What is shown is made up. */
export function moreGroups(rehearsing: boolean): readonly MoreGroup[] {
  return [
    {
      heading: msg("Every day"),
      entries: [
        { label: msg("Your diary"), name: "diary", act: { do: "open", screen: { at: "diary" } } },
        { label: msg("Show my code"), name: "meet", act: { do: "open", screen: { at: "meet" } } },
        {
          label: msg("Check a paper slip"),
          name: "slip",
          act: {
            do: "open",
            screen: { at: "scan", way: "camera", problem: null, trouble: null, slip: true },
          },
        },
      ],
    },
    {
      heading: msg("After a positive test"),
      entries: [
        {
          label: msg("Warn the people who were there"),
          name: "report",
          act: { do: "start-report", code: "", byLink: false },
        },
        {
          label: msg("Hand visits to the health worker"),
          name: "handover",
          act: { do: "open", screen: { at: "handover-visits", chosen: [], withWords: false, problem: null } },
        },
      ],
    },
    {
      heading: msg("This phone"),
      entries: [
        { label: msg("Lock and quiet home"), name: "lock", act: { do: "open-lock" } },
        { label: msg("Reminders and news"), name: "notices", act: { do: "open-notices" } },
        {
          label: msg("Move to a new phone"),
          name: "move",
          act: { do: "open", screen: { at: "move", problem: null } },
        },
        {
          label: msg("Save or print your diary"),
          name: "export",
          act: { do: "open", screen: { at: "export", withTokens: false } },
        },
        { label: msg("Erase everything"), name: "erase", act: { do: "open", screen: { at: "erase" } } },
      ],
    },
    {
      heading: msg("Why you can trust it, and where not"),
      entries: [
        {
          label: msg("What Celadon is"),
          name: "welcome",
          act: { do: "open", screen: { at: "welcome", card: 0 } },
        },
        {
          label: msg("What is not protected"),
          name: "limits",
          act: { do: "open", screen: { at: "limits" } },
        },
        rehearsing
          ? { label: msg("End the rehearsal"), name: "end-rehearsal", act: { do: "end-rehearsal" } }
          : { label: msg("Rehearsal"), name: "rehearsal", act: { do: "open", screen: { at: "rehearsal" } } },
        { label: msg("What this page asked and sent"), name: "ledger", act: { do: "open-ledger" } },
        { label: msg("What is stored on this phone"), name: "stored", act: { do: "open-stored" } },
        {
          label: msg("The rules and their end"),
          name: "rules",
          act: { do: "open", screen: { at: "rules" } },
        },
        { label: msg("The public record"), name: "record", act: { do: "open", screen: { at: "record" } } },
        {
          label: msg("Verify this page"),
          name: "verify",
          act: { do: "open", screen: { at: "verify", check: null } },
        },
      ],
    },
  ];
}
