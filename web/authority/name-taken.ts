import { msg } from "@lit/localize";

/** What it means when the server refuses a name. */
export function nameTaken(status: number): string | null {
  return status === 409
    ? msg("Somebody here has this name already. Add something that tells the two apart.")
    : null;
}
