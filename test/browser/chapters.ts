import { it } from "node:test";
import type { Device } from "./browser.ts";

/** What a chapter is given. */
type Chapter = () => Promise<void>;

/**
 * The chapters of one story, each a test, in order. When one fails, what the screens showed is told, and those after it fail at
 * once: they have nothing to stand on.
 *
 * @param devices - Everybody's, named, as soon as they are there.
 * @returns Adds a chapter.
 */
export function chapters(
  devices: () => Readonly<Record<string, Device>>,
): (name: string, tell: Chapter) => void {
  let brokenOff: string | null = null;
  return (name, tell) => {
    void it(name, async (context) => {
      if (brokenOff !== null) throw new Error(`not reached: the story broke off at "${brokenOff}"`);
      try {
        await tell();
      } catch (error) {
        brokenOff = name;
        for (const [who, device] of Object.entries(devices()))
          context.diagnostic(await screenOf(who, device));
        throw error;
      }
    });
  };
}

/** The screen as a screen reader would read it. */
async function screenOf(who: string, { page, troubles }: Device): Promise<string> {
  const screen = await page.locator("body").ariaSnapshot({ timeout: 2000 });
  return [`${who}:`, screen, ...troubles.all].join("\n");
}
