import { msg, str } from "@lit/localize";
import { plural } from "../../parts/plural.ts";
import { pageReader } from "../../parts/reader.ts";
import { referenceLengthMax, type RowProblem } from "./list-file.ts";
import type { RunState } from "./list-run.ts";

/** Why a row gets no code of its own. @param row - From 0, as the file has it. */
export function rowProblemWords(row: number, problem: RowProblem): string {
  const number = numberWords(row + 1);
  switch (problem.kind) {
    case "empty":
      return msg(str`Row ${number}: there is no reference.`);
    case "double":
      return msg(
        str`Row ${number}: the same reference as in row ${numberWords(problem.of + 1)}, whose code is for both.`,
      );
    case "long":
      return msg(
        str`Row ${number}: longer than ${numberWords(referenceLengthMax)} characters, which no reference is.`,
      );
    case "quotes":
      return msg(
        str`Row ${number}: a quotation mark is missing. Mend it in the file, and choose the file again.`,
      );
  }
}

/** How far it is. */
export function doneWords(done: number, rows: number): string {
  return plural(rows, msg("one: {done} of # code | other: {done} of # codes"), { done: numberWords(done) });
}

/** What is going on. */
export function runWords(state: RunState): string {
  switch (state.at) {
    case "running":
      return msg("Codes are being made. Leave this page open.");
    case "waiting":
      return msg(
        "No answer from the server. It goes on by itself when the network is back; rows without an answer get new codes, and the lost ones are revoked.",
      );
    case "paused":
      return msg("Paused. What is there stays on this page until you close it.");
    case "complete":
      return msg("All codes are there. Save the file now: they are on this page and nowhere else.");
    case "stopped":
      return stoppedWords(state.trouble);
  }
}

function stoppedWords(trouble: "signed-out" | "superseded" | "gone" | "refused"): string {
  switch (trouble) {
    case "signed-out":
      return msg("Your session ended. What is there is still on this page: go on, or save it.");
    case "superseded":
      return msg(
        "This list has been taken up in another window. Codes here that were not saved no longer work.",
      );
    case "gone":
      return msg("This list has expired or was revoked. Begin it anew.");
    case "refused":
      return msg(
        "The server refused this. What is there is still on this page: save it, and tell whoever runs the server.",
      );
  }
}

/** A number as the page's language writes it. */
export function numberWords(number: number): string {
  return new Intl.NumberFormat(pageReader().language).format(number);
}
