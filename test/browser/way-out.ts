import { createHash } from "node:crypto";
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { ShiftedClock } from "./shifted-clock.ts";

/** The address under which every browser knows the region. Browsers trust `localhost` and all below it as they trust https. */
export const siteOrigin = "http://celadon.localhost";

/** Chromium asks its maker now and then, on its own account, whether somebody is signed in there. No page can cause it. */
const browserMaker = "accounts.google.com:443";

/** One request that left a browser, whoever in it caused it: page, worker, service worker or the browser itself. */
export interface SeenRequest {
  readonly method: string;
  /** From the host on, for the site; for every other host the whole of what was asked. */
  readonly address: string;
  /** Whether it was for another host than the site. It got no answer. */
  readonly foreign: boolean;
  readonly headers: IncomingMessage["headers"];
  /** SHA-256 of the body in hex, once all of it has passed; empty before. */
  bodyHash: string;
  /** The answer's, once it has come; 0 before. */
  status: number;
  answerHeaders: IncomingMessage["headers"];
  /** Bytes of the body so far. */
  bodyBytes: number;
  /** Bytes of the answer's body as they went over the wire, compressed. */
  answerBytes: number;
  /** The answer's body as it went over the wire, kept for what the app's code asks for. */
  readonly answerBody: Buffer[];
}

/**
 * A browser's only way out: an HTTP proxy that writes down all that leaves, below everything that a page, a service worker
 * or the browser's own cache could hide. It lets through what is for the site, and nothing else.
 */
export class WayOut {
  readonly #server: Server;
  readonly #target: string;
  readonly #clock: ShiftedClock;
  /** A connection each: the browser would silently repeat what was lost on one that the site had just closed. */
  readonly #agent = new Agent({ keepAlive: false });
  readonly #seen: SeenRequest[] = [];
  #cut = false;

  private constructor(server: Server, target: string, clock: ShiftedClock) {
    this.#server = server;
    this.#target = target;
    this.#clock = clock;
  }

  /**
   * @param target - Where the site really is, `http://…`.
   * @param tunnels - Ports of this machine, by the host and port that are asked for: what is said through them is sealed.
   * @param clock - Node writes the true time into every answer's `Date`; it is replaced by this clock's.
   */
  static async open(
    target: string,
    clock: ShiftedClock,
    tunnels: ReadonlyMap<string, number> = new Map(),
  ): Promise<WayOut> {
    const server = createServer({ keepAliveTimeout: 0 });
    const wayOut = new WayOut(server, target, clock);
    server.on("request", (request, response) => wayOut.#pass(request, response));
    // Only https and WebSockets ask for a tunnel: the site needs neither here, relays do.
    server.on("connect", (request, socket) => {
      if (request.url !== browserMaker) wayOut.#note(request, true);
      const port = tunnels.get(request.url ?? "");
      if (port === undefined) {
        socket.destroy();
        return;
      }
      const onward = connect(port, "localhost", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(onward).pipe(socket);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    return wayOut;
  }

  /** Of the proxy, for the browser's settings. */
  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** All that has left so far, in order. */
  get seen(): readonly SeenRequest[] {
    return this.#seen;
  }

  /** While it is cut, what arrives here is written down all the same, and gets no answer. */
  cut(isCut: boolean): void {
    this.#cut = isCut;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  #note(request: IncomingMessage, foreign: boolean): SeenRequest {
    const { method = "", url = "", headers } = request;
    const address = foreign ? url : url.slice(siteOrigin.length);
    const seen = {
      method,
      address,
      foreign,
      headers,
      bodyHash: "",
      bodyBytes: 0,
      answerBody: [],
      status: 0,
      answerHeaders: {},
      answerBytes: 0,
    };
    this.#seen.push(seen);
    return seen;
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const foreign = !(request.url ?? "").startsWith(`${siteOrigin}/`);
    const seen = this.#note(request, foreign);
    if (foreign || this.#cut) {
      request.socket.destroy();
      return;
    }
    const { "proxy-connection": _, ...headers } = request.headers;
    const options = { agent: this.#agent, method: seen.method, headers };
    const onward = httpRequest(this.#target + seen.address, options, (answer) => {
      seen.status = answer.statusCode ?? 0;
      seen.answerHeaders = answer.headers;
      answer.on("data", (chunk: Buffer) => {
        seen.answerBytes += chunk.length;
        if (!seen.address.startsWith("/assets/")) seen.answerBody.push(chunk);
      });
      const date = new Date(this.#clock.now() * 1000).toUTCString();
      response.writeHead(seen.status, { ...answer.headers, date });
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    const hash = createHash("sha256");
    request.on("data", (chunk: Buffer) => {
      hash.update(chunk);
      seen.bodyBytes += chunk.length;
    });
    request.on("end", () => {
      seen.bodyHash = hash.digest("hex");
    });
    request.pipe(onward);
  }
}
