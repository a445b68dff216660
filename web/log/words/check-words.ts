import type { Reader } from "../../parts/time-words.ts";
import { dayPhrase, clockTime } from "../../parts/time-words.ts";
import type { Audit, SeenRecord } from "../audit.ts";
import { type CheckName, checkNames, type Checks, type FailureReason } from "../checks.ts";
import type { ReadLists } from "../lists-reader.ts";
import { countOf } from "./number-words.ts";

/** What the sentences are made of. */
export interface CheckedRecord {
  readonly audit: Audit;
  readonly lists: ReadLists;
  /** What the look before saw. */
  readonly seen: SeenRecord | null;
  /** Unix seconds. */
  readonly now: number;
}

/** What each check asks. */
export const checkTitles: Readonly<Record<CheckName, string>> = {
  root: "Who founded the region",
  checkpoint: "Who signed the record",
  entries: "Every line of it",
  continued: "Nothing taken back",
  rules: "Every set of rules",
  lists: "The lists themselves",
};

/** What a check found, in a sentence. */
export function checkSentence(name: CheckName, checked: CheckedRecord, reader: Reader): string {
  const check = checked.audit.checks[name];
  switch (check.state) {
    case "waiting":
      return "Not checked.";
    case "failed":
      return failures[check.reason];
    case "nothing":
      return "This is the first look in this window. Look again later, and this page tells whether anything was taken back or rewritten.";
    case "passed":
      return passedSentence(name, checked, reader);
  }
}

function passedSentence(name: CheckName, { audit, lists, seen, now }: CheckedRecord, reader: Reader): string {
  const { region, rules, checkpoint, lines } = audit;
  switch (name) {
    case "root":
      return `The region’s founding text names ${countOf(region?.stewards.length ?? 0, "steward", reader)}; at least ${region?.threshold ?? 0} had to sign it, and did.`;
    case "checkpoint": {
      const witnesses = checkpoint?.opened.cosignedBy.length ?? 0;
      return witnesses === 0
        ? "The record is signed with the key that the rules name. Nobody else signs it."
        : `The record is signed with the key that the rules name, and by ${witnesses === 1 ? "1 independent witness" : `${witnesses} independent witnesses`}.`;
    }
    case "entries":
      return `${countOf(lines.length, "line", reader)} read. Together they make exactly the fingerprint that was signed: none was changed, left out or slipped in.`;
    case "continued":
      return `The record still begins with the ${countOf(seen?.size ?? 0, "line", reader)} that this window saw ${dayPhrase(seen?.at ?? now, now, reader)} at ${clockTime(seen?.at ?? now, reader)}.`;
    case "rules":
      return `${rules.length === 1 ? "The one set of rules is" : `All ${rules.length} sets of rules are`} in the record, signed by enough stewards, and within the bounds that nobody can sign away.`;
    case "lists":
      return `${lists.lists.length === 1 ? "1 list was fetched, and it is" : `${countOf(lists.lists.length, "list", reader)} were fetched, and each is`} byte for byte what the record names.${olderWords(lists, reader)}`;
  }
}

function olderWords({ unread, olderAreGone, lists }: ReadLists, reader: Reader): string {
  if (unread.length > 0) return ` ${countOf(unread.length, "older one", reader)} can be fetched below.`;
  return olderAreGone && lists.length > 0 ? " Older ones have been deleted, as the rules say." : "";
}

const failures: Readonly<Record<FailureReason, string>> = {
  "not-signed": "It is not signed by those who must sign it.",
  "too-few-witnesses": "Fewer independent witnesses signed it than the rules demand.",
  "not-allowed": "It is signed, but says what nobody may sign.",
  altered:
    "What was served is not what was signed. Something was changed after the signature, or on the way here.",
  "not-recorded": "What is served is not in the record.",
  missing: "Something that the record names is not served any more, though it should be.",
  "rolled-back": "The record is shorter than it was when this window saw it last. Lines were taken back.",
  rewritten: "The record tells another past than it did when this window saw it last.",
  "other-region": "This address now serves another region than it did before.",
  "clock-behind": "It is dated later than this device’s clock shows. Set the clock, and look again.",
};

const subjects: Readonly<Record<CheckName, string>> = {
  root: "The region’s founding text",
  checkpoint: "The signature under the record",
  entries: "The lines of the record",
  continued: "The record since your last look",
  rules: "A set of rules",
  lists: "A list",
};

/** The first check that failed, for the top of the page. */
export interface Failure {
  readonly name: CheckName;
  /** "The lines of the record." */
  readonly subject: string;
  /** What happened to it. */
  readonly sentence: string;
  readonly reason: FailureReason;
  /** For those who look into it. */
  readonly detail: string;
}

/** `null` when none failed. */
export function firstFailure(checks: Checks): Failure | null {
  for (const name of checkNames) {
    const check = checks[name];
    if (check.state !== "failed") continue;
    const { reason, detail } = check;
    return { name, subject: subjects[name], sentence: failures[reason], reason, detail };
  }
  return null;
}
