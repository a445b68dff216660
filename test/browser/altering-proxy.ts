import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server in between that lies: what it passes on is the region's own, but for what a test lets it alter. */
export class AlteringProxy {
  readonly #server: Server;
  #alter: (path: string, body: Buffer) => Buffer = (_, body) => body;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param target - Where the region's server really is, `http://…`. */
  static async open(target: string): Promise<AlteringProxy> {
    const server = createServer();
    const proxy = new AlteringProxy(server);
    server.on("request", (request, response) => {
      const path = request.url ?? "/";
      void (async () => {
        const answer = await fetch(target + path, { method: request.method ?? "GET", redirect: "manual" });
        const body = proxy.#alter(path, Buffer.from(await answer.arrayBuffer()));
        // `fetch` has unpacked it, and what is altered may be longer or shorter.
        const headers = [...answer.headers].filter(
          ([name]) => !/^(content-(encoding|length)|connection)$/.test(name),
        );
        response.writeHead(answer.status, Object.fromEntries(headers)).end(body);
      })().catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    return proxy;
  }

  /** Of the proxy. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on bodies of these paths are altered, and no others. */
  alter(path: RegExp, change: (body: Buffer) => Uint8Array): void {
    this.#alter = (asked, body) => (path.test(asked) ? Buffer.from(change(body)) : body);
  }

  /** From now on everything is passed on as it is. */
  behave(): void {
    this.#alter = (_, body) => body;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => {
      this.#server.close(resolve);
    });
    this.#server.closeAllConnections();
    await closed;
  }
}
