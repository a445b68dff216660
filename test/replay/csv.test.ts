import assert from "node:assert/strict";
import { test } from "node:test";
import { CsvError, parseCsv, parseNamedCsv } from "./csv.ts";

function fieldsOf(text: string): string[][] {
  return parseCsv(text).map(({ fields }) => [...fields]);
}

function refusedAt(line: number, pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof CsvError && error.line === line && pattern.test(error.message);
}

test("plain and quoted fields are read, with commas, quotes and line breaks inside", () => {
  const text = 'a,b\r\n"1,5","say ""hi"""\r\n"two\r\nlines",\r\n';
  assert.deepEqual(fieldsOf(text), [
    ["a", "b"],
    ["1,5", 'say "hi"'],
    ["two\r\nlines", ""],
  ]);
});

test("line feeds alone end records too, and the last line break may be missing", () => {
  assert.deepEqual(fieldsOf("a,b\n1,2"), [
    ["a", "b"],
    ["1", "2"],
  ]);
});

test("a field that is quoted and empty is empty, and one at the end of the text counts", () => {
  assert.deepEqual(fieldsOf('"",a,'), [["", "a", ""]]);
});

test("records know the line they begin on, also after a field of several lines", () => {
  assert.deepEqual(
    parseCsv('a\n"x\ny\nz"\nb\n').map(({ line }) => line),
    [1, 2, 5],
  );
});

test("an empty text has no records", () => {
  assert.deepEqual(parseCsv(""), []);
});

test("what RFC 4180 does not allow is refused with its line", () => {
  assert.throws(() => parseCsv('a\nb"c\n'), refusedAt(2, /does not begin with one/));
  assert.throws(() => parseCsv('a\n"b"c\n'), refusedAt(2, /after the closing quote/));
  assert.throws(() => parseCsv('a\n"b\n'), refusedAt(2, /never ends/));
  assert.throws(() => parseCsv("a\rb\n"), refusedAt(1, /carriage return/));
  assert.throws(() => parseCsv("a\n\nb\n"), refusedAt(2, /empty line/));
});

test("columns are found by name, in any order, and extra ones do not hurt", () => {
  const records = parseNamedCsv("b,extra,a\n2,x,1\n", ["a", "b"]);
  assert.equal(records[0]!.values!.get("a"), "1");
  assert.equal(records[0]!.values!.get("b"), "2");
});

test("a record of another length has no values", () => {
  assert.deepEqual(parseNamedCsv("a,b\n1\n1,2,3\n", ["a"]), [
    { line: 2, fieldCount: 1, values: null },
    { line: 3, fieldCount: 3, values: null },
  ]);
});

test("a header must be there, name each column once, and have those that are needed", () => {
  assert.throws(() => parseNamedCsv("", ["a"]), refusedAt(1, /empty/));
  assert.throws(() => parseNamedCsv("a,a\n", ["a"]), refusedAt(1, /"a" is named twice/));
  assert.throws(() => parseNamedCsv("a\n", ["a", "b", "c"]), refusedAt(1, /missing: b, c/));
});
