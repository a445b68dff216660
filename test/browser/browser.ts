import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright";
import { PageTroubles } from "./page-troubles.ts";
import type { ShiftedClock } from "./shifted-clock.ts";
import { siteOrigin, WayOut } from "./way-out.ts";

/** One device: a browser process with a profile of its own, a way out of its own, and one page. */
export interface Device {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly wayOut: WayOut;
  readonly troubles: PageTroubles;
  /** What its camera films: the file may be written, and written anew, whenever the camera is off. */
  readonly filmFile: string;
  /** Its profile, if that is kept on the disk. */
  readonly profileFolder: string;
  /** Cut the network, or bring it back. */
  setOffline(offline: boolean): Promise<void>;
  /** Switch it off and throw it away. */
  close(): Promise<void>;
}

/** What differs between devices. */
export interface DeviceOptions {
  readonly clock: ShiftedClock;
  /** Where the region's server really is. */
  readonly target: string;
  /** Where relays really are: a port of this machine, by host and port. Their certificates are not looked at. */
  readonly tunnels?: ReadonlyMap<string, number>;
  /** CSS pixels. */
  readonly screen: { readonly width: number; readonly height: number };
  /** Device pixels to a CSS pixel; by default 1. */
  readonly pixelRatio?: number;
  /** By default Hong Kong's. */
  readonly timeZone?: string;
  /** The language of the browser; by default British English. */
  readonly locale?: string;
  /** What the person answers when the page asks for the camera; by default yes. */
  readonly camera?: "allowed" | "refused";
  readonly dark?: boolean;
  readonly serviceWorkers?: "allow" | "block";
  /** Keep the profile in a folder, as a phone does; by default it is in memory only. */
  readonly profileOnDisk?: boolean;
  /** A copy of another device's profile to begin with, as somebody does who took its disk. Implies `profileOnDisk`. */
  readonly diskImage?: string;
}

/** A phone's screen. */
export const phoneScreen = { width: 390, height: 844 };

/** A tablet's, on its side. */
export const tabletScreen = { width: 1180, height: 820 };

/**
 * A time zone in which it is early in the afternoon, so that "today" and "an hour ago" mean the same at whatever hour the
 * tests run.
 *
 * @param now - Unix seconds.
 */
export function afternoonZone(now: number): string {
  const hoursEast = 14 - new Date(now * 1000).getUTCHours();
  // In these names, unlike everywhere else, plus is to the west.
  return `Etc/GMT${hoursEast > 0 ? "-" : "+"}${Math.abs(hoursEast)}`;
}

/** Unpack a new device and switch it on. Its page is still empty. */
export async function openDevice(options: DeviceOptions): Promise<Device> {
  const { clock, target, screen, camera = "allowed" } = options;
  const folder = await mkdtemp(join(tmpdir(), "celadon-browser-"));
  const filmFile = join(folder, "film.mjpeg");
  const wayOut = await WayOut.open(target, clock, options.tunnels);
  const profileFolder = join(folder, "profile");
  const launch = {
    executablePath: process.env["CELADON_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      // Chromium shows its maker the shape of every form it meets, on the profile's own way out. (This list replaces Playwright's.)
      "--disable-features=AutofillServerCommunication,HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding,Translate",
      "--use-fake-device-for-media-stream",
      ...(options.tunnels === undefined ? [] : ["--ignore-certificate-errors"]),
      ...(camera === "refused"
        ? ["--use-fake-ui-for-media-stream=deny"]
        : ["--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${filmFile}`]),
    ],
  };
  // What the browser asks its maker for on its own account does not leave by the profile's proxy, and is no business of ours.
  const profile = {
    proxy: { server: wayOut.address },
    viewport: screen,
    screen,
    deviceScaleFactor: options.pixelRatio ?? 1,
    locale: options.locale ?? "en-GB",
    timezoneId: options.timeZone ?? "Asia/Hong_Kong",
    colorScheme: options.dark === true ? "dark" : "light",
    serviceWorkers: options.serviceWorkers ?? "allow",
  } as const;
  if (options.diskImage !== undefined) await cp(options.diskImage, profileFolder, { recursive: true });
  const context =
    options.profileOnDisk === true || options.diskImage !== undefined
      ? await chromium.launchPersistentContext(profileFolder, { ...launch, ...profile })
      : await (await chromium.launch(launch)).newContext(profile);
  const troubles = new PageTroubles(context);
  context.setDefaultTimeout(40_000);
  let networkBack = () => {};
  await context.grantPermissions(["clipboard-write", "screen-wake-lock"], { origin: siteOrigin });
  await clock.setFor(context);
  return {
    context,
    page: await context.newPage(),
    wayOut,
    troubles,
    filmFile,
    profileFolder,
    async setOffline(offline) {
      if (offline) networkBack = troubles.expect(/net::ERR_(INTERNET_DISCONNECTED|FAILED)/);
      wayOut.cut(offline);
      await context.setOffline(offline);
      if (!offline) networkBack();
    },
    async close() {
      await context.close();
      await context.browser()?.close();
      await wayOut.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
