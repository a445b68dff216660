import { directPassphraseKey, type PassphraseKey } from "../../web/device/passphrase-key.ts";
import type { Phone } from "../device/town.ts";

/** Keys as on a phone, but for the cost: tests open locks by the dozen. */
export const quickKey: PassphraseKey = (request, progress) =>
  directPassphraseKey({ ...request, cost: { memory: 6, passes: 1 } }, progress);

/** What a phone in these tests is opened with. */
export const quickly = { deriveKey: quickKey };

export const passphrase = "correct horse battery";

/** Turn the lock on and lock it. */
export async function lockUp({ device }: Phone): Promise<void> {
  await device.vault.setPassphrase(passphrase);
  await device.vault.lock();
}
