import { msg } from "@lit/localize";

/** What a passkey lies on, as the server calls it. */
export type PasskeyKind = "phone" | "computer" | "security-key" | "other";

/** In the order of the choice. */
export const passkeyKinds: readonly PasskeyKind[] = ["phone", "computer", "security-key", "other"];

/** In words. */
export function passkeyKindWords(kind: PasskeyKind): string {
  switch (kind) {
    case "phone":
      return msg("On a phone");
    case "computer":
      return msg("On a computer");
    case "security-key":
      return msg("A security key");
    case "other":
      return msg("In a password manager");
  }
}
