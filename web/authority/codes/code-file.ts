import Papa from "papaparse";
import { formatClaimCode } from "../../../protocol/index.ts";
import { claimLink } from "./claim-link.ts";
import type { ListFile } from "./list-file.ts";

/** A reference and what it was given. */
export interface CodedRow {
  readonly reference: string;
  /** 12 characters; null where the row's code had been used already. */
  readonly code: string | null;
  /** Unix seconds. */
  readonly expires: number;
}

/** The first row of the file. */
export interface CodeFileHeadings {
  readonly reference: string;
  readonly code: string;
  readonly link: string;
  readonly validUntil: string;
}

/**
 * The file with references and codes, written as the list was. A cell that a spreadsheet would take for a formula gets an
 * apostrophe before it.
 *
 * @param origin - Of the citizen's page, for the links.
 */
export function codeFile(
  rows: readonly CodedRow[],
  headings: CodeFileHeadings,
  { delimiter, marked }: Pick<ListFile, "delimiter" | "marked">,
  origin: string,
): string {
  const { reference, code, link, validUntil } = headings;
  const text = Papa.unparse(
    {
      fields: [reference, code, link, validUntil],
      data: rows.map((row) => [
        row.reference,
        row.code === null ? "" : formatClaimCode(row.code),
        row.code === null ? "" : claimLink(origin, row.code),
        row.code === null ? "" : new Date(row.expires * 1000).toISOString().replace(".000Z", "Z"),
      ]),
    },
    { delimiter, escapeFormulae: true },
  );
  return `${marked ? "\u{FEFF}" : ""}${text}\r\n`;
}
