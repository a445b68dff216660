import { claimCodeInLink } from "../parts/claim-words.ts";

/** Where the page's address leads, beside the first screen. */
export type StartLink =
  /** `/#report-XXXX-XXXX-XXXX`: a claim code, not checked yet. */
  | { readonly to: "report"; readonly code: string }
  /** `/#scan` and `/#card`: shortcuts on the phone's home screen. */
  | { readonly to: "scan" }
  | { readonly to: "card" };

/**
 * Take where the page's address leads, and clear the address. Nothing is sent. (The browser's own history may keep the link: a
 * claim code works once, so little is lost.)
 */
export function takeStartLink(): StartLink | null {
  const { hash } = location;
  if (hash !== "") history.replaceState(history.state, "", location.pathname);
  return startLink(hash);
}

/** @param hash - The address from its `#` on; untrusted. */
export function startLink(hash: string): StartLink | null {
  if (hash === "#scan") return { to: "scan" };
  if (hash === "#card") return { to: "card" };
  const code = claimCodeInLink(hash);
  return code === null ? null : { to: "report", code };
}
