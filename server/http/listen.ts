import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { OperatorError } from "../operator-error.ts";

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Listen: on this machine alone when that is where the public address points, otherwise on all interfaces, for a proxy in
 * front or a container around.
 *
 * @param port - 0 takes any free one.
 * @param publicHost - Of the public address.
 * @returns The port.
 * @throws {@link OperatorError} when the port cannot be had.
 */
export async function listen(app: FastifyInstance, port: number, publicHost: string): Promise<number> {
  // All below `localhost` is this machine, too. (RFC 6761)
  const isHere = loopback.has(publicHost) || publicHost.endsWith(".localhost");
  const hosts = isHere ? ["localhost"] : ["::", "0.0.0.0"];
  const text = hosts.length === 1 ? "Listening on this machine only." : "Listening on all interfaces.";
  for (const host of hosts) {
    try {
      await app.listen({ port, host, listenTextResolver: () => text });
      return (app.server.address() as AddressInfo).port;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EADDRINUSE") {
        throw new OperatorError(`Port ${port} is in use: stop what uses it, or set PORT to another.`);
      }
      if (code === "EACCES") throw new OperatorError(`Port ${port} may not be used: set PORT to another.`);
      // A machine without IPv6 has no "::".
      if (host === hosts.at(-1)) throw error;
    }
  }
  throw new Error("unreachable: the last host either listens or throws");
}
