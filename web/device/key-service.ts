import { directPassphraseKey } from "./passphrase-key.ts";
import type { KeyAnswer, KeyOrder } from "./worker-passphrase-key.ts";

/** Derive a key and answer on the order's own port. (Worker.) */
export async function answerKey({ request, port }: KeyOrder): Promise<void> {
  const answer = (message: KeyAnswer) => port.postMessage(message);
  try {
    answer({ key: await directPassphraseKey(request, (share) => answer({ share })) });
  } catch (error) {
    answer({ message: error instanceof Error ? error.message : String(error) });
  }
}
