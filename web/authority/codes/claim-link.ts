import { formatClaimCode } from "../../../protocol/index.ts";

/**
 * The link that brings a claim code to the citizen's page. Opening it sends nothing.
 *
 * @param origin - Of the region's site, without a slash at the end.
 * @param code - 12 characters.
 */
export function claimLink(origin: string, code: string): string {
  return `${origin}/#report-${formatClaimCode(code)}`;
}
