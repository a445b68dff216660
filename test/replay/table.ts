/** The result as a table for people. */

import type { RefusalReason } from "./rows.ts";
import type { ReplayResult } from "./replay.ts";
import { timeText } from "./compare.ts";

/** Everything that is printed, and what `--json` prints as it is. */
export interface Summary extends Omit<ReplayResult, "differences"> {
  readonly file: string;
  readonly seed: number;
  readonly rows: {
    readonly used: number;
    readonly refused: readonly { reason: RefusalReason; rows: number }[];
  };
  /** Check-ins. */
  readonly events: number;
  /** Planned stays that found no free phone. */
  readonly leftOut: number;
  readonly phones: { readonly visitors: number; readonly cases: number };
  readonly from: number;
  readonly to: number;
  readonly seconds: { readonly total: number; readonly cpu: number };
  /** The first few, in words. */
  readonly differences: readonly string[];
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`;
}

/** Lines `label   value`, the labels padded to one width. */
function lines(entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(...entries.map(([label]) => label.length));
  return entries.map(([label, value]) => `${label.padEnd(width)}  ${value}`.trimEnd()).join("\n");
}

/** The whole table, without a line break at the end. */
export function tableOf(summary: Summary): string {
  const { bytesPerPhoneAndDay: bytes, secondsPerSync: seconds, coloursSeen: colours } = summary;
  const refusedRows = summary.rows.refused.reduce((sum, { rows }) => sum + rows, 0);
  const shown = summary.differences.map((difference) => `\n  ${difference}`).join("");
  const table = lines([
    ["file", summary.file],
    ["seed", String(summary.seed)],
    [
      "days",
      `${summary.days}, ${timeText(summary.from).slice(0, 10)} to ${timeText(summary.to - 1).slice(0, 10)}`,
    ],
    ["rows used", count(summary.rows.used)],
    ["rows refused", count(refusedRows)],
    ...summary.rows.refused.map(({ reason, rows }) => [`  ${reason}`, count(rows)] as const),
    ["events (check-ins)", count(summary.events)],
    ["  found no free phone", count(summary.leftOut)],
    ["phones", `${count(summary.phones.visitors)} of visitors, ${count(summary.phones.cases)} of cases`],
    ["claim codes used", count(summary.claims)],
    ["reports", `${count(summary.reports)}, and ${count(summary.claims * 32 - summary.reports)} decoys`],
    ["tokens", count(summary.tokens)],
    ["aged out before report", `${count(summary.agedOut)} visits of cases`],
    ["batches", count(summary.batches)],
    ["matches", count(summary.matches)],
    ["syncs", count(summary.syncs)],
    ["requests over HTTP", count(summary.requestsOverHttp)],
    [
      "bytes a phone and day",
      `${count(bytes.median)} median, ${count(bytes.percentile95)} 95 %, ${count(bytes.most)} most`,
    ],
    [
      "time a sync",
      `${milliseconds(seconds.median)} median, ${milliseconds(seconds.percentile95)} 95 %, ${milliseconds(seconds.most)} most`,
    ],
    [
      "colours seen",
      `grey ${count(colours.grey)}, green ${count(colours.green)}, yellow ${count(colours.yellow)}, red ${count(colours.red)}`,
    ],
    ["missed", count(summary.missed)],
    ["false", count(summary.false)],
    [
      "time",
      `${summary.seconds.total.toFixed(0)} s, of the processors ${summary.seconds.cpu.toFixed(0)} s (server ${summary.serverSeconds.toFixed(0)} s)`,
    ],
  ]);
  return shown === "" ? table : `${table}\n\ndifferences${shown}`;
}
