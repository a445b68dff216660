import type { Requests } from "./request.ts";

/** How many answers are remembered: more than a search by halves needs. */
const remembered = 16;

/**
 * The same way out, that does not ask twice in one occasion for an object that never changes. The browser's own cache could do so too,
 * but then less would leave than is on record.
 */
export function askingOnce(requests: Requests): Requests {
  const answers = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    ...requests,
    async get(path, options) {
      const known = options.fresh ? undefined : answers.get(path);
      if (known !== undefined) return known;
      const answer = await requests.get(path, options);
      if (answer !== null && !options.fresh) answers.set(path, answer);
      for (const oldest of answers.keys()) {
        if (answers.size <= remembered) break;
        answers.delete(oldest);
      }
      return answer;
    },
  };
}
