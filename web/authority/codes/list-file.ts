import Papa from "papaparse";

/** A list is read up to so many bytes. */
export const listBytesMax = 16 * 1024 * 1024;

/** A reference has so many characters at most. */
export const referenceLengthMax = 200;

/** A CSV file as it was read: it stays in this page. */
export interface ListFile {
  /** Cells, row by row; none of the empty rows at the end. */
  readonly rows: readonly (readonly string[])[];
  /** Rows whose quotation marks do not match, from 0. */
  readonly brokenRows: ReadonlySet<number>;
  /** What stands between the cells. */
  readonly delimiter: string;
  /** Whether the file began with the mark by which some programs know Unicode. */
  readonly marked: boolean;
}

/** Why a row gets no code of its own. */
export type RowProblem =
  | { readonly kind: "empty" }
  /** The same reference stands in an earlier row, from 0. */
  | { readonly kind: "double"; readonly of: number }
  | { readonly kind: "long" }
  | { readonly kind: "quotes" };

/** The references of a chosen column, in the order of the file. */
export interface References {
  /** The column's heading; null where the first row is none. */
  readonly heading: string | null;
  readonly references: readonly string[];
  /** Rows that get no code, from 0. */
  readonly problems: readonly { readonly row: number; readonly problem: RowProblem }[];
}

/**
 * Read a CSV file: separated by commas, semicolons, tabs or bars; with or without quotation marks; in UTF-8, UTF-16, or what
 * Western Windows writes.
 *
 * @returns Null when there is nothing in it, or it is no text.
 */
export function readListFile(bytes: Uint8Array): ListFile | null {
  const decoded = decode(bytes);
  if (decoded === null || decoded.text.includes("\0")) return null;
  const delimiter = guessDelimiter(decoded.text);
  const { data, errors } = Papa.parse<string[]>(decoded.text, { delimiter });
  const rows = data.map((cells) => cells.map((cell) => cell.trim()));
  while (rows.at(-1)?.every((cell) => cell === "") === true) rows.pop();
  if (rows.length === 0) return null;
  const brokenRows = new Set(
    errors.flatMap(({ type, row }) => (type === "Quotes" && row !== undefined ? [row] : [])),
  );
  return { rows, brokenRows, delimiter, marked: decoded.marked };
}

/** How many columns the widest row has. */
export function columnsOf({ rows }: ListFile): number {
  return rows.reduce((widest, cells) => Math.max(widest, cells.length), 0);
}

/** Whether the first row looks like headings: without a digit, where others have some. */
export function seemsToHaveHeadings({ rows }: ListFile): boolean {
  const hasDigit = (cells: readonly string[]): boolean => cells.some((cell) => /\p{Nd}/u.test(cell));
  const [first = [], ...others] = rows;
  return others.length > 0 && !hasDigit(first) && others.slice(0, 100).some(hasDigit);
}

/** The references of a column. */
export function referencesIn(
  { rows, brokenRows }: ListFile,
  column: number,
  hasHeadings: boolean,
): References {
  const references: string[] = [];
  const problems: { row: number; problem: RowProblem }[] = [];
  const firstRowOf = new Map<string, number>();
  for (const [row, cells] of rows.entries()) {
    if (row === 0 && hasHeadings) continue;
    const reference = cells[column] ?? "";
    const problem = problemOf(reference, brokenRows.has(row), firstRowOf.get(reference));
    if (problem !== null) {
      problems.push({ row, problem });
      continue;
    }
    firstRowOf.set(reference, row);
    references.push(reference);
  }
  return { heading: hasHeadings ? (rows[0]?.[column] ?? "") : null, references, problems };
}

function problemOf(reference: string, isBroken: boolean, earlier: number | undefined): RowProblem | null {
  if (isBroken) return { kind: "quotes" };
  if (reference === "") return { kind: "empty" };
  if (reference.length > referenceLengthMax) return { kind: "long" };
  return earlier === undefined ? null : { kind: "double", of: earlier };
}

/** By the rows that are not empty: where there is one column, a comma. */
function guessDelimiter(text: string): string {
  const guess = { delimitersToGuess: [",", ";", "\t", "|"], skipEmptyLines: true, preview: 20 };
  return Papa.parse(text, guess).meta.delimiter || ",";
}

function decode(bytes: Uint8Array): { text: string; marked: boolean } | null {
  const [first, second, third] = bytes;
  const read = (encoding: string, from: number): string | null => {
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes.subarray(from));
    } catch {
      return null;
    }
  };
  const marked = (text: string | null) => (text === null ? null : { text, marked: true });
  if (first === 0xef && second === 0xbb && third === 0xbf) return marked(read("utf-8", 3));
  if (first === 0xff && second === 0xfe) return marked(read("utf-16le", 2));
  if (first === 0xfe && second === 0xff) return marked(read("utf-16be", 2));
  const utf8 = read("utf-8", 0);
  if (utf8 !== null) return { text: utf8, marked: false };
  // Programs for Windows that write this read Unicode only by its mark.
  return marked(read("windows-1252", 0));
}
