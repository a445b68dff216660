import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hexToBytes } from "@noble/hashes/utils.js";
import { encodeCheckInCode, generatePlaceKey, intervalOf, passFromPlaceKey } from "../../protocol/index.ts";
import { startServer } from "../../server/server.ts";
import { openDevice } from "../../web/device/device.ts";
import { compared, medianMilliseconds, type Row } from "./measure.ts";

/** From a code's text to a stored visit, and from leaving to its tokens, on the real device code over fake-indexeddb. */
export async function checkInTimes(): Promise<Row[]> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "celadon-bench-"));
  const server = await startServer({ dataDirectory, port: 0, publishByItself: false });
  const device = await openDevice({
    fetch,
    origin: server.url,
    now: () => Math.floor(Date.now() / 1000),
    indexedDB: new IDBFactory(),
    locks: null,
  });
  try {
    await device.sync({ force: true });
    const region = (await device.state()).region!;
    const start = intervalOf(Date.now() / 1000);
    const text = encodeCheckInCode({
      kind: "display",
      regionId: hexToBytes(region.id),
      name: "Lan Fong Yuen",
      pass: passFromPlaceKey(generatePlaceKey(), start, start + 12),
    });
    const read: Row = {
      what: "read the code",
      value: await medianMilliseconds(30, () => device.readCode(text)),
      unit: "ms",
    };
    const place = await device.readCode(text);
    const both: Row = {
      what: "check in and out, stored, tokens derived",
      value: await medianMilliseconds(30, async () => {
        await device.checkIn(place);
        await device.checkOut();
      }),
      unit: "ms",
    };
    return [read, compared(both, read)];
  } finally {
    device.close();
    await server.close();
    await rm(dataDirectory, { recursive: true });
  }
}
