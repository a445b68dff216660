import type { BrokenLogReason, DeviceState, Evidence } from "../../device/device.ts";

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

const wait =
  "There is nothing you must do: this phone tries again by itself. If it stays so for a day, tell the region.";
const tell =
  "Save the evidence, and give it to someone you trust who can check it: a journalist, a witness of the region, a data protection office.";

/** A broken record in plain words. */
export function brokenWords(reason: BrokenLogReason): BrokenWords {
  switch (reason) {
    case "fork":
      return {
        what: "The region has signed two different histories of its public list.",
        meaning:
          "Somebody is shown another list than somebody else. An honest server never does this, and this phone holds the proof: two signatures that contradict each other.",
        todo: `${tell} It does not mend by itself. If you are told that the list you are shown now is the right one, you can begin anew with it.`,
      };
    case "rollback":
      return {
        what: "The public list has become shorter than it was.",
        meaning:
          "Something that was published is no longer shown. A server that was restored badly does this, or one that hides something.",
        todo: `${wait} You can save the evidence.`,
      };
    case "gap":
      return {
        what: "In the public list one batch of warnings was left out.",
        meaning: "Warnings may have been withheld, from everyone who reads this list.",
        todo: tell,
      };
    case "missing-quorum":
      return {
        what: "Too few independent witnesses have confirmed the public list.",
        meaning:
          "Witnesses make sure that everyone is shown the same. They may be out of reach, or refuse because something is wrong.",
        todo: wait,
      };
    case "unsigned":
      return {
        what: "What came as the public list is not signed by the region.",
        meaning:
          "Something between this phone and the region has changed it, or the server shows what is not the region's.",
        todo: `${wait} Another network may help.`,
      };
    case "altered":
      return {
        what: "A part of the public list is not what was signed.",
        meaning: "It was damaged or changed after it had been published. This phone has thrown it away.",
        todo: `${wait} Another network may help.`,
      };
    case "missing":
      return {
        what: "A part of the public list is kept back.",
        meaning: "The list says that it exists, and the server does not give it out. Warnings may be in it.",
        todo: wait,
      };
    case "unlogged":
      return {
        what: "The region's rules that came are not in its public list.",
        meaning: "Rules that are shown to one phone only could mark it. This phone has not taken them.",
        todo: `${wait} You can save the evidence.`,
      };
    case "forbidden":
      return {
        what: "Something was published that no phone may accept.",
        meaning:
          "It breaks the rules that every region is bound to, whoever signed it. This phone has not taken it.",
        todo: tell,
      };
    case "clock":
      return {
        what: "In the public list time runs backwards.",
        meaning:
          "A batch of warnings claims to be older than the one before it, so its times cannot be trusted.",
        todo: tell,
      };
  }
}
