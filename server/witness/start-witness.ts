import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { decodeUtf8, noteVerifier, type NoteVerifier } from "../../protocol/index.ts";
import { closeServer, listenAt, readBounded } from "../http/small-server.ts";
import { openWitnessData } from "./witness-data.ts";
import { addCheckpoint, type Witness } from "./witness.ts";

/** How a witness is started. */
export interface WitnessOptions {
  /** Its own folder; made when missing. */
  readonly dataDirectory: string;
  /** Of its key, needed at the first start: by convention an address without scheme. Null takes the key that is there. */
  readonly name: string | null;
  /** 0 takes any free one. */
  readonly port: number;
  /** Default `localhost`: a proxy in front brings the world. */
  readonly host?: string;
  /** vkeys of the logs that it witnesses; the names are their origins. */
  readonly logs: readonly string[];
  /** Unix seconds. Default the system's clock. */
  readonly clock?: () => number;
  /** Where lines for the operator go. Default nowhere. */
  readonly say?: (line: string) => void;
}

/** A witness that answers. */
export interface RunningWitness {
  /** `http://<host>:<port>`: submission and monitoring prefix in one. */
  readonly url: string;
  /** What manifests name. */
  readonly vkey: string;
  /** Finish the requests that are under way, then close the record. */
  close(): Promise<void>;
}

/** The largest body that is read: a checkpoint with a hundred signatures and a whole proof is far smaller. */
const bodyBytesMax = 65_536;

/** A request must be here completely after so long. */
const requestMilliseconds = 30_000;

/**
 * Start a witness.
 *
 * @throws OperatorError when its data or the port cannot be used.
 * @throws ProtocolError `malformed` when a log's vkey is none.
 * @see SPEC.md §4.7, C2SP tlog-witness
 */
export async function startWitness(options: WitnessOptions): Promise<RunningWitness> {
  const logs = new Map<string, NoteVerifier[]>();
  for (const key of options.logs.map(noteVerifier)) logs.set(key.name, [...(logs.get(key.name) ?? []), key]);
  const { cosigner, store } = openWitnessData(options.dataDirectory, options.name);
  const witness: Witness = { cosigner, logs, store, clock: options.clock ?? (() => Date.now() / 1000) };
  const say = options.say ?? (() => {});
  const http = createServer({ requestTimeout: requestMilliseconds }, (request, response) => {
    answer(witness, say, request, response).catch((error: unknown) => {
      say(`A request failed: ${String(error)}`);
      if (!response.headersSent)
        reply(response, 500, "The witness failed at this; please try again later.\n");
    });
  });
  const host = options.host ?? "localhost";
  let port: number;
  try {
    port = await listenAt(http, "The witness", options.port, host);
  } catch (error) {
    store.close();
    throw error;
  }
  return {
    url: `http://${host}:${port}`,
    vkey: cosigner.vkey,
    async close() {
      await closeServer(http);
      store.close();
    },
  };
}

async function answer(
  witness: Witness,
  say: (line: string) => void,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? "").split("?", 1)[0]!;
  if (path === "/add-checkpoint") {
    if (request.method !== "POST") return reply(response.setHeader("allow", "POST"), 405, "POST only.\n");
    const body = await readBounded(request, bodyBytesMax);
    // Who is still writing would not read the answer on this connection.
    if (body === null)
      return reply(response.setHeader("connection", "close"), 413, "The request is too large.\n");
    const { status, contentType, body: text, event } = addCheckpoint(witness, textOf(body));
    if (event !== null && status === 200) say(`Cosigned ${event.origin} at ${event.size}.`);
    // Signed by the log and no continuation: either its server is confused, or it shows others another history.
    if (event !== null && status === 422)
      say(`REFUSED ${event.origin} at ${event.size}: it does not continue.`);
    return reply(response, status, text, contentType);
  }
  const origin = [...witness.logs.keys()].find((each) => path === `/${originHash(each)}/checkpoint`);
  const cosigned = origin === undefined ? null : witness.store.cosigned(origin);
  if (cosigned === null) return reply(response, 404, "There is nothing at this address.\n");
  if (request.method !== "GET" && request.method !== "HEAD") {
    return reply(response.setHeader("allow", "GET, HEAD"), 405, "GET only.\n");
  }
  return reply(response, 200, cosigned.note);
}

/** @returns Bytes that are no UTF-8 as a text that is no request. */
function textOf(body: Uint8Array): string {
  try {
    return decodeUtf8(body, "add-checkpoint");
  } catch {
    return "";
  }
}

/** SHA-256 of the origin in hex. (C2SP tlog-witness) */
function originHash(origin: string): string {
  return createHash("sha256").update(origin).digest("hex");
}

function reply(
  response: ServerResponse,
  status: number,
  body: string,
  contentType = "text/plain; charset=utf-8",
): void {
  response
    .writeHead(status, {
      "content-type": contentType,
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    })
    .end(body);
}
