import assert from "node:assert/strict";
import { test } from "node:test";
import { type Colour, defaultPolicy, type Policy } from "../../protocol/index.ts";
import { isRehearsed } from "../../web/citizen/rehearsal/rehearsed-acts.ts";
import { rehearsedDevice } from "../../web/citizen/rehearsal/rehearsed-device.ts";
import type { RehearsalWish } from "../../web/citizen/rehearsal/story.ts";
import { deviceState, hour, now, visit } from "./fixture.ts";

const places: RehearsalWish["places"] = ["Noodle bar", "Library"];

function rehearsal(wish: Partial<RehearsalWish> = {}, real = deviceState()) {
  const clock = { now };
  const device = rehearsedDevice(
    { colour: "green", checkedInAt: null, places, ...wish },
    real,
    () => clock.now,
    () => 0.4,
  );
  return { device, clock };
}

test("a rehearsal shows the colour that is wished for, under any policy", async () => {
  const policies: readonly Partial<Policy>[] = [
    {},
    { yellow: 240, red: 1440 },
    { yellow: 11, red: 11 },
    { weight: { reported: 0, confirmed: 3 } },
    { weight: { reported: 0, confirmed: 0 } },
    { ceiling: { reported: "yellow", confirmed: "yellow" } },
    { quarantineDays: 2 },
  ];
  for (const change of policies) {
    for (const colour of ["grey", "green", "yellow", "red"] satisfies Colour[]) {
      const state = deviceState();
      const policy = { ...defaultPolicy, ...change };
      const { device } = rehearsal({ colour }, { ...state, region: { ...state.region!, policy } });
      const shown = (await device.state()).colour.colour;
      const neverYellow = policy.weight.reported === 0 && policy.weight.confirmed === 0;
      if (colour === "yellow" && (neverYellow || policy.yellow === policy.red)) continue;
      assert.equal(shown, colour, JSON.stringify(change));
    }
  }
});

test("it shows nothing of the real diary, and lists that are there although nothing was ever fetched", async () => {
  const real = deviceState({
    diary: [visit("secret")],
    openVisit: visit("open", { leaving: null }),
    sync: { last: null, newestClosed: null, selfCheck: "unknown", batchesKept: 0 },
  });
  const { device } = rehearsal({ checkedInAt: "Corner café" }, real);
  const state = await device.state();
  assert.deepEqual(
    [state.openVisit?.name, ...state.diary.map(({ name }) => name)],
    ["Corner café", "Noodle bar", "Library"],
  );
  assert.equal(state.colour.colour, "green");
  assert.equal(state.sync.selfCheck, "passed");
});

test("a phone that is locked rehearses as if it were open, and shows no more of itself", async () => {
  const real = { ...deviceState(), lock: { is: "locked", ways: [], unfinished: false } } as const;
  const state = await rehearsal({ colour: "yellow" }, real).device.state();
  assert.deepEqual([state.lock.is, state.colour.colour], ["unlocked", "yellow"]);
});

test("time passes in it: a visit ends by its timer, and stands in the diary", async () => {
  const { device, clock } = rehearsal({ checkedInAt: "Corner café" });
  clock.now += 3 * hour;
  await device.tick();
  const { openVisit, diary } = await device.state();
  assert.equal(openVisit, null);
  assert.equal(diary[0]?.leaving, now + 2 * hour);
});

test("what can be done with a visit can be done with a made-up one, and undone", async () => {
  const { device } = rehearsal({ colour: "red" });
  const { exposures } = await device.state();
  const id = exposures[0]!.visitId;
  await device.editVisit(id, { note: "with Mei" });
  await device.settle(id, true);
  assert.equal((await device.state()).colour.colour, "green");
  await device.settle(id, false);
  const undo = await device.deleteVisit(id);
  assert.equal((await device.state()).exposures.length, 0);
  await undo();
  const state = await device.state();
  assert.deepEqual([state.colour.colour, state.diary[0]?.note], ["red", "with Mei"]);
});

test("nothing is done in it that is meant in earnest", async () => {
  const { device } = rehearsal();
  await assert.rejects(device.startReport("0123-4567-89AB", []), { name: "DeviceError" });
  await assert.rejects(device.erase(), { name: "DeviceError" });
  await assert.rejects(device.host("Party", now + hour), { name: "DeviceError" });
  for (const act of [
    { do: "start-report", code: "", byLink: true },
    { do: "erase" },
    { do: "end-rehearsal" },
    { do: "open", screen: { at: "meet" } },
    { do: "open", screen: { at: "erase" } },
  ] as const) {
    assert.equal(isRehearsed(act), false, act.do);
  }
  for (const at of ["why", "card", "diary", "more"] as const) {
    assert.equal(isRehearsed({ do: "open", screen: { at } }), true, at);
  }
});
