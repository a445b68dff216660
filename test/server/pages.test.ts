import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { answerText, ask } from "./http-text.ts";
import { writePages } from "./built-pages.ts";
import { startTrialServer, temporaryDirectory, type TrialServer } from "./trial-server.ts";

const script = "console.log('celadon');\n".repeat(50);

/** What a build might have written. */
const built = {
  ".built": "",
  "citizen/index.html": "<!doctype html><title>Citizen</title>",
  "venue/index.html": "<!doctype html><title>Venue</title>",
  "assets/index-C4KTnYsy.js": script,
  "assets/style-BwrRcpXe.css": "a{}",
  "assets/reader-BxB2YfIY.wasm": "\0asm".repeat(100),
  "assets/licences.txt": "Apache-2.0",
  "manifest.webmanifest": "{}",
  "sw.js": script,
  "icon.svg": "<svg/>",
  "icon-192.png": "PNG".repeat(100),
};

async function serverWithPages(t: TestContext): Promise<TrialServer> {
  return startTrialServer(t, { pages: writePages(temporaryDirectory(t), built) });
}

test("each page has its address, type and caching", async (t) => {
  const { url } = await serverWithPages(t);
  const inBrief = async (path: string): Promise<string> => {
    const { status, headers } = await ask(url, `GET ${path}`);
    return `${status} ${String(headers["content-type"])}; ${String(headers["cache-control"])}`;
  };
  const immutable = "public, max-age=31536000, immutable";
  assert.equal(await inBrief("/"), "200 text/html; charset=utf-8; no-cache");
  assert.equal(await inBrief("/venue/"), "200 text/html; charset=utf-8; no-cache");
  assert.equal(
    await inBrief("/assets/index-C4KTnYsy.js"),
    `200 text/javascript; charset=utf-8; ${immutable}`,
  );
  assert.equal(await inBrief("/assets/style-BwrRcpXe.css"), `200 text/css; charset=utf-8; ${immutable}`);
  assert.equal(await inBrief("/assets/reader-BxB2YfIY.wasm"), `200 application/wasm; ${immutable}`);
  assert.equal(await inBrief("/assets/licences.txt"), "200 text/plain; charset=utf-8; no-cache");
  assert.equal(await inBrief("/manifest.webmanifest"), "200 application/manifest+json; no-cache");
  assert.equal(await inBrief("/sw.js"), "200 text/javascript; charset=utf-8; max-age=3600");
  assert.equal(await inBrief("/release.txt"), "200 text/plain; charset=utf-8; no-cache");
  assert.equal(await inBrief("/icon.svg"), "200 image/svg+xml; no-cache");
  assert.equal(await inBrief("/icon-192.png"), "200 image/png; no-cache");
});

test("a page goes out in the best encoding that the browser takes", async (t) => {
  const { url } = await serverWithPages(t);
  const get = async (path: string, encoding: string): Promise<{ encoding: unknown; text: string }> => {
    const { headers, body } = await ask(url, `GET ${path}`, { headers: { "accept-encoding": encoding } });
    const plain = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer) => bytes };
    const used = (headers["content-encoding"] ?? "identity") as keyof typeof plain;
    assert.equal(headers["vary"], "accept-encoding");
    assert.equal(Number(headers["content-length"]), body.length);
    return { encoding: used, text: plain[used](body).toString() };
  };
  for (const [accepted, encoding] of [
    ["gzip, deflate, br, zstd", "br"],
    ["gzip;q=1.0, br;q=0.5", "br"],
    ["br;q=0, gzip", "gzip"],
    ["GZIP", "gzip"],
    ["deflate", "identity"],
    ["", "identity"],
    ["br;q=0.0", "identity"],
  ] as const) {
    assert.deepEqual(await get("/assets/index-C4KTnYsy.js", accepted), { encoding, text: script }, accepted);
  }
  assert.equal((await get("/icon-192.png", "br, gzip")).encoding, "identity");
});

test("the way to a page without its slash leads to it", async (t) => {
  const { url } = await serverWithPages(t);
  assert.equal(
    answerText(await ask(url, "GET /venue")),
    "308 Permanent Redirect\ncache-control: no-cache\nlocation: /venue/\ncontent-length: 0\n\n",
  );
});

test("nothing but the built pages can be reached", async (t) => {
  const { url } = await serverWithPages(t);
  for (const path of [
    "/.built",
    "/citizen/",
    "/citizen/index.html",
    "/venue/index.html",
    "/assets",
    "/assets/",
    "/assets/../../package.json",
    "/..%2f..%2fetc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//etc/passwd",
    "/venue//",
    "/constructor",
    "/__proto__",
  ]) {
    assert.equal((await ask(url, `GET ${path}`)).status, 404, path);
  }
  assert.equal((await ask(url, "POST /", { body: Buffer.from("x") })).status, 405);
  assert.equal((await ask(url, "POST /nothing")).status, 404);
});

test("the addresses of the pages that exist are announced", async (t) => {
  const { url, logLines } = await serverWithPages(t);
  const said = logLines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  assert.ok(said.includes(`Citizen page: ${url}/`));
  assert.ok(said.includes(`Venue page: ${url}/venue/`));
  assert.ok(!said.some((line) => line.startsWith("Authority page")));
  assert.ok(said.includes("Trial region: nobody else watches this list."));
});
