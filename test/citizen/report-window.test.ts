import assert from "node:assert/strict";
import { test } from "node:test";
import { suggestedStart, visitsSince } from "../../web/citizen/report-window.ts";
import { day, hour, visit } from "./fixture.ts";

test("visits are suggested from the beginning of the second day before, over the ends of months and changes of the clock", () => {
  const local = (year: number, month: number, date: number) =>
    new Date(year, month - 1, date).getTime() / 1000;
  assert.equal(suggestedStart("2026-11-21"), local(2026, 11, 19));
  assert.equal(suggestedStart("2026-03-01"), local(2026, 2, 27));
  assert.equal(suggestedStart("2028-03-01"), local(2028, 2, 28));
  assert.equal(suggestedStart("2026-10-26"), local(2026, 10, 24));
  assert.equal(suggestedStart("2026-01-01"), local(2025, 12, 30));
  for (const incomplete of ["", "2026-11", "21.11.2026"]) assert.equal(suggestedStart(incomplete), null);
});

test("a visit that went on into the window is suggested, one that ended before is not, the open one always", () => {
  const start = suggestedStart("2026-11-21")!;
  const visits = [
    visit("open", { arrival: start + day, leaving: null }),
    visit("into", { arrival: start - hour, leaving: start }),
    visit("before", { arrival: start - 2 * hour, leaving: start - 1 }),
  ];
  assert.deepEqual(
    visitsSince(visits, start).map(({ id }) => id),
    ["open", "into"],
  );
});
