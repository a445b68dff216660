import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import {
  decoyClaimCode,
  decoyReport,
  encodeReport,
  epochOf,
  formatClaimCode,
  generateClaimCode,
  parseClaimCode,
  prepareTicketClaim,
} from "../../protocol/index.ts";
import { StaffClient } from "../authority/staff-client.ts";
import { askSealed, sendSealed } from "../relay/sealing.ts";
import { bytesUnder, rowsOf } from "./database-file.ts";
import { freePort } from "./free-port.ts";
import { ask, post } from "./http-text.ts";
import { browserTraces, namedAddresses, ownAddresses, startNamedSenders } from "./named-senders.ts";
import { fetchLog, freshTokens, takeTickets } from "./reporter.ts";
import { run, startServerProcess } from "./server-process.ts";
import { temporaryDirectory } from "./trial-server.ts";

const origin = "https://celadon.example";
const staffName = "Ada of the authority";

/** The 4 or 16 bytes of an address. */
function addressBytes(address: string): Buffer {
  return address.includes(":")
    ? Buffer.from(
        address
          .split(":")
          .map((group) => group.padStart(4, "0"))
          .join(""),
        "hex",
      )
    : Buffer.from(address.split(".").map(Number));
}

/** How an address could be written down: as it is, as its network, in full, in hex, as a number, and as a socket keeps it. */
function formsOf(address: string): Buffer[] {
  const bytes = addressBytes(address);
  const groups = bytes.toString("hex").match(/.{4}/g)!;
  const texts = address.includes(":")
    ? [address, groups.join(":"), groups.slice(0, 4).join(":"), bytes.toString("hex")]
    : [address, String(bytes.readUInt32BE())];
  const binary = address.includes(":") ? bytes : Buffer.concat([Buffer.from([0xff, 0xff]), bytes]);
  return [...texts.flatMap((text) => [text, text.toUpperCase()]).map((text) => Buffer.from(text)), binary];
}

/** How a claim code could be written down, a hash without a key included: its 2^55 possibilities can be tried. */
function formsOfCode(code: string): Buffer[] {
  const groups = code.match(/.{4}/g)!;
  const texts = [code, formatClaimCode(code), groups.join(" "), Buffer.from(code).toString("hex")];
  return [
    ...texts.flatMap((text) => [text, text.toLowerCase()]).map((text) => Buffer.from(text)),
    Buffer.from(Buffer.from(code).toString("base64")),
    createHash("sha256").update(code).digest(),
  ];
}

/** Throws when a place where things are kept knows an address, a browser or a claim code. */
function assertNoTrace(where: string, kept: Buffer, codes: readonly string[]): void {
  const addresses = [...namedAddresses, ...ownAddresses];
  const traces = [
    ...addresses.flatMap(formsOf),
    ...Object.values(browserTraces).map((text) => Buffer.from(text)),
    ...["Kestrel", "Lodestar", "where-from", "8f2c61"].map((text) => Buffer.from(text)),
    ...codes.flatMap(formsOfCode),
  ];
  for (const trace of traces) {
    assert.ok(!kept.includes(trace), `${where} has ${trace.toString("latin1")}`);
  }
  // Four bytes can come about by chance among millions, but not those of several addresses.
  const short = addresses.filter((address) => !address.includes(":") && kept.includes(addressBytes(address)));
  assert.ok(short.length < 2, `${where} has the bytes of ${short.join(" and ")}`);
}

/** What the authority's page and its laboratories do. @returns The claim codes they got. */
async function staffAtWork(t: TestContext, url: string, dataDirectory: string): Promise<string[]> {
  const environment = { CELADON_DATA: dataDirectory, CELADON_ORIGIN: origin };
  const invited = await run(["staff", "invite", "--role", "administrator", "--role", "issuer"], environment);
  const ada = new StaffClient(url, origin);
  await ada.enrol(invited.stdout.trim().split("\n").at(-1)!, staffName);
  const single = (await ada.post("/codes/issue", { purpose: 1 })) as { code: string };
  const revoked = (await ada.post("/codes/issue", { purpose: 1 })) as { code: string };
  await ada.post("/codes/revoke", { code: formatClaimCode(revoked.code) });
  const job = randomBytes(16).toString("hex");
  const { run: number } = (await ada.post("/codes/lists/begin", { job, rows: 3 })) as { run: number };
  const rows = { job, run: number, attempt: 1, first: 0, count: 3 };
  const listed = (await ada.post("/codes/lists/issue", rows)) as { codes: string[] };
  await ada.post("/codes/ask", { purpose: 2 });
  await ada.prove();
  const { token } = (await ada.post("/api-tokens/make", { name: "LAB-07", perDay: 9, days: 9 })) as {
    token: string;
  };
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const body = Buffer.from(JSON.stringify({ count: 2 }));
  const answer = await ask(url, "POST /v1/authority/api/claims", { headers, body });
  const { claims } = JSON.parse(answer.body.toString()) as { claims: { code: string }[] };
  for (const line of ["GET /me", "GET /sessions", "GET /audit", "GET /watch"]) await ada.send(line);
  const stranger = new StaffClient(url, origin);
  stranger.cookie = `celadon-staff=${randomBytes(32).toString("base64url")}`;
  for (const line of ["GET /me", "POST /codes/issue", "POST /sign-in/finish"]) {
    assert.ok((await stranger.send(line, line.startsWith("POST") ? {} : undefined)).status >= 400, line);
  }
  return [single.code, revoked.code, ...listed.codes, ...claims.map(({ code }) => parseClaimCode(code))];
}

/** What devices do, directly and sealed, rightly and wrongly. @returns The tokens that were taken. */
async function devicesAtWork(url: string, codes: readonly string[]): Promise<Uint8Array[]> {
  const now = Date.now() / 1000;
  const tickets = await takeTickets(url, codes[0]!, now);
  const tokens = freshTokens(24);
  const reports = [0, 1, 2].map((index) =>
    encodeReport(tickets[index]!, tokens.slice(index * 8, index * 8 + 8)),
  );
  for (const report of [reports[0]!, reports[0]!, reports[1]!, decoyReport(epochOf(now))]) {
    assert.equal((await post(url, "/v1/reports", report)).status, 204);
  }
  const sealed = await askSealed(url, { path: "/v1/reports", content: reports[2]! });
  assert.equal(sealed.status, 204);
  const { request } = prepareTicketClaim(codes[1]!);
  assert.equal((await askSealed(url, { path: "/v1/tickets", content: request })).status, 200);
  assert.equal((await post(url, "/v1/tickets", request)).status, 200, "the same again");
  assert.equal((await post(url, "/v1/tickets", prepareTicketClaim(codes[1]!).request)).status, 409);
  assert.equal((await post(url, "/v1/tickets", prepareTicketClaim(decoyClaimCode).request)).status, 200);
  await sendSealed(url, randomBytes(700));
  await post(url, "/v1/reports", randomBytes(325));
  await post(url, "/v1/reports", randomBytes(100_000)).catch(() => null);
  return tokens;
}

/** More from one address than is taken within a minute, also where a new minute begins meanwhile. */
async function floodAtWork(port: number, header: string): Promise<void> {
  const headers = {
    ...browserTraces,
    "content-type": "application/octet-stream",
    [header]: namedAddresses[0]!,
  };
  const cut = { headers, body: prepareTicketClaim(decoyClaimCode).request.subarray(1) };
  const flood = Array.from({ length: 130 }, () => ask(`http://127.0.0.1:${port}`, "POST /v1/tickets", cut));
  await Promise.all(flood);
}

/** What is none of the protocol, with claim codes where none belong. */
async function strangersAtWork(url: string, sendRaw: (text: string) => Promise<void>, code: string) {
  for (const line of [
    "GET /v1/manifest",
    "GET /v1/log/checkpoint",
    "GET /v1/batch/99",
    `GET /v1/batch/0?code=${code}`,
    `GET /${formatClaimCode(code)}`,
    `POST /v1/tickets/${code}`,
    "PROPFIND /v1/root",
    "GET /%ZZ",
    `GET /${"x".repeat(4_000)}`,
  ]) {
    await ask(url, line);
  }
  for (const text of [
    `${code} ${browserTraces["user-agent"]}\r\n\r\n`,
    `GET / HTTP/1.1\r\nuser-agent: ${browserTraces["user-agent"]}\r\nbroken\r\n\r\n`,
    `POST /v1/reports HTTP/1.1\r\nhost: x\r\nuser-agent: ${browserTraces["user-agent"]}\r\ncontent-length: 325\r\n\r\ncut`,
  ]) {
    await sendRaw(text);
  }
}

describe("after a whole run, with a proxy that names who asks and without one", () => {
  test("neither database and journal nor logs nor metrics know an address, a browser or a claim code", async (t) => {
    const dataDirectory = join(temporaryDirectory(t), "data");
    const [port, operationsPort] = [await freePort(), await freePort()];
    const header = "x-forwarded-for";
    const environment = {
      PORT: String(port),
      CELADON_ORIGIN: origin,
      CELADON_PERIOD_SECONDS: "10",
      CELADON_ADDRESS_HEADER: header,
      CELADON_OPERATIONS_PORT: String(operationsPort),
    };
    let server = await startServerProcess(t, dataDirectory, environment);
    const renewed = await run(["region", "renew", "--relay", "https://relay.example"], {
      CELADON_DATA: dataDirectory,
    });
    assert.equal(renewed.status, 0, renewed.stderr);
    const { url, sendRaw } = await startNamedSenders(t, port, header);

    const printed: string[] = [];
    const codes: string[] = [];
    const scan = async (when: string, isRunning = true): Promise<Buffer> => {
      const log = [...printed, ...server.lines, server.errors()].join("\n");
      const kept = bytesUnder(dataDirectory);
      assertNoTrace(`the data directory, ${when},`, kept, codes);
      assertNoTrace(`the log, ${when},`, Buffer.from(log), codes);
      if (isRunning) {
        const { status, body } = await ask(`http://127.0.0.1:${operationsPort}`, "GET /metrics");
        assert.equal(status, 200);
        assertNoTrace(`the metrics, ${when},`, body, codes);
      }
      return kept;
    };

    const claim = await run(["claim", "--purpose", "report"], { CELADON_DATA: dataDirectory });
    codes.push(parseClaimCode(claim.stdout.trim().split("\n").at(-1)!));
    codes.push(...(await staffAtWork(t, url, dataDirectory)));
    const wrong = [generateClaimCode(), generateClaimCode(), generateClaimCode()];
    for (const code of wrong) {
      assert.equal((await post(url, "/v1/tickets", prepareTicketClaim(code).request)).status, 403);
    }
    codes.push(...wrong);
    const tokens = await devicesAtWork(url, codes);
    await strangersAtWork(url, sendRaw, codes[0]!);
    const atWork = await scan("at work");
    assert.ok(atWork.includes(staffName), "this test can see");
    assert.ok(rowsOf(join(dataDirectory, "celadon.sqlite"), "claim").length > 5, "this test can see");

    await server.end("SIGKILL");
    await scan("after kill -9", false);
    printed.push(...server.lines, server.errors());
    server = await startServerProcess(t, dataDirectory, environment);
    await devicesAtWork(url, codes.slice(3));
    await floodAtWork(port, header);
    const before = (await fetchLog(url)).length;
    while ((await fetchLog(url)).length < before + 1) await setTimeout(200);
    const published = await scan("after a batch");
    for (const token of tokens) assert.ok(!published.includes(Buffer.from(token)), "a published token");
    assert.equal(await server.end("SIGTERM"), 0);
    await scan("stopped", false);
    assert.match(server.lines.join("\n"), /"POST \/v1\/tickets 429":\d/, "this test can see");
  });
});
