import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { defaultPolicy } from "../../protocol/index.ts";
import { type Plan, replayPolicy } from "./plan.ts";
import { silentProgress } from "./progress.ts";
import { runReplay } from "./replay.ts";
import { readRows } from "./rows.ts";
import { planScenario } from "./scenario.ts";
import { expectReport, Truth } from "./truth.ts";

const file = fileURLToPath(new URL("../data/nz_locations_of_interest_2021-08_2022-03.csv", import.meta.url));
const main = fileURLToPath(new URL("./main.ts", import.meta.url));
const policy = replayPolicy;

function replay(plan: Plan, truth: Truth) {
  return runReplay({ plan, policy, truth, threads: 2, progress: silentProgress });
}

async function runMain(
  ...parameters: string[]
): Promise<{ status: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...parameters], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, out, err };
}

test(
  "three publication days of the real outbreak: nothing missed, nothing false",
  { timeout: 300_000 },
  async () => {
    const { status, out, err } = await runMain(file, "--days", "3", "--phones", "30", "--json");
    assert.equal(status, 0, out + err);
    const summary = JSON.parse(out);
    assert.equal(summary.missed, 0);
    assert.equal(summary.false, 0);
    assert.equal(summary.batches, 22);
    assert.deepEqual(summary.rows.refused, [
      { reason: "ends before it starts", rows: 1 },
      { reason: "lasts over 24 hours", rows: 25 },
    ]);
    assert.ok(summary.reports > 300 && summary.tokens > 2000 && summary.matches > 200);
    for (const colour of ["grey", "green", "yellow", "red"])
      assert.ok(summary.coloursSeen[colour] > 0, colour);
    assert.match(err, /replaying days: 22 of 22, 2021-08-22/);
  },
);

test("the replay's rules are the protocol's defaults", () => {
  const { staleHours: _stale, reportMinutes: _minutes, mixPeriods: _periods, ...rules } = defaultPolicy;
  assert.deepEqual(replayPolicy, rules);
});

test(
  "the comparison notices a report that is never made, and one that nobody expected",
  { timeout: 300_000 },
  async () => {
    const { rows } = readRows(readFileSync(file, "utf8"));
    const october = Date.UTC(2021, 9, 1) / 1000;
    const fewRows = rows.filter(({ published }) => published >= october && published < october + 86_400);
    const plan = planScenario(fewRows, { phones: 12, publicationDays: null, seed: 3, policy });
    const truth = new Truth(plan, policy);
    const lastDay = plan.days.at(-1)!;
    const skipped = plan.reports.findIndex((report) => {
      const others = new Truth({ ...plan, reports: plan.reports.filter((one) => one !== report) }, policy);
      const matchesOf = (one: Truth) =>
        plan.phones.reduce(
          (sum, { id, isCase }) => sum + (isCase ? 0 : one.expect(id, lastDay).matches.length),
          0,
        );
      return matchesOf(others) < matchesOf(truth) && expectReport(plan, report, policy).visits.length > 0;
    });
    const without: Plan = { ...plan, reports: plan.reports.toSpliced(skipped, 1) };

    const missed = await replay(without, truth);
    assert.ok(missed.missed > 0);
    assert.equal(missed.false, 0);
    assert.ok(missed.differences.some(({ what }) => what.startsWith("match not found")));

    const alarmed = await replay(plan, new Truth(without, policy));
    assert.ok(alarmed.false > 0);
    assert.equal(alarmed.missed, 0);
  },
);

test("the command line says what it wants", async () => {
  const help = await runMain("--help");
  assert.equal(help.status, 0);
  assert.match(help.out, /usage: npm run replay -- FILE\.csv/);
  for (const [parameters, pattern] of [
    [[], /wanted one CSV file/],
    [["no-such-file.csv"], /no such file/],
    [[file, "--phones", "none"], /--phones takes a whole number from 1, not "none"/],
    [[file, "--unknown"], /--unknown/],
    [[main], /^replay: line \d+: /],
  ] as const) {
    const { status, out, err } = await runMain(...parameters);
    assert.equal(status, 2);
    assert.equal(out, "");
    assert.match(err, pattern);
  }
});
