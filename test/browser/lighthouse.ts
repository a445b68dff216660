import lighthouse from "lighthouse";
import { chromium } from "playwright";
import { freePort } from "../server/free-port.ts";

/** What Lighthouse says of one page on a mid-range phone, as it imitates one. */
export interface LighthouseReport {
  /** 0 to 100. */
  readonly scores: ReadonlyMap<string, number>;
  /** Audits that count for a score and are not perfect, with what they measured. */
  readonly findings: readonly string[];
}

/**
 * Let Lighthouse look at a page, in a browser of its own.
 *
 * @param url - On `localhost`, which browsers trust as they trust https.
 * @param categories - `accessibility`, `best-practices`, `performance`.
 */
export async function lighthouseReport(
  url: string,
  categories: readonly string[],
): Promise<LighthouseReport> {
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: process.env["CELADON_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      `--remote-debugging-port=${port}`,
    ],
  });
  try {
    const result = await lighthouse(url, { port, logLevel: "error", onlyCategories: [...categories] });
    if (result === undefined) throw new Error("Lighthouse gave no result");
    const { lhr } = result;
    const weighty = new Set(
      Object.values(lhr.categories).flatMap(({ auditRefs }) =>
        auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id),
      ),
    );
    return {
      scores: new Map(
        Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)]),
      ),
      findings: Object.values(lhr.audits)
        .filter(({ id, score }) => weighty.has(id) && score !== null && score < 1)
        .map(
          ({ id, title, displayValue }) =>
            `${id}: ${title}${displayValue === undefined ? "" : `, ${displayValue}`}`,
        ),
    };
  } finally {
    await browser.close();
  }
}
