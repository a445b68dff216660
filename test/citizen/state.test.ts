import assert from "node:assert/strict";
import { test } from "node:test";
import { generateClaimCode } from "../../protocol/index.ts";
import type { Act } from "../../web/citizen/act.ts";
import { reportableVisits, shown } from "../../web/citizen/running.ts";
import { type StartLink, startLink } from "../../web/citizen/start-link.ts";
import { next, starting } from "../../web/citizen/state.ts";
import { noCodeInPicture } from "../../web/citizen/words/code-problem.ts";
import { after, deviceState, now, place, visit } from "./fixture.ts";

const scan: Act = { do: "open", screen: { at: "scan", way: "camera", problem: null, trouble: null } };
const placeRead: Act = { do: "place-read", place: place(), now };
const code = generateClaimCode();

function opened(introduced: boolean, link: StartLink | null = null) {
  const state = next(starting, { do: "opened", device: deviceState(), introduced, link });
  assert.equal(state.phase, "running");
  return state.phase === "running" ? state : assert.fail();
}

test("the first opening shows the cards, later ones the first screen", () => {
  assert.deepEqual(shown(opened(false)), { at: "welcome", card: 0 });
  assert.deepEqual(shown(opened(true)), { at: "home" });
});

test("the cards end at the first screen, with no way back into them", () => {
  const state = next(opened(false), { do: "welcome-done" });
  assert.deepEqual(state.phase === "running" && state.screens, [{ at: "home" }]);
});

test("a claim link opens the report with its code and goes no further", () => {
  const screen = shown(opened(true, { to: "report", code }));
  assert.equal(screen.at, "report-code");
  assert.deepEqual(screen.at === "report-code" && [screen.draft, screen.byLink], [code, true]);
});

test("a shortcut opens the scanner or the card, but not before the cards were seen", () => {
  assert.equal(shown(opened(true, startLink("#scan"))).at, "scan");
  assert.equal(shown(opened(true, startLink("#card"))).at, "card");
  assert.equal(shown(opened(false, startLink("#scan"))).at, "welcome");
  assert.equal(startLink("#elsewhere"), null);
});

test("two taps lead from the first screen to a check-in", () => {
  const confirm = after(deviceState(), scan, placeRead);
  assert.equal(shown(confirm).at, "confirm");
  const checkedIn = after(deviceState(), scan, placeRead, { do: "check-in" }, { do: "checked-in" });
  assert.deepEqual(checkedIn.screens, [{ at: "home" }]);
  assert.equal(checkedIn.busy, false);
});

test("the place's own stay is chosen beforehand, and nobody came earlier unless they say so", () => {
  const screen = shown(after(deviceState(), scan, placeRead));
  assert.deepEqual(screen.at === "confirm" && [screen.stayMinutes, screen.arrival], [120, null]);
  const changed = shown(
    after(
      deviceState(),
      scan,
      placeRead,
      { do: "choose-stay", minutes: 30 },
      { do: "choose-arrival", arrival: now - 3600 },
    ),
  );
  assert.deepEqual(changed.at === "confirm" && [changed.stayMinutes, changed.arrival], [30, now - 3600]);
});

test("a refused code stays on the scan screen, and the next try takes the sentence away", () => {
  const problem = noCodeInPicture();
  const refused = after(deviceState(), scan, { do: "code-refused", problem });
  const screen = shown(refused);
  assert.equal(screen.at === "scan" && screen.problem, problem);
  const again = next(refused, { do: "code-text", text: "CELADON:1" });
  const scanning = again.phase === "running" ? shown(again) : assert.fail();
  assert.equal(scanning.at === "scan" && scanning.problem, null);
});

test("a code that ended while its place was being confirmed leads back to the scan screen", () => {
  const state = after(
    deviceState(),
    scan,
    placeRead,
    { do: "check-in" },
    { do: "code-refused", problem: noCodeInPicture() },
  );
  assert.equal(shown(state).at, "scan");
  assert.equal(state.busy, false);
});

test("what comes too late for its screen changes nothing", () => {
  const home = after(deviceState());
  for (const act of [
    { do: "code-refused", problem: noCodeInPicture() },
    { do: "choose-stay", minutes: 30 },
    { do: "choose-visits", chosen: ["a"] },
    { do: "review" },
    { do: "edit-refused", problem: "" },
    { do: "report-refused", problem: "" },
  ] satisfies Act[]) {
    assert.equal(next(home, act), home);
  }
});

test("back goes one screen, never below the first, and not while something is being stored", () => {
  const deep = after(deviceState(), scan, placeRead);
  const once = next(deep, { do: "back" });
  assert.equal(once.phase === "running" && shown(once).at, "scan");
  const home = after(deviceState());
  assert.equal(next(home, { do: "back" }), home);
  assert.equal(next(home, { do: "back-to", depth: 3 }), home);
  const busy = after(deviceState(), scan, placeRead, { do: "check-in" });
  assert.equal(next(busy, { do: "back" }), busy);
});

test("nothing is chosen beforehand in a report, and it goes nowhere without a choice", () => {
  const device = deviceState({ diary: [visit("a"), visit("b")] });
  const choosing = after(
    device,
    { do: "start-report", code: "", byLink: false },
    { do: "claim-entered", draft: code.toLowerCase() },
  );
  const screen = shown(choosing);
  assert.deepEqual(screen, { at: "report-visits", code, chosen: [] });
  assert.equal(next(choosing, { do: "review" }), choosing);
  const chosen = next(choosing, { do: "choose-visits", chosen: ["b"] });
  const summary = next(chosen, { do: "review" });
  assert.deepEqual(summary.phase === "running" && shown(summary), {
    at: "report-summary",
    code,
    chosen: ["b"],
    problem: null,
  });
});

test("a claim code that cannot be one is refused where it was typed", () => {
  const state = after(
    deviceState({ diary: [visit("a")] }),
    { do: "start-report", code: "", byLink: false },
    { do: "claim-entered", draft: "ABCD" },
  );
  const screen = shown(state);
  assert.equal(screen.at === "report-code" && screen.problem, "A claim code has 12 characters; this has 4.");
});

test("after the last tap there is no way back into the choice", () => {
  const state = after(
    deviceState({ diary: [visit("a")] }),
    { do: "start-report", code: "", byLink: false },
    { do: "claim-entered", draft: code },
    { do: "choose-visits", chosen: ["a"] },
    { do: "review" },
    { do: "send-report" },
    { do: "report-started" },
  );
  assert.deepEqual(state.screens, [{ at: "home" }, { at: "report-progress" }]);
});

test("a refused claim code keeps the choice of visits for another one", () => {
  const state = after(
    deviceState({ diary: [visit("a"), visit("b")] }),
    { do: "another-code", chosen: ["b"] },
    { do: "claim-entered", draft: code },
  );
  assert.deepEqual(shown(state), { at: "report-visits", code, chosen: ["b"] });
});

test("a visit that aged out takes its screen, and its place in a choice, with it", () => {
  const device = deviceState({ diary: [visit("a"), visit("b")] });
  const gone: Act = { do: "device-changed", device: deviceState({ diary: [visit("b")] }) };
  const open: Act = { do: "open", screen: { at: "visit", id: "a", editing: false, problem: null } };
  assert.deepEqual(after(device, open, gone).screens, [{ at: "home" }]);
  const choosing = after(
    device,
    { do: "start-report", code: "", byLink: false },
    { do: "claim-entered", draft: code },
    { do: "choose-visits", chosen: ["a", "b"] },
    gone,
  );
  assert.deepEqual(shown(choosing), { at: "report-visits", code, chosen: ["b"] });
});

test("the open visit can be reported, and what was reported wholly cannot be again", () => {
  const device = deviceState({
    openVisit: visit("open", { leaving: null }),
    diary: [visit("a", { reported: 8 }), visit("b", { reported: 3 }), visit("c", { tokens: 0 })],
  });
  assert.deepEqual(
    reportableVisits(device).map(({ id }) => id),
    ["open", "b"],
  );
});

test("an update is offered and waits; nothing typed is lost by it", () => {
  const state = after(
    deviceState(),
    { do: "start-report", code: "", byLink: false },
    { do: "code-typed", draft: "ABCD" },
    {
      do: "update-waiting",
    },
  );
  const screen = shown(state);
  assert.equal(state.update, true);
  assert.equal(screen.at === "report-code" && screen.draft, "ABCD");
});

test("once erased, nothing brings the old state back", () => {
  const erased = next(after(deviceState()), { do: "erased" });
  assert.deepEqual(erased, { phase: "erased" });
  assert.deepEqual(next(erased, { do: "device-changed", device: deviceState() }), { phase: "erased" });
});
