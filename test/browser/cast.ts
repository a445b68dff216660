import { type Device, openDevice, phoneScreen, tabletScreen } from "./browser.ts";
import { startRegion, type TrialRegion } from "./region.ts";
import { ShiftedClock } from "./shifted-clock.ts";

/** Everyone in the story of an outbreak, and the region they live in. */
export interface Cast {
  readonly clock: ShiftedClock;
  readonly region: TrialRegion;
  /** The tablet on the counter. */
  readonly counter: Device;
  /** Who was there before the case came, and left. */
  readonly early: Device;
  /** The case: tests positive later, and reports. */
  readonly reporter: Device;
  /** Who was there together with the case. */
  readonly guest: Device;
  /** Everybody goes home. */
  dismiss(): Promise<void>;
}

/** Midnight in Hong Kong at the start of the story's first day. Unix seconds. */
export const tuesday = Date.parse("2026-12-01T00:00:00+08:00") / 1000;

/** When the story begins: 18:20. */
const beginning = tuesday + (18 * 60 + 20) * 60;

/** Start a region and switch everybody's device on. @param pixelRatio - Of the phones; the tablet has 1. */
export async function assemble({ pixelRatio }: { readonly pixelRatio: number }): Promise<Cast> {
  const clock = new ShiftedClock(beginning);
  const region = await startRegion(clock, "Harbour district");
  const target = region.server.url;
  const phone = () => openDevice({ clock, target, screen: phoneScreen, pixelRatio });
  const [counter, early, reporter, guest] = await Promise.all([
    openDevice({ clock, target, screen: tabletScreen }),
    phone(),
    phone(),
    phone(),
  ]);
  const devices = [counter, early, reporter, guest];
  return {
    clock,
    region,
    counter,
    early,
    reporter,
    guest,
    async dismiss() {
      await Promise.all(devices.map((device) => device.close()));
      await region.close();
    },
  };
}
