import { formatClaimCode, intervalLimit } from "../../protocol/index.ts";

/**
 * What the health authority asks a place for: a claim code, and the hours if it says them.
 *
 * @see SPEC.md §4.5
 */
export interface ReleaseRequest {
  readonly claimCode: string;
  /** From interval `first` up to, not including, `end`; `null` when the authority tells the hours otherwise. */
  readonly hours: { readonly first: number; readonly end: number } | null;
}

/**
 * The link that asks a place for some hours: `<origin>/venue/#release-XXXX-XXXX-XXXX` and, with hours,
 * `.<first interval>.<intervals>`. (Authority.) Opening it sends nothing.
 *
 * @param origin - Of the region's site, without a slash at the end.
 */
export function releaseRequestLink(origin: string, { claimCode, hours }: ReleaseRequest): string {
  const window = hours === null ? "" : `.${hours.first}.${hours.end - hours.first}`;
  return `${origin}/venue/#release-${formatClaimCode(claimCode)}${window}`;
}

/**
 * Read such a link, or its fragment alone. (Owner.)
 *
 * @param text - Untrusted. Its origin is not looked at: nothing is ever sent there.
 * @returns `null` for anything else. Whether it holds a claim code, and hours that can be released, has not been checked.
 */
export function readReleaseRequest(text: string): ReleaseRequest | null {
  const [, claimCode, first, count] =
    /#release-([0-9A-Za-z-]{1,40})(?:\.(\d{1,8})\.(\d{1,4}))?$/.exec(text.trim()) ?? [];
  if (claimCode === undefined) return null;
  if (first === undefined || count === undefined) return { claimCode, hours: null };
  const hours = { first: Number(first), end: Number(first) + Number(count) };
  return { claimCode, hours: hours.end > hours.first && hours.end <= intervalLimit ? hours : null };
}
