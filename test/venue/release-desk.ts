import type { TestContext } from "node:test";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { defaultPolicy, encodeCheckInCode, intervalOf, passFromPlaceKey } from "../../protocol/index.ts";
import { openSender } from "../../web/device/sender.ts";
import type { Place } from "../../web/venue/place.ts";
import { placeFromSheet } from "../../web/venue/place.ts";
import type { RecoverySheet } from "../../web/venue/recovery-sheet.ts";
import { ReleaseSession } from "../../web/venue/release/release-session.ts";
import { senderName, VenueStore } from "../../web/venue/store.ts";
import type { Town } from "../device/town.ts";
import { emptyDisk } from "./disk.ts";

/** A counter's device on which hours are released: a disk, a network, and the page's session about releases. */
export class ReleaseDesk {
  readonly disk: IDBFactory;
  readonly store: VenueStore;
  readonly session: ReleaseSession;
  /** Paths that were asked for, with what was sent. */
  readonly asked: { readonly path: string; readonly body: Uint8Array | null }[] = [];
  places: readonly Place[] = [];
  isOffline = false;
  readonly #town: Town;
  readonly #test: TestContext;

  constructor(test: TestContext, town: Town, disk: IDBFactory = emptyDisk()) {
    this.disk = disk;
    this.#town = town;
    this.#test = test;
    this.store = new VenueStore(disk);
    this.session = new ReleaseSession({
      openSender: () =>
        openSender({
          name: senderName,
          fetch: this.#fetch,
          origin: town.server.url,
          now: () => town.now,
          indexedDB: disk,
          locks: null,
        }),
      readRecords: () => this.store.releases(),
      changeRecords: (change) => this.store.changeReleases(change),
      policy: () => defaultPolicy,
      places: () => this.places,
      now: () => town.now,
      changed: () => {},
    });
    test.after(() => this.session.close());
  }

  get state() {
    return this.session.state;
  }

  /** The page is loaded anew. */
  async reload(): Promise<ReleaseDesk> {
    await this.session.close();
    const desk = new ReleaseDesk(this.#test, this.#town, this.disk);
    desk.places = this.places;
    await desk.session.open();
    return desk;
  }

  /** Let time pass until nothing is left to send. */
  async sendAll(): Promise<void> {
    while (this.state.records.some(({ stand }) => stand.at === "sending")) {
      await this.session.tick();
      this.#town.now += 5;
    }
  }

  #fetch: typeof fetch = async (input, init) => {
    const body = init?.body instanceof Uint8Array ? init.body : null;
    this.asked.push({ path: new URL(String(input)).pathname, body });
    if (this.isOffline) throw new TypeError("fetch failed");
    return fetch(input, init);
  };
}

/** A place of the town, with its sheet. */
export async function sheetIn(town: Town, name: string): Promise<RecoverySheet> {
  const phone = await town.phone();
  await phone.device.sync();
  const regionId = hexToBytes((await phone.device.state()).region!.id);
  return { placeKey: crypto.getRandomValues(new Uint8Array(32)), regionId, stayMinutes: 120, name };
}

/** What the place's display shows now. */
export function displayOf(sheet: RecoverySheet, now: number, hours = 12): string {
  const pass = passFromPlaceKey(sheet.placeKey, intervalOf(now), intervalOf(now + hours * 3_600));
  return encodeCheckInCode({ kind: "display", regionId: sheet.regionId, name: sheet.name, pass });
}

/** The place as a device keeps it. */
export function keptPlace(sheet: RecoverySheet, now: number): Place {
  return placeFromSheet(sheet, now, now + 20 * 86_400);
}

/** A key as a disk scan shows it. */
export function keyInHex({ placeKey }: RecoverySheet): string {
  return bytesToHex(placeKey);
}
