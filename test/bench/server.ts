import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  decoyClaimCode,
  encodeReport,
  epochOf,
  prepareTicketClaim,
  ticketOutput,
  ticketPurpose,
} from "../../protocol/index.ts";
import { openExistingData } from "../../server/data-directory.ts";
import { issueClaimCodes } from "../../server/intake/claim-codes.ts";
import { openSodiumGroup } from "../../server/intake/sodium-group.ts";
import { startServerProcess } from "../server/server-process.ts";
import { compared, type Row } from "./measure.ts";

const reportsAtOnce = 16;
const claimsAtOnce = 8;
const reportsMeasured = 600;
const claimsMeasured = 60;
const readsPerSecond = 100;
const readingSeconds = 6;

/** Whole reports and claim codes a second, and how reading fares beside half of that. The server is another process. */
export async function serverRates(): Promise<Row[]> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "celadon-bench-"));
  const started: (() => unknown)[] = [];
  const server = await startServerProcess(
    { after: (end) => started.push(end as () => unknown) },
    dataDirectory,
    {
      CELADON_PERIOD_SECONDS: "3600",
    },
  );
  const agent = new Agent({ keepAlive: true });
  try {
    return await measure(server.url, dataDirectory, agent);
  } finally {
    agent.destroy();
    await server.end("SIGTERM");
    for (const end of started) end();
    await rm(dataDirectory, { recursive: true });
  }
}

async function measure(url: string, dataDirectory: string, agent: Agent): Promise<Row[]> {
  const ask = (path: string, body?: Uint8Array): Promise<number> => statusOf(agent, url + path, body);
  const read = (): Promise<number> => ask("/v1/log/checkpoint");
  const kinds = [
    {
      what: `reports accepted, ${reportsAtOnce} at once`,
      half: "half as many reports",
      path: "/v1/reports",
      bodies: (count: number) => freshReports(dataDirectory, count),
      count: reportsMeasured,
      atOnce: reportsAtOnce,
    },
    {
      what: `claim codes exchanged, 32 tickets each, ${claimsAtOnce} at once`,
      half: "half as many claim codes",
      path: "/v1/tickets",
      bodies: async (count: number) => freshRequests(dataDirectory, count),
      count: claimsMeasured,
      atOnce: claimsAtOnce,
    },
  ];
  const wanted = async (path: string, body: Uint8Array): Promise<void> => {
    const status = await ask(path, body);
    if (status >= 300) throw new Error(`${path} answered ${status}`);
  };
  await atRate(readsPerSecond, 1, read);
  const [idle99, ...idleRows] = readingRows(
    "nothing else",
    await atRate(readsPerSecond, readingSeconds, read),
  );
  const rows: Row[] = [idle99!, ...idleRows];
  for (const { what, half, path, bodies, count, atOnce } of kinds) {
    await together(await bodies(atOnce), atOnce, (body) => wanted(path, body));
    const capacity = await together(await bodies(count), atOnce, (body) => wanted(path, body));
    const load = await bodies(Math.floor((capacity / 2) * readingSeconds));
    const [reads] = await Promise.all([
      atRate(readsPerSecond, readingSeconds, read),
      atRate(capacity / 2, readingSeconds, (index) => ask(path, load[index % load.length])),
    ]);
    const [p99, ...others] = readingRows(half, reads);
    rows.push({ what, value: capacity, unit: "a second" }, compared(p99!, idle99!), ...others);
  }
  return rows;
}

interface Asked {
  /** Of each answer, ascending. */
  readonly milliseconds: readonly number[];
  readonly failures: number;
}

function readingRows(beside: string, { milliseconds, failures }: Asked): Row[] {
  const quantile = (part: number): number => milliseconds[Math.floor((milliseconds.length - 1) * part)]!;
  return [
    { what: `a checkpoint read beside ${beside}, 99 %`, value: quantile(0.99), unit: "ms" },
    { what: `a checkpoint read beside ${beside}, median`, value: quantile(0.5), unit: "ms" },
    { what: `reads that failed beside ${beside}`, value: failures, unit: `of ${milliseconds.length}` },
  ];
}

/** Ask so often a second, whether or not answers have come: whoever is slow is asked all the same. */
async function atRate(
  perSecond: number,
  seconds: number,
  ask: (index: number) => Promise<number>,
): Promise<Asked> {
  const start = performance.now();
  const asked: Promise<{ status: number; milliseconds: number }>[] = [];
  for (let index = 0; index < perSecond * seconds; index++) {
    const due = start + (index / perSecond) * 1_000;
    if (due > performance.now()) await sleep(due - performance.now());
    const from = performance.now();
    const answer = ask(index).catch(() => 0);
    asked.push(answer.then((status) => ({ status, milliseconds: performance.now() - from })));
  }
  const answers = await Promise.all(asked);
  return {
    milliseconds: answers.map(({ milliseconds }) => milliseconds).toSorted((one, other) => one - other),
    failures: answers.filter(({ status }) => status < 200 || status >= 300).length,
  };
}

/** Send all, so many at once. @returns How many a second. */
async function together(
  bodies: readonly Uint8Array[],
  atOnce: number,
  send: (body: Uint8Array) => Promise<void>,
): Promise<number> {
  const waiting = [...bodies];
  const start = performance.now();
  const sender = async (): Promise<void> => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) await send(body);
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return (bodies.length / (performance.now() - start)) * 1_000;
}

/** Reports with tickets made with the server's own key: what an exchange yields, without its arithmetic. */
async function freshReports(dataDirectory: string, count: number): Promise<Uint8Array[]> {
  const group = await openSodiumGroup();
  const epoch = epochOf(Date.now() / 1_000);
  const { store, keys } = await openExistingData(dataDirectory);
  await store.close();
  const secretKey = keys.ticketSecret(ticketPurpose.report, epoch)!;
  return Array.from({ length: count }, () => {
    const nonce = new Uint8Array(randomBytes(32));
    const ticket = {
      purpose: ticketPurpose.report,
      epoch,
      nonce,
      output: ticketOutput(secretKey, nonce, group),
    };
    return encodeReport(ticket, [new Uint8Array(randomBytes(16))]);
  });
}

/** Requests with a claim code each; the elements may be the same, for the server cannot tell. */
async function freshRequests(dataDirectory: string, count: number): Promise<Uint8Array[]> {
  const { request: template } = prepareTicketClaim(decoyClaimCode);
  const { store, keys } = await openExistingData(dataDirectory);
  try {
    const issued = await issueClaimCodes(store, keys, ticketPurpose.report, count, Date.now() / 1_000);
    return issued.map(({ code }) => {
      const withCode = template.slice();
      withCode.set(Buffer.from(code), 1);
      return withCode;
    });
  } finally {
    await store.close();
  }
}

function statusOf(agent: Agent, address: string, body?: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const headers = { "content-type": "application/octet-stream" };
    const sending = request(address, { agent, method, headers }, (response) => {
      response.on("error", reject);
      response.on("end", () => resolve(response.statusCode!));
      response.resume();
    });
    sending.on("error", reject);
    sending.end(body);
  });
}
