import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import type { Device } from "./browser.ts";

/** How long silence is listened to, ms: that something was not sent can only be seen over time. */
const silenceMilliseconds = 1500;

/** Wait until nothing has left a device for a while. */
export async function quiet({ wayOut }: Device): Promise<void> {
  for (let before = -1; before !== wayOut.seen.length;) {
    before = wayOut.seen.length;
    await setTimeout(silenceMilliseconds);
  }
}

/** Run something that must not make this device ask or send anything, and see at its way out that it did not. */
export async function withoutRequest<Result>(device: Device, act: () => Promise<Result>): Promise<Result> {
  await quiet(device);
  const before = device.wayOut.seen.length;
  const result = await act();
  await quiet(device);
  assert.deepEqual(sentSince(device, before), []);
  return result;
}

/** The same for messages. What is fetched, the same for everyone, may be. */
export async function withoutMessage<Result>(device: Device, act: () => Promise<Result>): Promise<Result> {
  const before = device.wayOut.seen.length;
  const result = await act();
  await quiet(device);
  assert.deepEqual(
    sentSince(device, before).filter((request) => !/^(GET|HEAD) /.test(request)),
    [],
  );
  return result;
}

function sentSince({ wayOut }: Device, index: number): string[] {
  return wayOut.seen.slice(index).map(({ method, address }) => `${method} ${address}`);
}

/** No complaint of the browser, no breach of the pages' policy, no cookie, no referrer, no other host: never, in any page. */
export async function assertBlameless({ context, troubles, wayOut }: Device): Promise<void> {
  assert.deepEqual(troubles.all, []);
  assert.deepEqual(
    wayOut.seen.filter(({ foreign }) => foreign).map(({ address }) => address),
    [],
  );
  assert.deepEqual(await context.cookies(), []);
  for (const { address, headers, answerHeaders } of wayOut.seen) {
    assert.equal(headers.cookie, undefined, address);
    // The browser itself names a service worker as the one that asks for it.
    if (address !== "/sw.js") assert.equal(headers.referer, undefined, address);
    assert.equal(answerHeaders["set-cookie"], undefined, address);
  }
}
