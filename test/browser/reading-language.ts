import type { Page } from "playwright";
import type { LanguageTag } from "../../web/locales/languages.ts";

/** Show the page as it is in another language, as for a reader who chose it; forms and screens stay. */
export async function readIn(page: Page, tag: LanguageTag): Promise<void> {
  await page.evaluate(async (chosen) => {
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open("celadon-language");
      opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore("language"));
      opening.addEventListener("error", () => reject(opening.error ?? new Error("no storage")));
      opening.addEventListener("success", () => {
        const database = opening.result;
        const writing = database.transaction("language", "readwrite");
        writing.objectStore("language").put(chosen, "chosen");
        writing.addEventListener("complete", () => {
          database.close();
          resolve();
        });
      });
    });
    dispatchEvent(new Event("languagechange"));
  }, tag);
  await page.locator(`html[lang="${tag}"]`).waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
}
