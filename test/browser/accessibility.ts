import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright";

/** What is looked for: WCAG 2.2 up to AA, and what axe calls good practice. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * Let axe look at the page as it is now.
 *
 * @param name - Of the screen, for the message.
 */
export async function assertAccessible(page: Page, name: string): Promise<void> {
  // Evaluated by the debugger, which the pages' policy against foreign scripts does not bind.
  await page.evaluate(axe.source);
  const findings = await page.evaluate(async (tags) => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: { type: "tag", values: tags },
      resultTypes: ["violations"],
    });
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html} (${failureSummary})`).join("; ")}`,
    );
  }, rules);
  assert.deepEqual(findings, [], `${name}: axe`);
}
