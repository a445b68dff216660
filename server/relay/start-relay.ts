import type { IncomingMessage, ServerResponse } from "node:http";
import { obliviousRequestType } from "../../protocol/index.ts";
import { AddressRate, countedAddress } from "../http/address-rate.ts";
import { connectionLimits, createLimitedServer } from "../http/connection-limits.ts";
import { closeServer, listenAt, readBounded } from "../http/small-server.ts";
import { type Forwarded, GatewayClient } from "./gateway-client.ts";
import { RelayHealth } from "./relay-health.ts";

/** How a relay is started. */
export interface RelayOptions {
  /** Of the one gateway: `https://…`, with its path. */
  readonly gateway: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Default `localhost`: a proxy in front brings https and the world. */
  readonly host?: string;
  /** Where monitoring asks for `/healthz` and `/readyz`, on the same interface. Default nowhere. */
  readonly healthPort?: number | null;
  /** In which header, in lower case, a proxy in front names who asked it. Default none. */
  readonly addressHeader?: string | null;
  /** Requests that one address may send in a minute. Default {@link perAddressAndMinute}. */
  readonly perMinute?: number;
  /** Requests that may wait for the gateway at once. Default {@link waitingMax}. */
  readonly waitingMax?: number;
  /** After so long an answer of the gateway is no longer waited for. Default 20 seconds. */
  readonly answerMilliseconds?: number;
}

/** A relay that answers. */
export interface RunningRelay {
  /** `http://<host>:<port>`. */
  readonly url: string;
  /** 0 where monitoring cannot ask. */
  readonly healthPort: number;
  /** Finish the requests that are under way, then stop. */
  close(): Promise<void>;
}

/** The largest request that is carried. Celadon's are 1,591 bytes; a later version's may be larger. */
const bodyBytesMax = 4096;

/** A case sends 33 requests, so that behind one address thirty-six people can send everything within a minute. */
const perAddressAndMinute = 1200;

/** A few megabytes. */
const waitingMax = 1024;

const answerMilliseconds = 20_000;

/** A browser asks before each of its requests whether another origin may make it, unless it asked within so many seconds. */
const preflightSeconds = 7200;

/**
 * Start a relay: it hands the body of `POST` requests of the one type on to one gateway, and the answer back, and nothing else
 * of either. It writes nothing down: no address, no request, no time. Addresses are counted within a minute, as hashes.
 *
 * @throws OperatorError when a port cannot be had.
 * @see SPEC.md §4.14, RFC 9458 §6.2
 */
export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const host = options.host ?? "localhost";
  const client = new GatewayClient(options.gateway, options.answerMilliseconds ?? answerMilliseconds);
  const health = new RelayHealth();
  const relay = new Relay(client, options);
  const http = createLimitedServer((request, response) => {
    relay.answer(request, response).catch(() => reply(response, 500));
  }, connectionLimits);
  http.on("clientError", (_error, socket) => {
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });
  const port = await listenAt(http, "The relay", options.port, host);
  let healthPort = 0;
  try {
    if (options.healthPort !== undefined && options.healthPort !== null) {
      healthPort = await listenAt(health.server, "The relay", options.healthPort, host);
    }
  } catch (error) {
    http.close();
    throw error;
  }
  return {
    url: `http://${host}:${port}`,
    healthPort,
    async close() {
      health.stopping();
      await closeServer(http);
      client.close();
      await health.close();
    },
  };
}

class Relay {
  readonly #client: GatewayClient;
  readonly #rate: AddressRate;
  readonly #addressHeader: string | null;
  readonly #waitingMax: number;
  #waiting = 0;

  constructor(client: GatewayClient, options: RelayOptions) {
    this.#client = client;
    this.#rate = new AddressRate(options.perMinute ?? perAddressAndMinute);
    this.#addressHeader = options.addressHeader ?? null;
    this.#waitingMax = options.waitingMax ?? waitingMax;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "OPTIONS") return allowPreflight(response);
    if (request.method !== "POST") return reply(response.setHeader("allow", "POST, OPTIONS"), 405);
    const address = countedAddress(request.socket.remoteAddress, request.headers, this.#addressHeader);
    const seconds = address === null ? 0 : this.#rate.take(address);
    if (seconds > 0) return reply(response.setHeader("retry-after", seconds), 429);
    if (request.headers["content-type"]?.toLowerCase() !== obliviousRequestType) return reply(response, 415);
    if (this.#waiting >= this.#waitingMax) return reply(response.setHeader("retry-after", 5), 503);
    this.#waiting++;
    try {
      const body = await readBounded(request, bodyBytesMax);
      // Who is still writing would not read the answer on this connection.
      if (body === null) return reply(response.setHeader("connection", "close"), 413);
      if (body.length === 0) return reply(response, 400);
      const forwarded = await this.#client.forward(body);
      return reply(response, forwarded.status, forwarded);
    } finally {
      this.#waiting--;
    }
  }
}

/** Any page may send through a relay: whose it is does not matter, and nothing of it is handed on. */
function allowPreflight(response: ServerResponse): void {
  response
    .writeHead(204, {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "content-type",
      "access-control-max-age": String(preflightSeconds),
    })
    .end();
}

function reply(response: ServerResponse, status: number, answer?: Forwarded): void {
  if (response.headersSent) return;
  const body = answer?.body ?? null;
  response
    .writeHead(status, {
      ...(body === null ? {} : { "content-type": body.type }),
      "content-length": body?.bytes.length ?? 0,
      "cache-control": "no-store",
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    })
    .end(body?.bytes);
}
