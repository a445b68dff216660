import assert from "node:assert/strict";
import { test } from "node:test";
import { routes } from "../../server/http/routes.ts";
import type { World } from "../../server/world.ts";
import { answerText, ask } from "./http-text.ts";
import { startTrialServer } from "./trial-server.ts";

test("what never changes under its address may be kept for ever, the rest is asked for each time", async (t) => {
  const { url } = await startTrialServer(t);
  const caching = async (path: string): Promise<string> => {
    const { status, headers } = await ask(url, `GET ${path}`);
    return `${status} ${headers["content-type"]}, ${headers["cache-control"]}`;
  };
  const note = "200 text/plain; charset=utf-8, ";
  const bytes = "200 application/octet-stream, ";
  const immutable = "public, max-age=31536000, immutable";
  assert.equal(await caching("/v1/root"), `${note}no-cache`);
  assert.equal(await caching("/v1/manifest"), `${note}no-cache`);
  assert.equal(await caching("/v1/manifest/1"), note + immutable);
  assert.equal(await caching("/v1/batch/0"), bytes + immutable);
  assert.equal(await caching("/v1/log/checkpoint"), `${note}no-cache`);
  assert.equal(await caching("/v1/log/tile/0/000.p/2"), bytes + immutable);
  assert.equal(await caching("/v1/log/tile/entries/000.p/1"), bytes + immutable);
});

test("no answer carries anything that could mark a device", async (t) => {
  const { url } = await startTrialServer(t);
  for (const path of ["/v1/root", "/v1/manifest/1", "/v1/batch/0", "/v1/log/checkpoint", "/nothing"]) {
    const { headers } = await ask(url, `GET ${path}`);
    for (const name of ["etag", "last-modified", "set-cookie", "x-request-id", "x-powered-by", "server"]) {
      assert.equal(headers[name], undefined, `${path}: ${name}`);
    }
  }
});

test("what is not there is refused in one sentence that no cache keeps", async (t) => {
  const { url } = await startTrialServer(t);
  assert.equal(
    answerText(await ask(url, "GET /v1/batch/1")),
    `404 Not Found
cache-control: no-store
content-type: application/json; charset=utf-8
content-length: 45

{"error":"There is nothing at this address."}`,
  );
});

test("each object has one address", async (t) => {
  const { url } = await startTrialServer(t);
  const others = [
    "/v1",
    "/v1/",
    "/v1/root/",
    "/V1/root",
    "/v1/manifest/0",
    "/v1/manifest/01",
    "/v1/manifest/2",
    "/v1/manifest/1.0",
    "/v1/manifest/99999999999999999999",
    "/v1/batch/-1",
    "/v1/batch/00",
    "/v1/batch/0x0",
    "/v1/batch/1e0",
    "/v1/batch/",
    "/v1/log",
    "/v1/log/tile/0/000",
    "/v1/log/tile/0/000.p/0",
    "/v1/log/tile/0/000.p/3",
    "/v1/log/tile/0/000.p/256",
    "/v1/log/tile/0/001.p/1",
    "/v1/log/tile/1/000.p/1",
    "/v1/log/tile/64/000",
    "/v1/log/tile/00/000.p/2",
    "/v1/log/tile/0/0.p/2",
    "/v1/log/tile/0/%30%30%30.p/2",
    "/v1/log/tile/0/x000/000.p/2",
    "/v1/log/tile/entries/000",
    "/v1/log/tile/entries/000.p/3",
    "/v1/log/tile/entries/999.p/1",
    "/v1/log/tile/../checkpoint",
    "/v1/../v1/root",
  ];
  for (const path of others) assert.equal((await ask(url, `GET ${path}`)).status, 404, path);
});

test("nothing can be asked about a person, a place or a token: what is read is addressed by numbers alone", () => {
  // Only the list of addresses is looked at.
  const anyWorld = {} as World;
  const read = routes(anyWorld).filter(
    ({ method, url }) => method === "GET" && !url.startsWith("/v1/authority"),
  );
  const tree = ["root", "manifest", "manifest/:sequence", "batch/:number", "log/checkpoint", "log/tile/*"];
  assert.deepEqual(
    read.map(({ url }) => url).toSorted(),
    [
      "/.well-known/security.txt",
      ...tree.flatMap((path) => [`/v1/${path}`, `/v1/peer/:region/${path}`]),
    ].toSorted(),
  );
});

test("an address tells which methods it takes", async (t) => {
  const { url } = await startTrialServer(t);
  assert.equal(
    answerText(await ask(url, "POST /v1/manifest/1", { body: Buffer.from("anything") })),
    `405 Method Not Allowed
allow: GET, HEAD
cache-control: no-store
content-type: application/json; charset=utf-8
content-length: 51

{"error":"This address does not take this method."}`,
  );
  for (const [line, allow] of [
    ["PUT /v1/tickets", "POST"],
    ["GET /v1/reports", "POST"],
    ["OPTIONS /v1/reports", "POST"],
    ["DELETE /v1/batch/0", "GET, HEAD"],
    ["PATCH /v1/log/tile/0/000.p/1", "GET, HEAD"],
  ] as const) {
    const answer = await ask(url, line);
    assert.equal(`${answer.status} ${answer.headers["allow"]}`, `405 ${allow}`, line);
  }
  const head = await ask(url, "HEAD /v1/batch/0");
  assert.equal(head.status, 200);
  assert.ok(Number(head.headers["content-length"]) > 5000);
});

test("every answer carries the security headers", async (t) => {
  const { url } = await startTrialServer(t, { origin: "https://celadon.example" });
  for (const line of ["GET /v1/root", "GET /nothing", "POST /v1/root", "POST /v1/reports", "GET /%ZZ"]) {
    const { headers } = await ask(url, line);
    assert.equal(
      headers["content-security-policy"],
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; " +
        "media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
        "trusted-types lit-html app",
      line,
    );
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["cross-origin-embedder-policy"], "require-corp");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    assert.equal(headers["strict-transport-security"], "max-age=31536000");
    const permissions = String(headers["permissions-policy"]).split(", ");
    assert.ok(permissions.includes("camera=(self)") && permissions.includes("screen-wake-lock=(self)"));
    assert.ok(permissions.includes("geolocation=()") && permissions.includes("microphone=()"));
  }
});

test("a server reached by plain HTTP does not promise HTTPS", async (t) => {
  const { url } = await startTrialServer(t);
  assert.equal((await ask(url, "GET /v1/root")).headers["strict-transport-security"], undefined);
});
