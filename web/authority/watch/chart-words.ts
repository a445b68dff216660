import { msg, str } from "@lit/localize";
import { sentences } from "../../parts/sentences.ts";
import { clockRange, clockTime, dayWord, fullMoment, pageReader } from "../../parts/time-words.ts";
import type { ChartColumn } from "./chart.ts";
import { perHour, type WatchState } from "./watch-state.ts";

const hourSeconds = 3600;

/** What a chart shows, in words and numbers. */
export interface ChartWords {
  readonly id: string;
  readonly title: string;
  /** Below the title. */
  readonly note: string | null;
  /** For who does not see it. */
  readonly label: string;
  readonly bars: readonly number[];
  readonly line: readonly (number | null)[];
  readonly marks: readonly { readonly at: number; readonly text: string }[];
  readonly figure: (value: number) => string;
  readonly columns: readonly ChartColumn[];
}

/** What became of claim codes, hour by hour. */
export function claimCharts(state: WatchState): ChartWords[] {
  const hours = state.counts.usualClaims.map((_, index) => state.counts.firstHour + index);
  const claimed = perHour(state, "claimed", 1);
  const issued = perHour(state, "issued");
  const wrong = perHour(state, "wrong");
  const { usualClaims } = state.counts;
  const column = (name: string, values: readonly (number | null)[]): ChartColumn => ({
    name,
    cells: values.map((value) => (value === null ? "–" : figure(value))),
  });
  const reader = pageReader();
  const rows: ChartColumn = {
    name: msg("Hour"),
    cells: hours.map((hour) => {
      const from = hour * hourSeconds;
      return msg(str`${dayWord(from, state.now, reader)}, ${clockRange(from, from + hourSeconds, reader)}`);
    }),
  };
  const common = { marks: hourMarks(hours), figure };
  const usual = usualClaims.some((value) => value !== null);
  return [
    {
      ...common,
      id: "chart-claimed",
      title: msg("Used to report a positive test"),
      note: usual
        ? msg("The dashed line is what is usual at that time of the day.")
        : msg("What is usual is known after three days."),
      label: highest(msg("Codes used to report a positive test, by the hour."), claimed, hours),
      bars: claimed,
      line: usualClaims,
      columns: [
        rows,
        column(msg("To report"), claimed),
        column(msg("Usual"), usualClaims),
        column(msg("To confirm"), perHour(state, "claimed", 2)),
        column(msg("To take back"), perHour(state, "claimed", 3)),
      ],
    },
    {
      ...common,
      id: "chart-issued",
      title: msg("Given out"),
      note: null,
      label: highest(msg("Codes given out, by the hour."), issued, hours),
      bars: issued,
      line: [],
      columns: [
        rows,
        column(msg("Given out"), issued),
        column(msg("Revoked"), perHour(state, "revoked")),
        column(msg("Ran out unused"), perHour(state, "expired")),
      ],
    },
    {
      ...common,
      id: "chart-wrong",
      title: msg("Wrong codes that were tried"),
      note: null,
      label: highest(msg("Wrong codes, by the hour."), wrong, hours),
      bars: wrong,
      line: [],
      columns: [rows, column(msg("Wrong codes"), wrong)],
    },
  ];
}

/** How large the latest lists are. */
export function listChart({ list }: WatchState): ChartWords {
  const reader = pageReader();
  const { batches } = list;
  const sizes = batches.map(({ bytes }) => bytes);
  const last = batches.length - 1;
  const ends = last === 0 ? [0] : [0, last];
  return {
    id: "chart-lists",
    title: msg("Size of the latest lists"),
    note: null,
    label: msg(str`Size of the latest lists; the largest has ${size(Math.max(...sizes))}.`),
    bars: sizes,
    line: [],
    marks: ends.map((at) => ({ at, text: figure(batches[at]!.number) })),
    figure: size,
    columns: [
      { name: msg("List"), cells: batches.map(({ number }) => figure(number)) },
      { name: msg("Closed"), cells: batches.map(({ closed }) => fullMoment(closed, reader)) },
      { name: msg("Size"), cells: sizes.map(size) },
    ],
  };
}

/** A mark under every noon and midnight by the reader's clock. */
function hourMarks(hours: readonly number[]): ChartWords["marks"] {
  const reader = pageReader();
  return hours.flatMap((hour, at) => {
    const isMark = new Date(hour * hourSeconds * 1000).getHours() % 12 === 0;
    return isMark ? [{ at, text: clockTime(hour * hourSeconds, reader) }] : [];
  });
}

function highest(what: string, values: readonly number[], hours: readonly number[]): string {
  const most = Math.max(...values);
  const hour = hours[values.indexOf(most)]!;
  const when = fullMoment(hour * hourSeconds, pageReader());
  return sentences(what, msg(str`The most were ${figure(most)}, in the hour from ${when}.`));
}

function figure(value: number): string {
  return new Intl.NumberFormat(pageReader().language).format(value);
}

/** "5.4 kB". */
function size(bytes: number): string {
  return new Intl.NumberFormat(pageReader().language, {
    style: "unit",
    unit: "kilobyte",
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1000);
}
