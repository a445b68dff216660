import { manifestDifferences, parseUtc } from "../../protocol/index.ts";
import type { Rules } from "./rules-reader.ts";

/** One set of rules, and what it changed. */
export interface RulesChange {
  readonly rules: Rules;
  /** Unix seconds. */
  readonly issued: number;
  readonly effective: number;
  /** What people ask for, a sentence each: colours, sunset, purpose, guidance, neighbours, witnesses. */
  readonly changes: readonly string[];
  /** Keys, numbering, and times that are told otherwise. */
  readonly technical: readonly string[];
  /** Whether it is the first: there was nothing to change. */
  readonly isFirst: boolean;
}

/** Parts of a manifest that change with every renewal and that say nothing about what the rules do. */
const technicalParts = new Set([
  "sequence",
  "time of issue",
  "time from which the policy applies",
  "log key",
  "ticket keys",
]);

/** Every set of rules with what it changed in the one before, newest first. @param all - Oldest first. */
export function rulesHistory(all: readonly Rules[]): readonly RulesChange[] {
  return all
    .map((rules, index): RulesChange => {
      const { manifest } = rules;
      const previous = all[index - 1]?.manifest;
      const parts = previous === undefined ? [] : manifestDifferences(previous, manifest);
      const of = (technical: boolean): readonly string[] =>
        parts
          .filter(({ part }) => technicalParts.has(part) === technical)
          .flatMap(({ sentences }) => sentences);
      return {
        rules,
        issued: parseUtc(manifest.issued),
        effective: parseUtc(manifest.effective),
        changes: of(false),
        technical: of(true),
        isFirst: previous === undefined,
      };
    })
    .toReversed();
}

/** Rules that are signed and will apply. */
export interface Announcement {
  readonly sequence: number;
  /** From when on, Unix seconds. */
  readonly effective: number;
  /** What changes, a sentence each. */
  readonly changes: readonly string[];
}

/** The changes that are announced and do not apply yet, next first. @param all - Oldest first. @param now - Unix seconds. */
export function announcements(all: readonly Rules[], now: number): readonly Announcement[] {
  return all.flatMap(({ manifest }, index): Announcement[] => {
    const previous = all[index - 1]?.manifest;
    const effective = parseUtc(manifest.effective);
    if (previous === undefined || effective <= now) return [];
    // Repeated by a later renewal, it is announced once.
    const policy = manifestDifferences(previous, manifest).find(({ part }) => part === "policy");
    const changes = policy?.sentences ?? [];
    return changes.length === 0 ? [] : [{ sequence: manifest.sequence, effective, changes }];
  });
}
