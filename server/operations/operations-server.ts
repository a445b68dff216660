import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { OperatorError } from "../operator-error.ts";
import { type World } from "../world.ts";
import { metricsOf } from "./metrics.ts";
import { metricsContentType, metricsText } from "./prometheus.ts";

/** Where the operator's own monitoring asks. */
export interface OperationsAddress {
  /** 0 takes any free one. */
  readonly port: number;
  /** `localhost` keeps it to this machine. */
  readonly host: string;
}

/** What the process is doing. */
export type Stage = "starting" | "serving" | "stopping";

/** A whole request must be here after so long: the addresses take no body. */
const requestMilliseconds = 5_000;

/** Monitoring needs few. */
const connectionsMax = 64;

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** `/healthz`, `/readyz` and `/metrics`, on a port of their own: nothing of it can be reached through the public one. */
export class OperationsServer {
  readonly #world: World;
  readonly #server: Server;
  #stage: Stage = "starting";

  constructor(world: World) {
    this.#world = world;
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { status, type, body } = await this.#answer(
        request.method ?? "",
        (request.url ?? "").split("?", 1)[0]!,
      );
      response.writeHead(status, {
        "content-type": type,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-length": Buffer.byteLength(body),
      });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    // What answers catches what fails.
    this.#server = createServer((request, response) => void answer(request, response));
    this.#server.requestTimeout = requestMilliseconds;
    this.#server.headersTimeout = requestMilliseconds;
    this.#server.maxConnections = connectionsMax;
  }

  /** @returns The port. @throws {@link OperatorError} when it cannot be had. */
  async listen({ port, host }: OperationsAddress): Promise<number> {
    try {
      this.#server.listen(port, host);
      await once(this.#server, "listening");
    } catch (error) {
      const { code = "no reason given" } = error as NodeJS.ErrnoException;
      throw new OperatorError(
        `Nothing can be shown to monitoring on ${host}, port ${port} (${code}): see CELADON_OPERATIONS_PORT and CELADON_OPERATIONS_HOST.`,
        { cause: error },
      );
    }
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on `/readyz` says so. */
  enter(stage: Stage): void {
    this.#stage = stage;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(method: string, path: string): Promise<Reply> {
    const answers = new Map<string, () => Promise<Reply>>([
      ["/healthz", async () => plain(200, "The process answers.")],
      ["/readyz", async () => this.#readiness()],
      ["/metrics", async () => this.#metrics()],
    ]);
    const answer = answers.get(path);
    if (answer === undefined) return plain(404, "There are /healthz, /readyz and /metrics.");
    if (method !== "GET" && method !== "HEAD") return plain(405, "This address takes GET only.");
    return answer();
  }

  /**
   * Whether requests should be sent here: it has started, is not stopping, and its database can be read. Late batches and a full
   * disk are for alerts, not for this: a server that can still show the list must not be taken away from those who ask.
   */
  async #readiness(): Promise<Reply> {
    if (this.#stage !== "serving") return plain(503, `The server is ${this.#stage}.`);
    try {
      await this.#world.store.region.root();
      return plain(200, "The server takes requests.");
    } catch {
      return plain(503, "The database cannot be read.");
    }
  }

  async #metrics(): Promise<Reply> {
    try {
      return { status: 200, type: metricsContentType, body: metricsText(await metricsOf(this.#world)) };
    } catch (error) {
      this.#world.log.error(error, "Metrics could not be read.");
      return plain(503, "Metrics cannot be read.");
    }
  }
}

function plain(status: number, sentence: string): Reply {
  return { status, type: "text/plain; charset=utf-8", body: `${sentence}\n` };
}
