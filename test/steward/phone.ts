import type { TestContext } from "node:test";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { type Device, openDevice } from "../../web/device/device.ts";

/**
 * A phone with nothing on it yet and the machine's clock, whose server is at `url`.
 *
 * @param answer - Answers a path in the server's place, or leaves it to the server: null.
 */
export async function phoneFor(
  t: TestContext,
  url: string,
  answer: (path: string) => Promise<string | Uint8Array | null> = async () => null,
): Promise<Device> {
  const device = await openDevice({
    fetch: async (input, init) => {
      const body = await answer(new URL(String(input)).pathname);
      return body === null ? fetch(input, init) : new Response(Uint8Array.from(Buffer.from(body)));
    },
    origin: url,
    now: () => Math.floor(Date.now() / 1000),
    indexedDB: new IDBFactory(),
    locks: null,
  });
  t.after(() => device.close());
  return device;
}
