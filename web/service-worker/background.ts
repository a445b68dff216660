import { type Device, DeviceError, openDevice } from "../device/device.ts";
import { newsNotice } from "./notices.ts";

/**
 * What the service worker does with the device while no page is open. A script of its own, evaluated when it is first needed:
 * a worker that only serves pages starts without it.
 */
export interface Background {
  /**
   * What an opening of the page does: end visits, fetch and compare what is due, send what is due of a report, wipe at the sunset.
   *
   * @returns The words to show when there is news and the person wants to be told; else `null`. They say neither colour nor place.
   */
  check(): Promise<string | null>;
  /** End the open visit now, if there is one. */
  leave(): Promise<void>;
}

declare const self: ServiceWorkerGlobalScope & { celadonBackground?: Background };

self.celadonBackground = {
  check: () =>
    withDevice(async (device) => {
      const { region } = await device.state();
      // Nobody has used this page yet: it asks for nothing by itself.
      if (region === null || (await device.endIfOver())) return null;
      try {
        const { exposures, retracted } = await device.sync();
        await device.runOutbox();
        return exposures + retracted > 0 ? newsNotice((await device.state()).settings) : null;
      } catch (error) {
        // The state keeps what was wrong, and the page shows it at the next opening.
        if (error instanceof DeviceError) return null;
        throw error;
      }
    }),
  leave: () =>
    withDevice(async (device) => {
      await device.tick();
      if ((await device.state()).openVisit !== null) await device.checkOut();
    }),
};

async function withDevice<Result>(act: (device: Device) => Promise<Result>): Promise<Result> {
  const device = await openDevice({
    fetch: (input, init) => fetch(input, init),
    origin: self.location.origin,
    now: () => Math.floor(Date.now() / 1000),
    indexedDB: self.indexedDB,
    locks: self.navigator.locks,
  });
  try {
    return await act(device);
  } finally {
    device.close();
  }
}
