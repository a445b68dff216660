import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test, type TestContext } from "node:test";
import { pageLinks, unlistedLinks } from "../../server/monitor/page-links.ts";
import { writePages } from "../server/built-pages.ts";
import { temporaryDirectory, type TrialServer } from "../server/trial-server.ts";
import { only, startProxy, type Tampering, withFlippedBit } from "./tampering-proxy.ts";
import { builtFiles, startSite, watch } from "./watched-site.ts";

/** What the monitor finds wrong when somebody tampers, hashes as `…`. */
async function found(t: TestContext, server: TrialServer, tamper: Tampering): Promise<string[]> {
  const { status, problems } = await watch(await startProxy(t, server.url, tamper), server.clock);
  assert.equal(status, problems.length === 0 ? 0 : 1);
  return problems.map((line) => line.replaceAll(/[0-9a-f]{64}/g, "…"));
}

test("one altered bit of any file makes the monitor name the file", async (t) => {
  const server = await startSite(t);
  for (const path of ["/", "/venue/", "/assets/a.js", "/assets/a.css", "/sw.js", "/icon.svg"]) {
    const tamper = only(path, ({ body }) => ({ body: withFlippedBit(body) }));
    assert.deepEqual(await found(t, server, tamper), [`${path}: its SHA-256 is …, listed is …`]);
  }
});

test("a file that is listed and not served is named", async (t) => {
  const server = await startSite(t);
  assert.deepEqual(
    await found(
      t,
      server,
      only("/sw.js", () => ({ status: 404 })),
    ),
    ["/sw.js: it is on the list and not served"],
  );
});

test("a list that was changed along with a file is not the logged one", async (t) => {
  const server = await startSite(t);
  const script = Buffer.from("fetch('/steal')");
  const sha256 = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");
  const tamper: Tampering = (path, { body }) => {
    if (path === "/assets/a.js") return { body: script };
    if (path !== "/release.txt") return {};
    return { body: Buffer.from(body.toString().replace(sha256(builtFiles["assets/a.js"]), sha256(script))) };
  };
  assert.deepEqual(await found(t, server, tamper), [
    "/release.txt: served is the list of version 0.1.0 with SHA-256 …, logged was 0.1.0 with …",
  ]);
});

test("a list that is malformed, missing or of another release is found", async (t) => {
  const server = await startSite(t);
  const list = async (
    change: (text: string) => Partial<{ status: number; body: Buffer }>,
  ): Promise<string[]> =>
    found(
      t,
      server,
      only("/release.txt", ({ body }) => change(body.toString())),
    );
  assert.deepEqual(await list((text) => ({ body: Buffer.from(text.slice(0, -1)) })), [
    "/release.txt: not a list of assets: its last line does not end",
  ]);
  assert.deepEqual(await list(() => ({ status: 404 })), [
    "/release.txt: release 0.1.0 is logged, and no list is served",
  ]);
  assert.deepEqual(await list((text) => ({ body: Buffer.from(text.replace("0.1.0", "0.0.9")) })), [
    "/release.txt: served is the list of version 0.0.9 with SHA-256 …, logged was 0.1.0 with …",
  ]);
});

test("a page that is served and not listed is found", async (t) => {
  const server = await startSite(t);
  const tamper = only("/authority/", () => ({ status: 200, body: Buffer.from("<!doctype html>") }));
  assert.deepEqual(await found(t, server, tamper), ["/authority/: it is served and not on the list"]);
});

test("a page that loads what is not listed is found, though it is logged", async (t) => {
  const html = '<!doctype html><script src="https://elsewhere.example/x.js"></script><link href="/b.css">';
  const pages = writePages(temporaryDirectory(t), { ...builtFiles, "citizen/index.html": html });
  const { status, problems } = await watch((await startSite(t, { pages })).url, (await startSite(t)).clock);
  assert.equal(status, 1);
  assert.deepEqual(problems, [
    "/: it loads https://elsewhere.example/x.js, which is not on the list",
    "/: it loads /b.css, which is not on the list",
  ]);
});

test("a redirect is told and not followed", async (t) => {
  let asked = 0;
  const server = await startSite(t);
  const elsewhere = await startProxy(t, server.url, () => {
    asked++;
    return {};
  });
  const location = `${elsewhere}/sw.js`;
  const tamper = only("/sw.js", () => ({ status: 302, headers: { location } }));
  assert.deepEqual(await found(t, server, tamper), [
    `/sw.js: leads to ${location} (status 302), which was not followed`,
  ]);
  assert.equal(asked, 0);
});

test("links are found however they are written", () => {
  const html = `<!-- <script src=/comment.js></script> --><SCRIPT async SRC='/single.js'></SCRIPT>
    <link rel=stylesheet href=/bare.css/><link data-x=">" href = "/double.css"><a href="/no.html">
    <script type="module"
      src="/lines.js">"<img src=x.png>"</script><iframe srcdoc="<p>"></iframe>`;
  assert.deepEqual(pageLinks(html), [
    "/comment.js",
    "/single.js",
    "/bare.css/",
    "/double.css",
    "/lines.js",
    "x.png",
    "<p>",
  ]);
  const listed = new Set(["/a.js", "/venue/b.js"]);
  const links = ["/a.js", "b.js", "/venue/../a.js", "//host/a.js", "/a.js?x", "http://", "data:,x", "/A.js"];
  const page = links.map((link) => `<script src="${link}"></script>`).join("");
  assert.deepEqual(unlistedLinks(page, "/venue/", listed), [
    "//host/a.js",
    "/a.js?x",
    "http://",
    "data:,x",
    "/A.js",
  ]);
  assert.deepEqual(unlistedLinks('<base href="/">', "/", listed), ["<base>"]);
});

test("a page without a policy against foreign scripts, or taken for something else, is named", async (t) => {
  const server = await startSite(t);
  const header = (name: string, value: string | undefined): Tampering =>
    only("/venue/", ({ headers }) => ({ headers: { ...headers, [name]: value } }));
  const policy = "content-security-policy";
  const wrong: [Tampering, string][] = [
    [header(policy, undefined), "/venue/: it has no content security policy"],
    [
      header(policy, "script-src 'self' 'unsafe-inline'; require-trusted-types-for 'script'"),
      "/venue/: its content security policy allows scripts from 'unsafe-inline'",
    ],
    [
      header(policy, "img-src 'self'; require-trusted-types-for 'script'"),
      "/venue/: its content security policy allows scripts from anything",
    ],
    [
      header(policy, "default-src 'none'; script-src 'self'"),
      "/venue/: its content security policy does not demand trusted types",
    ],
    [header("content-type", "text/plain"), "/venue/: its content type is text/plain, not text/html"],
  ];
  for (const [tamper, problem] of wrong) assert.deepEqual(await found(t, server, tamper), [problem]);
  const worker = only("/sw.js", () => ({ headers: { "content-type": "text/javascript" } }));
  assert.deepEqual(await found(t, server, worker), ["/sw.js: it has no content security policy"]);
});
