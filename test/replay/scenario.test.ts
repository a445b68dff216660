import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { reportsOf } from "./cases.ts";
import { replayPolicy } from "./plan.ts";
import { readRows } from "./rows.ts";
import { planScenario } from "./scenario.ts";

const file = new URL("../data/nz_locations_of_interest_2021-08_2022-03.csv", import.meta.url);
const { rows } = readRows(readFileSync(file, "utf8"));
const options = { phones: 120, publicationDays: 12, seed: 7, policy: replayPolicy };
const plan = planScenario(rows, options);

test("the same seed gives the same plan, another seed another", () => {
  assert.deepEqual(planScenario(rows, options), plan);
  assert.notDeepEqual(planScenario(rows, { ...options, seed: 8 }).visits, plan.visits);
});

test("every row is a place that exactly its case visits from start to end", () => {
  assert.ok(plan.places.length > 500);
  for (const [place, { name, kind }] of plan.places.entries()) {
    const row = rows[place]!;
    assert.ok(row.event.startsWith(name) && Buffer.byteLength(name) <= 48);
    const stays = plan.visits.filter((visit) => visit.place === place && plan.phones[visit.phone]!.isCase);
    assert.equal(stays.length, 1);
    assert.equal(stays[0]!.arrival, row.start);
    assert.ok(stays[0]!.leaving === row.end || stays[0]!.leaveBy === "pass end");
    assert.equal(kind, row.end - row.start > 12 * 3600 ? "printed" : "display");
  }
});

test("no phone is at two places at once, and scans only what lies ahead of its last stay", () => {
  for (const { id } of plan.phones) {
    const visits = plan.visits
      .filter(({ phone }) => phone === id)
      .toSorted((one, other) => one.scanAt - other.scanAt);
    for (const [index, visit] of visits.entries()) {
      assert.ok(visit.arrival <= visit.scanAt && visit.scanAt < visit.leaving);
      assert.ok(visit.leaving <= visit.code.to * 600 && visit.arrival >= visit.code.from * 600);
      assert.ok(index === 0 || visits[index - 1]!.leaving <= visit.arrival);
    }
  }
});

test("a case reports with one claim code, on the publication day of its rows, what fits into 32 reports", () => {
  const reported = new Set<number>();
  for (const report of plan.reports) {
    const visits = report.visits.map((id) => plan.visits[id]!);
    assert.ok(visits.every(({ phone }) => phone === report.phone));
    assert.ok(visits.reduce((sum, visit) => sum + reportsOf(visit, replayPolicy.lingerIntervals), 0) <= 32);
    const day = plan.days[report.day]!;
    if (!plan.phones[report.phone]!.isCase) continue;
    for (const { place, leaving } of visits) {
      const { published } = rows[place]!;
      assert.ok(day.close - 86_400 <= published && published < day.close && leaving <= day.report);
      reported.add(place);
    }
  }
  assert.equal(reported.size, plan.places.length);
});

test("phones have synced before their first visit, and those of cases live until their isolation is over", () => {
  for (const { id, isCase, firstSync, lastSync } of plan.phones) {
    const visits = plan.visits.filter(({ phone }) => phone === id);
    assert.ok(visits.every(({ scanAt }) => scanAt > plan.days[firstSync]!.sync));
    const report = plan.reports.find(({ phone }) => phone === id);
    assert.ok(!isCase || lastSync === Math.min(plan.days.length - 1, report!.day + 11));
    assert.ok(report === undefined || (firstSync < report.day && report.day <= lastSync));
  }
});

test("visits end in every way there is, and some visitors turn out to be cases", () => {
  const whole = planScenario(rows, { ...options, publicationDays: null });
  const ways = new Set(whole.visits.map(({ leaveBy }) => leaveBy));
  assert.deepEqual([...ways].toSorted(), ["hand", "next scan", "pass end", "timer"]);
  assert.ok(whole.visits.some(({ arrival, scanAt }) => arrival < scanAt));
  assert.ok(whole.reports.some(({ phone }) => !whole.phones[phone]!.isCase));
  assert.ok(whole.reports.some(({ purpose }) => purpose === 2));
  assert.equal(whole.days.at(-1)!.close, Date.UTC(2022, 1, 25) / 1000);
});

test("a choice of publication days takes their rows only", () => {
  const days = new Set(
    plan.places.map((_, place) => new Date(rows[place]!.published * 1000).toISOString().slice(0, 10)),
  );
  assert.equal(days.size, 12);
});
