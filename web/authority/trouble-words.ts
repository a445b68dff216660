import { msg } from "@lit/localize";
import { ClientError } from "./client-error.ts";

/**
 * Why something came to nothing, and what to do, in one or two sentences.
 *
 * @param error - What was thrown; anything but a {@link ClientError} is a bug and is thrown on.
 * @param refused - What it means here when the server said no, if there is something better to say.
 */
export function troubleWords(error: unknown, refused?: (status: number) => string | null): string {
  if (!(error instanceof ClientError)) throw error;
  switch (error.code) {
    case "offline":
      return msg("There is no connection to the server. Nothing was changed; try again when it is back.");
    case "signed-out":
      return msg("Your session has ended. Sign in again.");
    case "no-passkey":
      return msg("No passkey was shown. Nothing was changed; you can try again.");
    case "busy":
      return msg("The server is busy. Wait a minute, then try again.");
    case "ended":
      return msg("This region has ended, and the server has stopped.");
    case "server-trouble":
      return msg(
        "The server failed at this. Try again in a minute; if it fails again, tell whoever runs it.",
      );
    case "refused":
      return refused?.(error.status) ?? refusedWords(error.status);
  }
}

function refusedWords(status: number): string {
  return status === 403
    ? msg("You may not do this. Ask an administrator whether you have the role for it.")
    : msg("The server refused this. Load the page again, and try once more.");
}
