import { claimCodeInLink } from "./words/claim-words.ts";

/**
 * Take the claim code out of the page's address, if it came by a link `/#report-XXXX-XXXX-XXXX`, and clear the address.
 * Nothing is sent. (The browser's own history may keep the link: a claim code works once, so little is lost.)
 */
export function takeClaimLink(): string | null {
  const code = claimCodeInLink(location.hash);
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  return code;
}
