import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { hexToBytes } from "@noble/hashes/utils.js";
import {
  encodeCheckInCode,
  generatePlaceKey,
  intervalOf,
  passFromPlaceKey,
  type PlaceKind,
  type Policy,
} from "../../protocol/index.ts";
import type { PeerAddress } from "../../server/mirror/peer-address.ts";
import { type RunningServer, startServer } from "../../server/server.ts";
import { type Device, type DeviceOptions, openDevice } from "../../web/device/device.ts";
import type { CheckInOptions } from "../../web/device/stay.ts";

/** 2026-11-23 08:00 UTC, a Monday: the beginning of every story. */
export const morning = Date.UTC(2026, 10, 23, 8) / 1000;

export const minute = 60;
export const hour = 3_600;
export const day = 86_400;

/** One request that a phone made. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  /** The whole address. */
  readonly address: string;
  readonly body: Uint8Array | null;
  readonly init: RequestInit;
}

/** A phone in the hands of a test. */
export interface Phone {
  readonly device: Device;
  readonly factory: IDBFactory;
  readonly sent: SentRequest[];
  /** Looks at each request before it leaves, and may throw, or answer in the server's place. */
  before: (request: SentRequest) => Response | undefined;
  /** Looks at each answer before the phone gets it, and may replace it or throw. */
  after: (request: SentRequest, response: Response) => Response | Promise<Response>;
  /** The same storage, opened anew: as after a reload. */
  reload(options?: Partial<DeviceOptions>): Promise<Phone>;
}

/** A region with its real server, a clock of its own, places and phones. */
export interface Town {
  readonly server: RunningServer;
  readonly dataDirectory: string;
  /** Where relays really are, by their address in the manifest; those that are not here cannot be reached. */
  readonly relays: Map<string, string>;
  /** Where an address really is. @throws TypeError as `fetch` does, when it cannot be reached. */
  reach(address: string): string;
  /** Unix seconds; the server's clock and every phone's. */
  now: number;
  phone(options?: Partial<DeviceOptions>): Promise<Phone>;
  place(name: string): Place;
  /** Close a batch at the next full hour, and go there. */
  publish(): Promise<number>;
  /** A second server with the same keys, whose history is the first's up to now: what a dishonest operator may run. */
  twin(): Promise<Twin>;
}

/** A second server of one region. */
export interface Twin {
  readonly server: RunningServer;
  readonly dataDirectory: string;
}

/** Whoever shows codes. */
export interface Place {
  /** A display's code now, good for so many hours. */
  display(hours?: number): string;
  /** A printed pass from one moment to another, Unix seconds. */
  printed(from: number, to: number): string;
}

/**
 * A town that lasts as long as the test.
 *
 * @param days - Until its sunset.
 * @param start - Its first moment, Unix seconds.
 * @param peers - Where its server fetches those that its manifest names. It is looked at whenever it does.
 * @param relays - Addresses of relays that its manifest names.
 */
export async function townFor(
  test: TestContext,
  policy: Partial<Policy> = {},
  days?: number,
  start = morning,
  peers: readonly PeerAddress[] = [],
  relays: readonly string[] = [],
): Promise<Town> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "celadon-device-"));
  const clock = { now: start };
  const server = await startServer({
    dataDirectory,
    port: 0,
    periodSeconds: hour,
    clock: () => clock.now,
    publishByItself: false,
    peers,
    region: {
      policy: { mixPeriods: 0, reportMinutes: 1, ...policy },
      relays,
      ...(days === undefined ? {} : { days }),
    },
  });
  const devices: Device[] = [];
  const twins: Twin[] = [];
  test.after(async () => {
    for (const device of devices) device.close();
    for (const each of [{ server, dataDirectory }, ...twins]) {
      await each.server.close();
      await rm(each.dataDirectory, { recursive: true });
    }
  });

  const reachable = new Map<string, string>();
  /** Nothing in these stories is asked by https but relays. */
  const reach = (address: string): string => {
    if (!address.startsWith("https:")) return address;
    const real = reachable.get(address);
    if (real === undefined) throw new TypeError(`${address} cannot be reached`);
    return real;
  };

  async function phoneOn(factory: IDBFactory, options: Partial<DeviceOptions>): Promise<Phone> {
    const sent: SentRequest[] = [];
    const phone: Omit<Phone, "device"> = {
      factory,
      sent,
      before: () => undefined,
      after: (_, response) => response,
      reload: (others = {}) => phoneOn(factory, { ...options, ...others }),
    };
    const send: typeof fetch = async (input, init = {}) => {
      const request: SentRequest = {
        method: init.method ?? "GET",
        path: new URL(String(input)).pathname,
        address: String(input),
        body: init.body instanceof Uint8Array ? init.body : null,
        init,
      };
      sent.push(request);
      return phone.before(request) ?? phone.after(request, await fetch(reach(request.address), init));
    };
    const device = await openDevice({
      fetch: send,
      origin: server.url,
      now: () => clock.now,
      indexedDB: factory,
      locks: null,
      ...options,
    });
    devices.push(device);
    return Object.assign(phone, { device });
  }

  const town: Town = {
    server,
    dataDirectory,
    relays: reachable,
    reach,
    get now() {
      return clock.now;
    },
    set now(now: number) {
      clock.now = now;
    },
    phone: (options = {}) => phoneOn(new IDBFactory(), options),
    place: (name) => placeCalled(name, clock, regionId),
    publish: async () => {
      clock.now = (Math.floor(clock.now / hour) + 1) * hour;
      const batch = await server.publish();
      if (batch === null) throw new Error("this hour's batch was closed already");
      return batch.number;
    },
    twin,
  };
  async function twin(): Promise<Twin> {
    const directory = await mkdtemp(join(tmpdir(), "celadon-device-twin-"));
    await cp(dataDirectory, directory, { recursive: true });
    const second = await startServer({
      dataDirectory: directory,
      port: 0,
      periodSeconds: hour,
      clock: () => clock.now,
      publishByItself: false,
    });
    let closing: Promise<void> | null = null;
    const close = () => (closing ??= second.close());
    const made = { server: { ...second, close }, dataDirectory: directory };
    twins.push(made);
    return made;
  }

  const first = await town.phone();
  await first.device.sync();
  const regionId = hexToBytes((await first.device.state()).region!.id);
  return town;
}

function placeCalled(name: string, clock: { readonly now: number }, regionId: Uint8Array): Place {
  const key = generatePlaceKey();
  const codeFor = (kind: PlaceKind, start: number, end: number) =>
    encodeCheckInCode({ kind, regionId, name, pass: passFromPlaceKey(key, start, end) });
  return {
    display: (hours = 2) => codeFor("display", intervalOf(clock.now), intervalOf(clock.now + hours * hour)),
    printed: (from, to) => codeFor("printed", intervalOf(from), intervalOf(to)),
  };
}

/** Scan and check in. */
export async function checkIn(phone: Phone, code: string, options: CheckInOptions = {}) {
  return phone.device.checkIn(await phone.device.readCode(code), options);
}

/** Type a claim code, report the visits and send everything, minute by minute. */
export async function report(
  town: Town,
  phone: Phone,
  visitIds: readonly string[],
  purpose: 1 | 2 = 1,
): Promise<void> {
  await phone.device.startReport(await town.server.issueClaimCode(purpose), visitIds, { purpose });
  await sendAll(town, phone);
}

/** Run the outbox until it is empty, with the clock going on as it says. */
export async function sendAll(town: Town, phone: Phone): Promise<void> {
  for (;;) {
    const { nextDue, problem } = await phone.device.runOutbox();
    if (problem !== null) throw new Error(`the outbox stopped: ${problem}`);
    if (nextDue === null) return;
    town.now = Math.max(town.now, nextDue);
  }
}
