import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acceptManifest,
  defaultPolicy,
  formatUtc,
  intervalOf,
  type Manifest,
  type Policy,
} from "../../protocol/index.ts";
import { at, base, daySeconds, epoch, issued, ticketKey } from "./manifest-example.ts";

const outOfBounds = { name: "ProtocolError", code: "out-of-bounds" };
const wrongRegion = { name: "ProtocolError", code: "wrong-region" };

function later(change: Partial<Manifest>): Manifest {
  return { ...base, sequence: 2, ...change };
}

test("The first manifest that a device sees is taken, unless it was issued over an hour ahead", () => {
  assert.doesNotThrow(() => acceptManifest(base, { now: issued, previous: null }));
  assert.doesNotThrow(() => acceptManifest(base, { now: issued - 3600, previous: null }));
  assert.doesNotThrow(() =>
    acceptManifest(later({ sequence: 77 }), { now: issued + 99 * daySeconds, previous: null }),
  );
  assert.throws(() => acceptManifest(base, { now: issued - 3601, previous: null }), outOfBounds);
  assert.throws(() => acceptManifest(later({}), { now: issued - 3601, previous: base }), outOfBounds);
});

test("The sequence never falls, and one sequence has one text", () => {
  const now = issued;
  assert.doesNotThrow(() => acceptManifest(later({}), { now, previous: base }));
  assert.doesNotThrow(() => acceptManifest(later({ sequence: 9 }), { now, previous: base }));
  assert.doesNotThrow(() => acceptManifest(structuredClone(base), { now, previous: base }));
  assert.throws(() => acceptManifest(base, { now, previous: later({}) }), outOfBounds);
  const twin = { ...base, sunset: at(50 * daySeconds) };
  assert.throws(() => acceptManifest(twin, { now, previous: base }), outOfBounds);
});

test("A manifest of another region or issued before the last one does not follow it", () => {
  const context = { now: issued, previous: base };
  const other = later({ region: { ...base.region, id: "0123456789abcdef" } });
  assert.throws(() => acceptManifest(other, context), wrongRegion);
  assert.throws(() => acceptManifest(later({ issued: at(-1) }), context), outOfBounds);
});

test("A ticket key never changes, and stays until its week has ended", () => {
  const now = issued + 30 * daySeconds;
  const change = (ticketKeys: Manifest["ticketKeys"], issuedAt = issued) =>
    later({ ticketKeys, issued: formatUtc(issuedAt), effective: formatUtc(issuedAt) });
  const nextWeek = (epoch + 1) * 604_800;
  const [report, confirm, retract, next] = base.ticketKeys as [never, never, never, never];
  for (const accepted of [
    change([...base.ticketKeys, ticketKey(1, epoch + 2)]),
    change([next, retract, report, confirm]),
    change([next], nextWeek),
    change([], nextWeek + 604_800),
    change([...base.ticketKeys], nextWeek),
  ]) {
    assert.doesNotThrow(() => acceptManifest(accepted, { now, previous: base }));
  }
  for (const refused of [
    change([ticketKey(1, epoch, "9"), confirm, retract, next]),
    change([report, confirm, retract, ticketKey(1, epoch + 1, "9")]),
    change([report, confirm, retract]),
    change([confirm, retract, next]),
    change([], nextWeek),
    change([next], nextWeek - 1),
    change([ticketKey(1, epoch, "9"), next], nextWeek),
  ]) {
    assert.throws(() => acceptManifest(refused, { now, previous: base }), outOfBounds);
  }
});

test("A changed policy takes effect 48 hours after it was issued, an unchanged one at once", () => {
  const now = issued + 10 * daySeconds;
  const policy: Policy = { ...defaultPolicy, yellow: 20 };
  const context = { now, previous: base };
  assert.doesNotThrow(() => acceptManifest(later({ issued: at(60), effective: at(60) }), context));
  assert.doesNotThrow(() => acceptManifest(later({ policy, effective: at(2 * daySeconds) }), context));
  assert.throws(
    () => acceptManifest(later({ policy, effective: at(2 * daySeconds - 1) }), context),
    outOfBounds,
  );
  assert.throws(() => acceptManifest(later({ policy }), context), outOfBounds);
});

test("A policy is not dated back: the notice runs from the last batch logged before the manifest", () => {
  const policy: Policy = { ...defaultPolicy, yellow: 20 };
  const logged = issued + 10 * daySeconds;
  const context = { now: logged, previous: base, closedBefore: intervalOf(logged) };
  const from = intervalOf(logged) * 600 - issued;
  const changed = (seconds: number) => later({ policy, effective: at(seconds) });
  assert.throws(() => acceptManifest(changed(2 * daySeconds), context), outOfBounds);
  assert.throws(() => acceptManifest(changed(from + 2 * daySeconds - 1), context), outOfBounds);
  assert.doesNotThrow(() => acceptManifest(changed(from + 2 * daySeconds), context));
  assert.doesNotThrow(() => acceptManifest(changed(2 * daySeconds), { ...context, closedBefore: null }));
});

test("A policy just announced cannot be hastened by repeating it", () => {
  const now = issued + daySeconds;
  const policy: Policy = { ...defaultPolicy, yellow: 20 };
  const announced = later({ policy, effective: at(2 * daySeconds) });
  const repeated = (effective: string) => ({ ...announced, sequence: 3, effective });
  assert.throws(() => acceptManifest(repeated(at(60)), { now, previous: announced }), outOfBounds);
  assert.doesNotThrow(() => acceptManifest(repeated(at(2 * daySeconds)), { now, previous: announced }));
});
