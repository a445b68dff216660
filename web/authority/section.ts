import type { TemplateResult } from "lit";
import type { AuthorityClient } from "./client.ts";

/** A role, as the server calls it. */
export type Role = "issuer" | "approver" | "administrator";

/** Who is signed in. */
export interface Me {
  readonly number: number;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** What a section is drawn with. */
export interface SectionContext {
  readonly client: AuthorityClient;
  readonly me: Me;
  /** What stands behind the section's name in the address, `#codes/many` → `many`; empty on its first screen. */
  readonly path: string;
}

/** One part of the page: an entry of the navigation, with a folder of its own. */
export interface Section {
  /** In the address, behind the `#`. */
  readonly id: string;
  /** In the navigation, and as the page's heading. */
  readonly label: () => string;
  /** Who sees it: whoever has one of these roles; null for everyone. */
  readonly roles: readonly Role[] | null;
  /** Fetch its element, when it is opened for the first time. */
  readonly load: () => Promise<unknown>;
  /** Its element. The frame has the heading of the first level: a section's own begin with the second. */
  readonly draw: (context: SectionContext) => TemplateResult;
}

/** Whether somebody sees a section. */
export function sees({ roles }: Me, section: Section): boolean {
  return section.roles === null || section.roles.some((role) => roles.includes(role));
}
