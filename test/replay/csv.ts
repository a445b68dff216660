/**
 * A strict reader of comma-separated values after RFC 4180: fields in double quotes may hold commas, line breaks
 * and doubled quotes; everything else that is unusual is an error with its line, never a guess.
 */

/** The text is not the CSV of RFC 4180. `line` counts lines of the file from 1. */
export class CsvError extends Error {
  override readonly name = "CsvError";
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

/** One record and the line of the file on which it begins (a quoted field may run over several lines). */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A data record read by the names of the header. */
export interface NamedRecord {
  readonly line: number;
  /** Null when the record has another number of fields than the header: which field is which cannot be told. */
  readonly values: ReadonlyMap<string, string> | null;
  readonly fieldCount: number;
}

interface Field {
  readonly value: string;
  /** Index of the separator after the field: a comma, a line break, or the end of the text. */
  readonly end: number;
  readonly lineBreaks: number;
}

function plainField(text: string, from: number, line: number): Field {
  let end = from;
  while (end < text.length && !",\r\n".includes(text[end]!)) {
    if (text[end] === '"') throw new CsvError(line, "a quote in a field that does not begin with one");
    end += 1;
  }
  return { value: text.slice(from, end), end, lineBreaks: 0 };
}

function quotedField(text: string, from: number, line: number): Field {
  let value = "";
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new CsvError(line, "a quoted field that never ends");
    value += text.slice(at, quote);
    if (text[quote + 1] === '"') {
      value += '"';
      at = quote + 2;
      continue;
    }
    const end = quote + 1;
    if (end < text.length && !",\r\n".includes(text[end]!)) {
      throw new CsvError(line, "characters after the closing quote of a field");
    }
    return { value, end, lineBreaks: value.split("\n").length - 1 };
  }
}

/** Length of the line break at `at`: CR LF or LF; 0 when there is none. A CR alone is an error. */
function lineBreakLength(text: string, at: number, line: number): number {
  if (text[at] === "\n") return 1;
  if (text[at] !== "\r") return 0;
  if (text[at + 1] !== "\n") throw new CsvError(line, "a carriage return without a line feed");
  return 2;
}

/**
 * Read all records of a CSV text. The last line break may be missing; an empty line is an error.
 *
 * @throws {@link CsvError} on the first departure from RFC 4180.
 */
export function parseCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const firstLine = line;
    const fields: string[] = [];
    for (;;) {
      const field = text[at] === '"' ? quotedField(text, at, line) : plainField(text, at, line);
      fields.push(field.value);
      line += field.lineBreaks;
      at = field.end;
      if (text[at] !== ",") break;
      at += 1;
    }
    if (fields.length === 1 && fields[0] === "") throw new CsvError(firstLine, "an empty line");
    records.push({ line: firstLine, fields });
    at += lineBreakLength(text, at, line);
    line += 1;
  }
  return records;
}

/**
 * Read a CSV text whose first record names the columns.
 *
 * @param required - Columns that must be there; others are kept too.
 * @throws {@link CsvError} when the text is not CSV, has no header, names a column twice or lacks a required one.
 */
export function parseNamedCsv(text: string, required: readonly string[]): NamedRecord[] {
  const [header, ...records] = parseCsv(text);
  if (header === undefined) throw new CsvError(1, "the file is empty");
  const names = header.fields;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new CsvError(1, `the column "${twice}" is named twice`);
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new CsvError(1, `columns missing: ${missing.join(", ")}`);
  return records.map(({ line, fields }) => ({
    line,
    fieldCount: fields.length,
    values:
      fields.length === names.length ? new Map(names.map((name, index) => [name, fields[index]!])) : null,
  }));
}
