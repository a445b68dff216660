import type { Page } from "playwright";

/** Let a phone's next decoy session be due after so many seconds of use: chance must not decide what a walk sees. */
export async function nextDecoyAfter(page: Page, seconds: number): Promise<void> {
  await page.evaluate(async (left) => {
    // As another tab would: the phone notices by the stamp.
    await navigator.locks.request("celadon-store", async () => {
      const opening = indexedDB.open("celadon");
      const done = (request: IDBRequest | IDBTransaction, event: string) =>
        new Promise((resolve, reject) => {
          request.addEventListener(event, resolve);
          request.addEventListener("error", () => reject(request.error ?? new Error("the storage failed")));
        });
      await done(opening, "success");
      const transaction = opening.result.transaction("values", "readwrite");
      const values = transaction.objectStore("values");
      values.put({ left, seen: Math.floor(Date.now() / 1000) }, "decoyClock");
      values.put(`test ${crypto.randomUUID()}`, "stamp");
      await done(transaction, "complete");
      opening.result.close();
    });
  }, seconds);
}
