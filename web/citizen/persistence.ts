/** Whether the browser promised not to delete what is stored when it runs short of room. */
export type Persistence = "promised" | "refused" | "unknown";

let answer: Persistence = "unknown";

/** What the browser last said about keeping what is stored. */
export function persistence(): Persistence {
  return answer;
}

/** Ask whether it was promised already; without asking the person anything. */
export async function learnPersistence(): Promise<void> {
  if (navigator.storage?.persisted === undefined) return;
  answer = (await navigator.storage.persisted()) ? "promised" : "refused";
}

/** Ask the browser to keep what is stored; some ask the person, so it is done at the first visit and not before. */
export async function askToKeep(): Promise<void> {
  if (navigator.storage?.persist === undefined) return;
  answer = (await navigator.storage.persist()) ? "promised" : "refused";
}

/**
 * Whether the page runs in a plain tab of an iPhone, where the system deletes what it stored after seven days without a
 * visit.
 */
export function inTabThatForgets(): boolean {
  return (navigator as { standalone?: boolean }).standalone === false;
}
