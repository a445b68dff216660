import type { TemplateResult } from "lit";
import type { Running } from "./running.ts";
import type { Screen } from "./screen.ts";

/** What a screen is drawn from. */
export interface Scene<At extends Screen["at"]> {
  readonly running: Running;
  /** The screen that is shown. */
  readonly screen: Extract<Screen, { readonly at: At }>;
  /** Unix seconds. */
  readonly now: number;
}

/**
 * The element for a screen, given what it shows. The element carries `data-screen` and has `focusHeading()`.
 * Every screen's file exports its own as `drawScreen`.
 */
export type DrawScreen<At extends Screen["at"]> = (scene: Scene<At>) => TemplateResult;
