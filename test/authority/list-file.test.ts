import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { codeFile } from "../../web/authority/codes/code-file.ts";
import {
  columnsOf,
  type ListFile,
  listBytesMax,
  readListFile,
  referencesIn,
  seemsToHaveHeadings,
} from "../../web/authority/codes/list-file.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): ListFile => readListFile(bytes(text))!;
const headings = { reference: "Ref", code: "Code", link: "Link", validUntil: "Until" };

describe("a list of an office's references", () => {
  test("is read with commas, semicolons, tabs or bars, quoted or not, with any end of line", () => {
    for (const delimiter of [",", ";", "\t", "|"]) {
      for (const end of ["\n", "\r\n", "\r"]) {
        const rows = [
          ["Date", "Reference"],
          ["1.2.", "LAB-1"],
          ["1.2.", `"a${delimiter}b ""c"""`],
        ];
        const file = read(rows.map((cells) => cells.join(delimiter)).join(end) + end);
        assert.equal(file.delimiter, delimiter);
        assert.equal(columnsOf(file), 2);
        assert.deepEqual(referencesIn(file, 1, true).references, ["LAB-1", `a${delimiter}b "c"`]);
      }
    }
  });

  test("may be one column without heading", () => {
    const file = read("LAB-1\nLAB-2\n\n\n");
    assert.equal(seemsToHaveHeadings(file), false);
    assert.deepEqual(referencesIn(file, 0, false), {
      heading: null,
      references: ["LAB-1", "LAB-2"],
      problems: [],
    });
  });

  test("has headings when its first row has no digit and others have", () => {
    assert.equal(seemsToHaveHeadings(read("Reference\n1\n")), true);
    assert.equal(seemsToHaveHeadings(read("Reference\nAnna\n")), false);
    assert.equal(seemsToHaveHeadings(read("Reference\n")), false);
    assert.equal(seemsToHaveHeadings(read("رقم\n١٢\n")), true);
  });

  test("is read in UTF-8, UTF-16 and what Western Windows writes, with and without mark", () => {
    const text = "Référence\nÉ-1\n";
    const utf16 = (littleEndian: boolean): Uint8Array => {
      const buffer = Buffer.from(`\u{FEFF}${text}`, "utf16le");
      return new Uint8Array(littleEndian ? buffer : buffer.swap16());
    };
    for (const file of [
      bytes(text),
      bytes(`\u{FEFF}${text}`),
      utf16(true),
      utf16(false),
      new Uint8Array(Buffer.from(text, "latin1")),
    ]) {
      const { heading, references } = referencesIn(readListFile(file)!, 0, true);
      assert.deepEqual([heading, references], ["Référence", ["É-1"]]);
    }
  });

  test("tells which rows get no code: empty, double, far too long, with a broken quotation mark", () => {
    const file = read(`Ref,Name\nA-1,x\n,y\nA-1 ,z\n${"x".repeat(201)},y\nA-2,\nA-3,"x\n`);
    const { references, problems } = referencesIn(file, 0, true);
    assert.deepEqual(references, ["A-1", "A-2"]);
    assert.deepEqual(problems, [
      { row: 2, problem: { kind: "empty" } },
      { row: 3, problem: { kind: "double", of: 1 } },
      { row: 4, problem: { kind: "long" } },
      { row: 6, problem: { kind: "quotes" } },
    ]);
  });

  test("that is no text, or empty, is none", () => {
    assert.equal(readListFile(new Uint8Array()), null);
    assert.equal(readListFile(bytes("\n\n , \n")), null);
    assert.equal(readListFile(bytes("a\0b")), null);
    assert.ok(listBytesMax > 10_000 * 250);
  });

  test("whatever stands in it, every row is either a reference or named as a problem", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 4 })), (rows) => {
        const quoted = rows.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","));
        const file = readListFile(bytes(quoted.join("\r\n")));
        if (file === null) return;
        const { references, problems } = referencesIn(file, 0, false);
        assert.equal(references.length + problems.length, file.rows.length);
        assert.equal(new Set(references).size, references.length);
      }),
    );
  });

  test("10,000 rows are read in a moment", () => {
    const file = read(Array.from({ length: 10_000 }, (_, row) => `2026-11-02;LAB-${row};x`).join("\r\n"));
    assert.equal(referencesIn(file, 1, false).references.length, 10_000);
  });
});

describe("the file with references and codes", () => {
  const row = (reference: string, code: string | null = "7BX200000000") => ({
    reference,
    code,
    expires: 1_793_707_200,
  });

  test("has code, link and the last moment beside each reference, written as the list was", () => {
    const text = codeFile(
      [row("LAB;1"), row("LAB-2", null)],
      headings,
      { delimiter: ";", marked: true },
      "https://x.example",
    );
    assert.equal(
      text,
      "\u{FEFF}Ref;Code;Link;Until\r\n" +
        '"LAB;1";7BX2-0000-0000;https://x.example/#report-7BX2-0000-0000;2026-11-03T12:00:00Z\r\n' +
        "LAB-2;;;\r\n",
    );
  });

  test("has no cell that a spreadsheet would take for a formula", () => {
    const evil = ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.example")'];
    const text = codeFile(
      evil.map((each) => row(each)),
      headings,
      { delimiter: ",", marked: false },
      "https://x.example",
    );
    for (const line of text.split("\r\n").slice(1, -1)) assert.doesNotMatch(line, /^"?[=+\-@\t\r]/, line);
  });
});
