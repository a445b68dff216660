import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { readMoveFile } from "../../web/device/move-file.ts";
import { tidyPassphrase } from "../../web/device/passphrase.ts";
import type { PassphraseKey } from "../../web/device/passphrase-key.ts";
import { checkIn, hour, minute, type Phone, report, type Town } from "./town.ts";

/** As the old phone shows it. */
export const passphrase = "k7mp-wx2d-q9rt-aa3f";

/** A key that costs nothing, for what is not about its cost. */
export const cheapKey: PassphraseKey = async ({ passphrase: typed, salt }) =>
  sha256(concatBytes(utf8ToBytes(tidyPassphrase(typed)), salt));

/** A visit from check-in to check-out, with the town's clock going on. @returns Its id. */
export async function stay(phone: Phone, town: Town, code: string, minutes: number): Promise<string> {
  const { id } = await checkIn(phone, code);
  town.now += minutes * minute;
  await phone.device.checkOut();
  return id;
}

/**
 * A phone with a diary, a warning of which a part was settled, an own report, a note, and a gathering that it hosts now; and
 * one that is new but has synced.
 */
export async function oldAndNew(town: Town): Promise<{ old: Phone; fresh: Phone }> {
  const old = await town.phone({ deriveKey: cheapKey });
  const fresh = await town.phone({ deriveKey: cheapKey });
  const ann = await town.phone();
  for (const phone of [old, ann]) await phone.device.sync();
  const [hall, bar] = [town.place("Hall"), town.place("Bar 酒吧")];
  const hallCode = hall.printed(town.now, town.now + 8 * hour);
  const annVisit = await checkIn(ann, hallCode);
  await stay(old, town, hallCode, 45);
  await ann.device.checkOut();
  town.now += hour;
  const barVisit = await stay(old, town, bar.display(), 30);
  await old.device.editVisit(barVisit, { note: "with Ben\nby the window" });
  await report(town, ann, [annVisit.id]);
  await report(town, old, [barVisit]);
  await town.publish();
  await old.device.sync({ force: true });
  await fresh.device.sync({ force: true });
  await old.device.changeSettings({ introduced: true, "some-choice": 3 });
  await old.device.host("Ann's party", town.now + 3 * hour);
  town.now += 15 * minute;
  await old.device.tick();
  return { old, fresh };
}

/** From one phone to another, with the passphrase typed right. */
export async function move(from: Phone, to: Phone): Promise<void> {
  const sealed = await (await from.device.transfer()).pack(passphrase);
  const transfer = await to.device.transfer();
  await transfer.takeMove(await transfer.openMove(readMoveFile(sealed), passphrase));
}

/** What must be equal on both phones. */
export async function comparable(phone: Phone) {
  const { colour, exposures, diary, openVisit, hosting, report: own, settings } = await phone.device.state();
  return { colour, exposures, diary, openVisit, hosting, own, settings };
}
