import type { LogEntry } from "../../protocol/index.ts";
import type { RecordLine } from "./log-reader.ts";

/** The claim codes of one day. */
export type ClaimsOfDay = Extract<LogEntry, { kind: "claims" }>;

/** A stretch in which no lists were published. */
export interface Pause {
  readonly reason: string;
  readonly line: number;
  /** The line with which publishing went on; `null` while it has not. */
  readonly resumed: number | null;
}

/** A version of the pages. */
export interface Release {
  readonly version: string;
  /** Of the list of all its files, hex. */
  readonly sha256: string;
  readonly line: number;
}

/** What a record tells besides lists and rules; newest first. */
export interface Events {
  readonly claims: readonly ClaimsOfDay[];
  readonly pauses: readonly Pause[];
  readonly releases: readonly Release[];
}

/** Find it. */
export function eventsIn(lines: readonly RecordLine[]): Events {
  const claims: ClaimsOfDay[] = [];
  const pauses: Pause[] = [];
  const releases: Release[] = [];
  for (const { entry, index } of lines) {
    if (entry.kind === "claims") claims.unshift(entry);
    if (entry.kind === "release") {
      releases.unshift({ version: entry.version, sha256: entry.sha256, line: index });
    }
    if (entry.kind === "pause") pauses.unshift({ reason: entry.reason, line: index, resumed: null });
    const [last] = pauses;
    if (entry.kind === "resume" && last?.resumed === null) pauses[0] = { ...last, resumed: index };
  }
  return { claims, pauses, releases };
}
