import { manifestDifferences, parseUtc } from "../../protocol/index.ts";
import type { Rules } from "./rules-reader.ts";

/** One set of rules, and what it changed. */
export interface RulesChange {
  readonly rules: Rules;
  /** Unix seconds. */
  readonly issued: number;
  readonly effective: number;
  /** What people ask for, a sentence each: colours, times, sunset, purpose, guidance, neighbours, witnesses. */
  readonly changes: readonly string[];
  /** Keys and numbering. */
  readonly technical: readonly string[];
  /** Whether it is the first: there was nothing to change. */
  readonly isFirst: boolean;
}

/** Parts of a manifest that change with every renewal and that say nothing about what the rules do. */
const technicalParts = new Set(["sequence", "time of issue", "log key", "ticket keys"]);

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
