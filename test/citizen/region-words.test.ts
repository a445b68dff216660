import assert from "node:assert/strict";
import { test } from "node:test";
import { colourOf, colourOverRegions, defaultPolicy, intervalOf } from "../../protocol/index.ts";
import type { DeviceState, PeerState } from "../../web/device/device.ts";
import { reportableVisits } from "../../web/citizen/running.ts";
import { placeRegion, reportedElsewhere, visitRegion } from "../../web/citizen/words/region-words.ts";
import { statusWords } from "../../web/citizen/words/status-words.ts";
import { deviceState, exposuresOf, now, reader, visit } from "./fixture.ts";

const abroadId = "8899aabbccddeeff";

function peer(change: Partial<PeerState> = {}): PeerState {
  const { region, sync } = deviceState();
  const name = { en: "Far Shore" };
  const guidance = { yellow: { en: "Call the Far Shore clinic." }, red: { en: "Stay in." } };
  return {
    id: abroadId,
    rootHash: abroadId.repeat(4),
    name,
    standing: "peer",
    region: { ...region!, id: abroadId, name, guidance, policy: { ...defaultPolicy, yellow: 30 } },
    sync,
    evidence: [],
    ...change,
  };
}

/** A device with a visit in another region, and so many intervals of it in that region's list. */
function travelled(
  others: readonly PeerState[],
  matched: number,
  trouble: readonly ("broken-log" | "not-followed")[] = [],
  newestClosed = intervalOf(now),
): DeviceState {
  const stay = visit("café", { regionId: abroadId, name: "Café" });
  const exposures = exposuresOf(stay, matched);
  const device = deviceState({ diary: [stay], exposures, peers: others });
  const result = colourOf({
    now,
    policy: { ...defaultPolicy, yellow: 30 },
    visitsEnd: [stay.leaving!],
    exposures,
    ownPositive: null,
    newestClosed,
    selfCheck: "passed",
    trouble,
  });
  const home = deviceState().colour.regions[0]!;
  return { ...device, colour: colourOverRegions(home, [{ regionId: abroadId, result }]) };
}

test("guidance and numbers are those of the region that gave the colour", () => {
  const warned = statusWords(travelled([peer()], 3), now, reader);
  assert.deepEqual([warned.colour, warned.todo], ["yellow", "Call the Far Shore clinic."]);
  const below = statusWords(travelled([peer()], 2), now, reader);
  assert.equal(below.colour, "green");
  assert.match(below.why, /less than the 30 minutes/);
});

test("grey by another region names it and says why; an unknown one is said to be unknown", () => {
  const broken = statusWords(travelled([peer()], 0, ["broken-log"]), now, reader);
  assert.deepEqual([broken.colour, broken.mend], ["grey", "check"]);
  assert.match(broken.why, /Far Shore.*broken/);
  const stale = statusWords(travelled([peer()], 0, [], intervalOf(now) - 1_000), now, reader);
  assert.match(stale.why, /Far Shore.*too old/);
  const unknown = statusWords(travelled([], 0, ["not-followed"]), now, reader);
  assert.deepEqual([unknown.colour, unknown.mend], ["grey", null]);
  assert.match(unknown.why, /region that this phone does not follow/);
  const ended = statusWords(travelled([peer({ standing: "ended" })], 0, ["not-followed"]), now, reader);
  assert.match(ended.why, /Far Shore.*has ended/);
});

test("a visit and a code say where they are when that is not at home, and whether they are compared", () => {
  const device = travelled([peer()], 0);
  const homeId = device.region!.id;
  assert.deepEqual([visitRegion(device, homeId), placeRegion(device, homeId)], [null, null]);
  assert.match(visitRegion(device, abroadId)!, /In Far Shore, and compared/);
  assert.match(placeRegion(device, abroadId)!.what, /Far Shore/);
  const strange = travelled([], 0, ["not-followed"]);
  assert.match(visitRegion(strange, abroadId)!, /does not know.*not compared/);
  assert.match(placeRegion(strange, abroadId)!.todo, /cannot be compared/);
  assert.match(visitRegion(travelled([peer({ standing: "left" })], 0), abroadId)!, /no longer follows/);
});

test("visits elsewhere cannot be chosen for a report, and it says who must be told", () => {
  const device = travelled([peer()], 0);
  assert.deepEqual(reportableVisits(device), []);
  assert.match(reportedElsewhere(device).join(), /Far Shore.*authority there must be told/);
  assert.deepEqual(reportedElsewhere(deviceState({ diary: [visit("a")] })), []);
});
