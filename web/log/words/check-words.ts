import { msg } from "@lit/localize";
import type { Reader } from "../../parts/time-words.ts";
import { dayPhrase, clockTime } from "../../parts/time-words.ts";
import type { Audit, SeenRecord } from "../audit.ts";
import { type CheckName, checkNames, type Checks, type FailureReason } from "../checks.ts";
import type { ReadLists } from "../lists-reader.ts";
import { figure } from "./number-words.ts";
import { plural } from "../../parts/plural.ts";
import { sentences } from "../../parts/sentences.ts";

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
export function checkTitle(name: CheckName): string {
  return titles[name]();
}

const titles: Readonly<Record<CheckName, () => string>> = {
  root: () => msg("Who founded the region"),
  checkpoint: () => msg("Who signed the record"),
  entries: () => msg("Every line of it"),
  continued: () => msg("Nothing taken back"),
  rules: () => msg("Every set of rules"),
  lists: () => msg("The lists themselves"),
};

/** What a check found, in a sentence. */
export function checkSentence(name: CheckName, checked: CheckedRecord, reader: Reader): string {
  const check = checked.audit.checks[name];
  switch (check.state) {
    case "waiting":
      return msg("Not checked.");
    case "failed":
      return failures[check.reason]();
    case "nothing":
      return msg(
        "This is the first look in this window. Look again later, and this page tells whether anything was taken back or rewritten.",
      );
    case "passed":
      return passedSentence(name, checked, reader);
  }
}

function passedSentence(name: CheckName, { audit, lists, seen, now }: CheckedRecord, reader: Reader): string {
  const { region, rules, checkpoint, lines } = audit;
  switch (name) {
    case "root":
      return plural(
        region?.stewards.length ?? 0,
        msg(
          "one: The region’s founding text names # steward; at least {threshold} had to sign it, and did. | other: The region’s founding text names # stewards; at least {threshold} had to sign it, and did.",
        ),
        { threshold: figure(region?.threshold ?? 0, reader) },
      );
    case "checkpoint": {
      const witnesses = checkpoint?.opened.cosignedBy.length ?? 0;
      return witnesses === 0
        ? msg("The record is signed with the key that the rules name. Nobody else signs it.")
        : plural(
            witnesses,
            msg(
              "one: The record is signed with the key that the rules name, and by # independent witness. | other: The record is signed with the key that the rules name, and by # independent witnesses.",
            ),
          );
    }
    case "entries":
      return plural(
        lines.length,
        msg(
          "one: # line read. It makes exactly the fingerprint that was signed: nothing was changed, left out or slipped in. | other: # lines read. Together they make exactly the fingerprint that was signed: none was changed, left out or slipped in.",
        ),
      );
    case "continued": {
      const at = seen?.at ?? now;
      return plural(
        seen?.size ?? 0,
        msg(
          "one: The record still begins with the # line that this window saw {day} at {time}. | other: The record still begins with the # lines that this window saw {day} at {time}.",
        ),
        { day: dayPhrase(at, now, reader), time: clockTime(at, reader) },
      );
    }
    case "rules":
      return plural(
        rules.length,
        msg(
          "one: The one set of rules is in the record, signed by enough stewards, and within the bounds that nobody can sign away. | other: All # sets of rules are in the record, signed by enough stewards, and within the bounds that nobody can sign away.",
        ),
      );
    case "lists":
      return sentences(
        plural(
          lists.lists.length,
          msg(
            "one: # list was fetched, and it is byte for byte what the record names. | other: # lists were fetched, and each is byte for byte what the record names.",
          ),
        ),
        olderWords(lists),
      );
  }
}

function olderWords({ unread, olderAreGone, lists }: ReadLists): string {
  if (unread.length > 0)
    return plural(
      unread.length,
      msg("one: # older one can be fetched below. | other: # older ones can be fetched below."),
    );
  return olderAreGone && lists.length > 0 ? msg("Older ones have been deleted, as the rules say.") : "";
}

const failures: Readonly<Record<FailureReason, () => string>> = {
  "not-signed": () => msg("It is not signed by those who must sign it."),
  "too-few-witnesses": () => msg("Fewer independent witnesses signed it than the rules demand."),
  "not-allowed": () => msg("It is signed, but says what nobody may sign."),
  altered: () =>
    msg(
      "What was served is not what was signed. Something was changed after the signature, or on the way here.",
    ),
  "not-recorded": () => msg("What is served is not in the record."),
  missing: () => msg("Something that the record names is not served any more, though it should be."),
  "rolled-back": () =>
    msg("The record is shorter than it was when this window saw it last. Lines were taken back."),
  rewritten: () => msg("The record tells another past than it did when this window saw it last."),
  "other-region": () => msg("This address now serves another region than it did before."),
  "clock-behind": () =>
    msg("It is dated later than this device’s clock shows. Set the clock, and look again."),
};

const subjects: Readonly<Record<CheckName, () => string>> = {
  root: () => msg("The region’s founding text"),
  checkpoint: () => msg("The signature under the record"),
  entries: () => msg("The lines of the record"),
  continued: () => msg("The record since your last look"),
  rules: () => msg("A set of rules"),
  lists: () => msg("A list"),
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
    return { name, subject: subjects[name](), sentence: failures[reason](), reason, detail };
  }
  return null;
}
