import { type ExposedToken, intervalOf, openBatch } from "../../protocol/index.ts";
import type { StoredBatch, StoredReport } from "./snapshot.ts";

/** A part of one's own report that a batch may hold. */
export interface SoughtPart {
  readonly reportId: string;
  /** Index in the report's parts. */
  readonly part: number;
  readonly queries: readonly ExposedToken[];
}

/**
 * What of one's own reports to look for in a batch: what was sent by then and has not been found.
 *
 * @param closed - The batch's closing interval.
 * @see SPEC.md §4.5
 */
export function partsSought(reports: Iterable<StoredReport>, closed: number): SoughtPart[] {
  return Array.from(reports).flatMap(({ id, purpose, parts }) =>
    parts.flatMap(({ tokens, fate }, part) =>
      fate.kind === "sent" && tokens.length > 0 && intervalOf(fate.at) <= closed
        ? [{ reportId: id, part, queries: tokens.map(({ token }) => ({ evidence: purpose, token })) }]
        : [],
    ),
  );
}

/**
 * Note what a batch said about one's own reports.
 *
 * A batch that closed in the very interval of sending may have been closed before it: not to be in there is no miss.
 *
 * @param answers - One for each query of `sought`, in order.
 * @returns The reports that changed.
 */
export function withAnswers(
  reports: ReadonlyMap<string, StoredReport>,
  sought: readonly SoughtPart[],
  answers: readonly boolean[],
  { number, closed, bytes }: StoredBatch,
): StoredReport[] {
  const changed = new Map<string, StoredReport>();
  let from = 0;
  for (const { reportId, part, queries } of sought) {
    const isFound = answers.slice(from, from + queries.length).every(Boolean);
    from += queries.length;
    const report = changed.get(reportId) ?? reports.get(reportId)!;
    const parts = report.parts.map((each, index) => {
      if (index !== part || each.fate.kind !== "sent") return each;
      const { at, misses } = each.fate;
      if (isFound) {
        const { salt } = openBatch(bytes);
        return { ...each, fate: { kind: "published" as const, at, batch: number, salt } };
      }
      if (closed <= intervalOf(at)) return each;
      return { ...each, fate: { kind: "sent" as const, at, misses: misses + 1 } };
    });
    changed.set(reportId, { ...report, parts });
  }
  return [...changed.values()];
}
