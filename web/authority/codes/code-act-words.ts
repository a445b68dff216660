import { msg, str } from "@lit/localize";
import { plural } from "../../parts/plural.ts";

/** What somebody did with claim codes, as the record says it; null for all else. */
export function codeActWords(action: string, numbers: Readonly<Record<string, number>>): string | null {
  const count = numbers["count"] ?? 0;
  const token = numbers["token"] ?? 0;
  switch (action) {
    case "codes-issued":
      return issuedWords(numbers["purpose"] ?? 1, count);
    case "codes-issued-by-token":
      return plural(
        count,
        msg(
          "one: A laboratory’s program took # code, with token {token} | other: A laboratory’s program took # codes, with token {token}",
        ),
        { token: String(token) },
      );
    case "codes-revoked":
      return plural(count, msg("one: Revoked # unused code | other: Revoked # unused codes"));
    case "codes-revoked-by-token":
      return msg(str`A laboratory’s program revoked an unused code, with token ${token}`);
    case "codes-list-begun":
      return plural(numbers["rows"] ?? 0, msg("one: Began a list of # row | other: Began a list of # rows"));
    case "token-made":
      return msg(str`Made token ${token} for a laboratory`);
    case "token-revoked":
      return msg(str`Revoked token ${token} of a laboratory`);
    default:
      return null;
  }
}

/** What kind of act it is; null for all else. */
export function codeActName(action: string): string | null {
  switch (action) {
    case "codes-issued":
      return msg("Made claim codes");
    case "codes-issued-by-token":
      return msg("Claim codes for laboratories");
    case "codes-revoked":
      return msg("Revoked claim codes");
    case "codes-revoked-by-token":
      return msg("Claim codes that laboratories revoked");
    case "codes-list-begun":
      return msg("Began a list");
    case "token-made":
      return msg("Made a laboratory’s token");
    case "token-revoked":
      return msg("Revoked a laboratory’s token");
    default:
      return null;
  }
}

function issuedWords(purpose: number, count: number): string {
  if (purpose === 2)
    return plural(count, msg("one: Made # code that confirms | other: Made # codes that confirm"));
  if (purpose === 3) {
    return plural(count, msg("one: Made # code that takes back | other: Made # codes that take back"));
  }
  return plural(count, msg("one: Made # code for a report | other: Made # codes for reports"));
}
