import { msg } from "@lit/localize";
import type { BrokenLogReason, DeviceState, Evidence } from "../../device/device.ts";
import { sentences } from "../../parts/sentences.ts";

/** What is said about a broken record. */
export interface BrokenWords {
  /** What was seen, in one sentence. */
  readonly what: string;
  /** What it can mean. */
  readonly meaning: string;
  /** What the person can do. */
  readonly todo: string;
}

/** The break that counts now, the newest; `null` when the record is whole. */
export function presentBreak(device: DeviceState): Evidence | null {
  return device.evidence.find(({ mended }) => mended === null) ?? null;
}

const wait = () =>
  msg(
    "There is nothing you must do: this phone tries again by itself. If it stays so for a day, tell the region.",
  );
const tell = () =>
  msg(
    "Save the evidence, and give it to someone you trust who can check it: a journalist, a witness of the region, a data protection office.",
  );

/** A broken record in plain words. */
export function brokenWords(reason: BrokenLogReason): BrokenWords {
  switch (reason) {
    case "fork":
      return {
        what: msg("The region has signed two different histories of its public list."),
        meaning: msg(
          "Somebody is shown another list than somebody else. An honest server never does this, and this phone holds the proof: two signatures that contradict each other.",
        ),
        todo: sentences(
          tell(),
          msg(
            "It does not mend by itself. If you are told that the list you are shown now is the right one, you can begin anew with it.",
          ),
        ),
      };
    case "rollback":
      return {
        what: msg("The public list has become shorter than it was."),
        meaning: msg(
          "Something that was published is no longer shown. A server that was restored badly does this, or one that hides something.",
        ),
        todo: sentences(wait(), msg("You can save the evidence.")),
      };
    case "gap":
      return {
        what: msg("In the public list one batch of warnings was left out."),
        meaning: msg("Warnings may have been withheld, from everyone who reads this list."),
        todo: tell(),
      };
    case "missing-quorum":
      return {
        what: msg("Too few independent witnesses have confirmed the public list."),
        meaning: msg(
          "Witnesses make sure that everyone is shown the same. They may be out of reach, or refuse because something is wrong.",
        ),
        todo: wait(),
      };
    case "unsigned":
      return {
        what: msg("What came as the public list is not signed by the region."),
        meaning: msg(
          "Something between this phone and the region has changed it, or the server shows what is not the region's.",
        ),
        todo: sentences(wait(), msg("Another network may help.")),
      };
    case "altered":
      return {
        what: msg("A part of the public list is not what was signed."),
        meaning: msg("It was damaged or changed after it had been published. This phone has thrown it away."),
        todo: sentences(wait(), msg("Another network may help.")),
      };
    case "missing":
      return {
        what: msg("A part of the public list is kept back."),
        meaning: msg(
          "The list says that it exists, and the server does not give it out. Warnings may be in it.",
        ),
        todo: wait(),
      };
    case "unlogged":
      return {
        what: msg("The region's rules that came are not in its public list."),
        meaning: msg("Rules that are shown to one phone only could mark it. This phone has not taken them."),
        todo: sentences(wait(), msg("You can save the evidence.")),
      };
    case "forbidden":
      return {
        what: msg("Something was published that no phone may accept."),
        meaning: msg(
          "It breaks the rules that every region is bound to, whoever signed it. This phone has not taken it.",
        ),
        todo: tell(),
      };
    case "clock":
      return {
        what: msg("In the public list time runs backwards."),
        meaning: msg(
          "A batch of warnings claims to be older than the one before it, so its times cannot be trusted.",
        ),
        todo: tell(),
      };
  }
}
