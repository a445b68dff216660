import type { TemplateResult } from "lit";
import { allTexts } from "../locales/page-language.ts";
import type { DrawScreen, Scene } from "./draw-screen.ts";
import { type Running, shown } from "./running.ts";
import type { Screen } from "./screen.ts";
import { drawScreen as drawHome } from "./screens/home-screen.ts";
import { drawScreen as drawWelcome } from "./screens/welcome-screen.ts";

type At = Screen["at"];

/** Screens that come with the page. */
const present = {
  home: drawHome,
  welcome: drawWelcome,
} satisfies { readonly [Name in At]?: DrawScreen<Name> };

/** Screens that come when they are first shown. */
const later: {
  readonly [Name in Exclude<At, keyof typeof present>]: () => Promise<{
    readonly drawScreen: DrawScreen<Name>;
  }>;
} = {
  scan: () => import("./screens/scan-screen.ts"),
  confirm: () => import("./screens/confirm-screen.ts"),
  diary: () => import("./screens/diary-screen.ts"),
  visit: () => import("./screens/visit-screen.ts"),
  "write-down": () => import("./screens/write-down-screen.ts"),
  meet: () => import("./screens/meet-screen.ts"),
  rehearsal: () => import("./screens/rehearsal-screen.ts"),
  card: () => import("./screens/card-screen.ts"),
  why: () => import("./screens/why-screen.ts"),
  "report-code": () => import("./screens/report-code-screen.ts"),
  "report-visits": () => import("./screens/report-visits-screen.ts"),
  "report-summary": () => import("./screens/report-summary-screen.ts"),
  "report-progress": () => import("./screens/report-progress-screen.ts"),
  more: () => import("./screens/more-screen.ts"),
  record: () => import("./screens/record-screen.ts"),
  stored: () => import("./screens/stored-screen.ts"),
  "take-back": () => import("./screens/take-back-screen.ts"),
  ledger: () => import("./screens/ledger-screen.ts"),
  rules: () => import("./screens/rules-screen.ts"),
  verify: () => import("./screens/verify-screen.ts"),
  limits: () => import("./screens/limits-screen.ts"),
  notices: () => import("./screens/notices-screen.ts"),
  move: () => import("./screens/move-screen.ts"),
  "move-out": () => import("./screens/move-out-screen.ts"),
  "move-in": () => import("./screens/move-in-screen.ts"),
  receive: () => import("./screens/receive-screen.ts"),
  "hand-visit": () => import("./screens/hand-visit-screen.ts"),
  "take-visit": () => import("./screens/take-visit-screen.ts"),
  "handover-visits": () => import("./screens/handover-visits-screen.ts"),
  handover: () => import("./screens/handover-screen.ts"),
  export: () => import("./screens/export-screen.ts"),
  slip: () => import("./screens/slip-screen.ts"),
  lock: () => import("./screens/lock-screen.ts"),
  unlock: () => import("./screens/unlock-screen.ts"),
  erase: () => import("./screens/erase-screen.ts"),
};

const loaded = new Map<At, (scene: Scene<At>) => TemplateResult>(
  Object.entries(present) as [At, (scene: Scene<At>) => TemplateResult][],
);

/** Whether the screen can be drawn at once. */
export function isLoaded(at: At): boolean {
  return loaded.has(at);
}

/**
 * Fetch what a screen needs: from the service worker's copy where there is one, else over the network.
 *
 * @throws TypeError when it could not be fetched.
 */
export async function loadScreen(at: At): Promise<void> {
  if (isLoaded(at)) return;
  const [{ drawScreen }] = await Promise.all([later[at as keyof typeof later](), allTexts()]);
  loaded.set(at, drawScreen as (scene: Scene<At>) => TemplateResult);
}

/**
 * The element of the screen that is shown; it must be loaded.
 *
 * @param now - Unix seconds.
 */
export function drawShown(running: Running, now: number): TemplateResult {
  const screen = shown(running);
  return loaded.get(screen.at)!({ running, screen, now });
}
