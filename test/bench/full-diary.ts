import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { hexToBytes } from "@noble/hashes/utils.js";
import { encodeCheckInCode, generatePlaceKey, intervalOf, passFromPlaceKey } from "../../protocol/index.ts";
import { openDevice } from "../../web/device/device.ts";
import type { TrialRegion } from "../browser/region.ts";
import type { ShiftedClock } from "../browser/shifted-clock.ts";

const daySeconds = 86_400;
const staySeconds = 45 * 60;

/** What seals the file; anything long enough. */
export const movePassphrase = "a diary of a fortnight";

/**
 * A phone with a diary of the last days, every visit checked in and out, as the file that moves it to another phone.
 *
 * @param region - It lives through these days.
 * @param clock - The region's.
 */
export async function packedDiary(
  region: TrialRegion,
  clock: ShiftedClock,
  visits: number,
  days: number,
): Promise<Uint8Array> {
  const device = await openDevice({
    fetch,
    origin: region.server.url,
    now: () => Math.floor(clock.now()),
    indexedDB: new IDBFactory(),
    locks: null,
  });
  try {
    await device.sync();
    const regionId = hexToBytes((await device.state()).region!.id);
    const begin = clock.now();
    for (let visit = 0; visit < visits; visit++) {
      await region.liveUntil(begin + (visit * days * daySeconds) / visits);
      const start = intervalOf(clock.now());
      const pass = passFromPlaceKey(generatePlaceKey(), start, start + 12);
      const code = encodeCheckInCode({ kind: "display", regionId, name: `Place ${visit + 1}`, pass });
      await device.checkIn(await device.readCode(code));
      await region.liveUntil(clock.now() + staySeconds);
      await device.checkOut();
    }
    return await (await device.transfer()).pack(movePassphrase);
  } finally {
    device.close();
  }
}
