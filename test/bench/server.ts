import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "@noble/hashes/utils.js";
import {
  encodeReport,
  epochOf,
  openManifest,
  openRegionRoot,
  openTicketResponse,
  prepareTicketClaim,
  type Ticket,
  ticketEpochs,
  ticketPublicKey,
  ticketPurpose,
} from "../../protocol/index.ts";
import { type RunningServer, startServer } from "../../server/server.ts";
import { compared, perSecond, type Row } from "./measure.ts";

const claims = 6;

/** Tickets and reports a second over HTTP on one server thread, written durably. */
export async function serverRates(): Promise<Row[]> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "celadon-bench-"));
  const server = await startServer({ dataDirectory, port: 0, publishByItself: false });
  try {
    return await measure(server);
  } finally {
    await server.close();
    await rm(dataDirectory, { recursive: true });
  }
}

async function measure(server: RunningServer): Promise<Row[]> {
  const get = async (path: string) => (await fetch(server.url + path)).text();
  const post = async (path: string, body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => {
    const headers = { "content-type": "application/octet-stream" };
    const answer = await fetch(server.url + path, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const root = openRegionRoot(await get("/v1/root"));
  const manifest = openManifest(await get("/v1/manifest"), root);
  const now = Math.floor(Date.now() / 1000);

  const prepared = Array.from({ length: claims }, () =>
    prepareTicketClaim(server.issueClaimCode(ticketPurpose.report)),
  );
  const answers: Uint8Array[] = [];
  const exchanges = await perSecond(claims, async (index) => {
    answers.push(await post("/v1/tickets", new Uint8Array(prepared[index]!.request)));
  });
  const tickets = answers.flatMap((answer, index): Ticket[] =>
    openTicketResponse(prepared[index]!, answer, {
      purpose: ticketPurpose.report,
      epochs: ticketEpochs(now),
      publicKeyFor: (purpose, epoch) => ticketPublicKey(manifest, purpose, epoch),
    }),
  );
  if (tickets.some(({ epoch }) => epoch !== epochOf(now))) throw new Error("the epoch changed meanwhile");

  const reports = tickets.map((ticket) => encodeReport(ticket, [randomBytes(16)]));
  const accepted: Row = {
    what: "reports accepted",
    value: await perSecond(reports.length, (index) => post("/v1/reports", new Uint8Array(reports[index]!))),
    unit: "a second",
  };
  const read: Row = {
    what: "checkpoints read",
    value: await perSecond(500, () => get("/v1/log/checkpoint")),
    unit: "a second",
  };
  const exchanged: Row = {
    what: `claim codes exchanged, ${tickets.length / claims} tickets each`,
    value: exchanges,
    unit: "a second",
  };
  return [compared(exchanged, read), compared(accepted, read), read];
}
