import matchWorkerUrl from "../../device/match-worker.ts?worker&url";
import { openSender } from "../../device/sender.ts";
import { workerMatcher } from "../../device/worker-matcher.ts";
import { startWorker } from "../../parts/trusted-url.ts";
import { CaseDesk } from "./case-desk.ts";

/** Open the desk of this page, and go on with what is not sent yet. */
export async function openDesk(name: string): Promise<CaseDesk> {
  const now = () => Math.floor(Date.now() / 1000);
  const sender = await openSender({
    name,
    fetch: (input, init) => fetch(input, init),
    origin: location.origin,
    now,
    indexedDB,
    locks: navigator.locks ?? null,
    matcher: workerMatcher(startWorker(matchWorkerUrl, "celadon-matcher")),
  });
  const desk = new CaseDesk({ sender, now });
  await desk.begin();
  return desk;
}
