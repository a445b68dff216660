import type { Policy } from "../../protocol/index.ts";
import type { ReportPart, StoredReport } from "./snapshot.ts";

/** Batches beyond `mixPeriods` in which one's own tokens may still appear. @see SPEC.md §4.5 */
const batchesOfPatience = 2;

/** Tells one part of a report from all others of this device. */
export function partId(report: string, part: number): string {
  return `${report} ${part}`;
}

/** What became of taking parts back, by the part's id; of several tries the latest. */
export function returnsOf(reports: Iterable<StoredReport>): ReadonlyMap<string, ReportPart["fate"]> {
  const returns = new Map<string, ReportPart["fate"]>();
  const tries = [...reports]
    .filter(({ purpose, phase }) => purpose === 3 && phase.step !== "refused")
    .toSorted((one, other) => one.startedAt - other.startedAt);
  for (const { parts } of tries) {
    for (const { takesBack, fate } of parts) {
      if (takesBack !== undefined) returns.set(partId(takesBack.report, takesBack.part), fate);
    }
  }
  return returns;
}

/** Whether a part was sent so long ago that it should have been seen in a batch. */
export function isMissing(fate: ReportPart["fate"], policy: Policy): boolean {
  return fate.kind === "sent" && fate.misses >= policy.mixPeriods + batchesOfPatience;
}

/** Whether nothing of this device's reports stands any more, because all of it was withdrawn, refused, lost or taken back. Pure. */
export function nothingStands(reports: Iterable<StoredReport>, policy: Policy): boolean {
  const known = [...reports];
  const returns = returnsOf(known);
  return known
    .filter(({ purpose, phase }) => purpose !== 3 && phase.step !== "claiming" && phase.step !== "refused")
    .every(({ id, parts }) =>
      parts.every(
        ({ fate }, index) =>
          returns.get(partId(id, index))?.kind === "published" ||
          fate.kind === "withdrawn" ||
          fate.kind === "refused" ||
          isMissing(fate, policy),
      ),
    );
}

/** The same, when something of it was taken back: then the person's own positive test was a mistake. Pure. */
export function allTakenBack(reports: Iterable<StoredReport>, policy: Policy): boolean {
  const known = [...reports];
  const isSome = [...returnsOf(known).values()].some(({ kind }) => kind === "published");
  return isSome && nothingStands(known, policy);
}
