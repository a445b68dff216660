import { msg, str } from "@lit/localize";
import { claimCodeBytes, formatClaimCode, parseClaimCode, ProtocolError } from "../../protocol/index.ts";
import { readReleaseRequest } from "./release-request.ts";

/**
 * A claim code while it is being typed: capitals in groups of four. Nothing is dropped but spaces and hyphens, so that
 * a mistake stays visible; a pasted link is cut down to the code in it.
 */
export function claimDraft(text: string): string {
  const inLink = claimCodeInLink(text) ?? readReleaseRequest(text)?.claimCode;
  const bare = (inLink ?? text).replace(/[\s-]/g, "").toUpperCase();
  return formatClaimCode(bare.slice(0, 2 * claimCodeBytes));
}

/**
 * The claim code of a link `<origin>/#report-XXXX-XXXX-XXXX`, or of its fragment alone; `null` for anything else.
 * Whether it can be a claim code has not been checked.
 */
export function claimCodeInLink(text: string): string | null {
  return /#report-([0-9A-Za-z-]{1,40})$/.exec(text.trim())?.[1] ?? null;
}

/** A claim code that can be one, in the form of the wire, or what is wrong with what was typed. */
export type ClaimReading =
  { readonly kind: "code"; readonly code: string } | { readonly kind: "problem"; readonly problem: string };

/** Read a claim code without asking anyone. */
export function readClaim(draft: string): ClaimReading {
  try {
    return { kind: "code", code: parseClaimCode(draft) };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { kind: "problem", problem: claimProblem(draft, error) };
  }
}

/** Whether a text that was scanned or pasted for a place's code is a claim code instead. */
export function looksLikeClaim(text: string): boolean {
  return readClaim(claimCodeInLink(text) ?? text).kind === "code";
}

function claimProblem(draft: string, error: ProtocolError): string {
  const bare = draft.replace(/[\s-]/g, "");
  if (bare === "") return msg("Type the claim code you were given.");
  if (error.code === "decoy-claim-code") return msg("This is not a claim code that anyone was given.");
  const strange = /[^0-9A-TV-Za-tv-z]/.exec(bare)?.[0];
  if (strange !== undefined)
    return msg(str`There is no “${strange}” in a claim code: only digits and letters other than U.`);
  if (bare.length !== claimCodeBytes)
    return msg(str`A claim code has ${claimCodeBytes} characters; this has ${bare.length}.`);
  return msg("One character is wrong. Compare it with what you were given.");
}
