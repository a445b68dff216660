import { msg } from "@lit/localize";
import type { CameraTrouble } from "./camera.ts";

/** Why there is no camera picture, and how to come by one, or on without one. */
export function cameraHelp(trouble: CameraTrouble | "no-decoder"): {
  readonly what: string;
  readonly todo: string;
} {
  switch (trouble) {
    case "refused":
      return {
        what: msg("The camera is switched off for this page."),
        todo: msg(
          "Tap the sign beside the page's address, or open the settings of your browser, allow the camera, and try again. The picture never leaves this phone.",
        ),
      };
    case "none":
      return {
        what: msg("This device has no camera that the page can use."),
        todo: msg("Choose a picture of the code, or paste the code's text."),
      };
    case "busy":
      return {
        what: msg("Another app is using the camera."),
        todo: msg("Close the other app, then try again."),
      };
    case "insecure":
      return {
        what: msg("Browsers give no camera to a page that came without encryption."),
        todo: msg(
          "Open the page by its https:// address, or choose a picture of the code, or paste its text.",
        ),
      };
    case "no-decoder":
      return {
        what: msg(
          "This browser cannot read codes from pictures, perhaps because of a strict protection mode.",
        ),
        todo: msg("Copy the code's text at the place's page and paste it here."),
      };
    case "unknown":
      return {
        what: msg("The camera could not be opened."),
        todo: msg("Try again, choose a picture of the code, or paste the code's text."),
      };
  }
}
