import { once } from "node:events";
import { createServer, type Server } from "node:http";

/** A whole request must be here after so long: the addresses take no body. */
const requestMilliseconds = 5_000;

/** `/healthz` and `/readyz`, on a port of their own. No number of requests is told: whoever watched it would see each come. */
export class RelayHealth {
  readonly server: Server;
  #stopping = false;

  constructor() {
    this.server = createServer({ requestTimeout: requestMilliseconds }, (request, response) => {
      const path = (request.url ?? "").split("?", 1)[0]!;
      const [status, sentence] = this.#answer(path);
      response.writeHead(status, {
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
      });
      response.end(request.method === "HEAD" ? undefined : `${sentence}\n`);
    });
  }

  /** From now on `/readyz` says so. */
  stopping(): void {
    this.#stopping = true;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, "close");
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  #answer(path: string): [number, string] {
    if (path === "/healthz") return [200, "The process answers."];
    if (path !== "/readyz") return [404, "There are /healthz and /readyz."];
    return this.#stopping ? [503, "The relay is stopping."] : [200, "The relay takes requests."];
  }
}
