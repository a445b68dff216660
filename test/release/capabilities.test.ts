import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";

/** Every source of the pages and their worker, with its text. */
const sources = globSync("web/**/*.{ts,html,css,webmanifest}", {
  exclude: (path) => path.includes("locales/generated"),
})
  .filter((path) => !path.endsWith(".d.ts"))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** The lines of code that have something, comments apart. */
function linesWith(pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    text
      .split("\n")
      .filter((line) => !/^\s*(\/?\*|\/\/)/.test(line) && pattern.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
}

test("no page asks where somebody is, what is near, or for anything else that it does not need", () => {
  assert.ok(sources.length > 200);
  assert.deepEqual(
    linesWith(
      /\.(geolocation|bluetooth|usb|hid|serial|contacts|mediaSession|getBattery|connection|deviceMemory)\b|DeviceMotion|NDEFReader|AbsoluteOrientation|Accelerometer/,
    ),
    [],
  );
  for (const line of linesWith(/getUserMedia\(/)) assert.ok(!/audio: *(true|\{)/.test(line), line);
});

test("there is one way out of a page, by fetch: no socket, beacon, peer connection or frame", () => {
  assert.deepEqual(
    linesWith(
      /\b(XMLHttpRequest|WebSocket|WebTransport|EventSource|sendBeacon|RTCPeerConnection)\b|<iframe|new Image\(|\bping=/,
    ),
    [],
  );
});

test("no page names an address of another site to load from or to send to", () => {
  const pattern = /(src|href|action|url)\s*[=(:]\s*["'`(]*https?:\/\//i;
  assert.deepEqual(linesWith(pattern), []);
});

test("nothing is written to the browser's console, which others can read", () => {
  assert.deepEqual(linesWith(/\bconsole\./), []);
});

test("no cookie is set or read by a page's code", () => {
  assert.deepEqual(linesWith(/document\.cookie|cookieStore/), []);
});
