import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { displayNow } from "../../web/venue/display-code.ts";
import type { RecoverySheet } from "../../web/venue/recovery-sheet.ts";
import { type Screen, shownPlace } from "../../web/venue/state.ts";
import { noon, startTrialServer, type TrialServer } from "../server/trial-server.ts";
import { Tablet } from "./tablet.ts";

/** A tablet that has asked the server once. @param days - Until the sunset. */
export async function freshTablet(
  t: TestContext,
  days = 25,
): Promise<{ server: TrialServer; tablet: Tablet }> {
  const server = await startTrialServer(t, { region: { days } });
  const tablet = new Tablet(server.url, noon);
  await tablet.open();
  await tablet.session.ask();
  return { server, tablet };
}

/** Make a place and keep its sheet. */
export async function makePlace(tablet: Tablet, name = "Lan Fong Yuen"): Promise<RecoverySheet> {
  await tablet.session.act({ kind: "make", name, stayMinutes: 120, replaces: null });
  const screen = screenOf(tablet);
  assert.equal(screen.at, "sheet");
  await tablet.session.act({ kind: "open-place", sheet: screen.sheet });
  assert.equal(screenOf(tablet).at, "display");
  return screen.sheet;
}

/** What its page shows. */
export function screenOf(tablet: Tablet): Screen {
  return tablet.session.state.screen;
}

/** The code that its display shows. */
export function shownCode(tablet: Tablet): string {
  const place = shownPlace(tablet.session.state);
  assert.ok(place !== null);
  const display = displayNow(place, tablet.now);
  assert.equal(display.kind, "showing");
  return display.text;
}
