import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { OperatorError } from "../operator-error.ts";

/** Requests that are not finished so long after a server was asked to stop are cut off. */
const closingMilliseconds = 10_000;

/**
 * Begin to listen.
 *
 * @param who - For the message: "The relay".
 * @param port - 0 takes any free one.
 * @returns The port.
 * @throws {@link OperatorError} when the port cannot be had.
 */
export async function listenAt(server: Server, who: string, port: number, host: string): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (cause) {
    throw new OperatorError(`${who} cannot listen on ${host}:${port}: ${(cause as Error).message}.`, {
      cause,
    });
  }
  return (server.address() as AddressInfo).port;
}

/** Finish the requests that are under way, for a while, then stop. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), closingMilliseconds);
  await closed;
  clearTimeout(cutOff);
}

/**
 * Read a request's body.
 *
 * @returns Null when it is larger than `bytesMax`: then close the connection, since who is still writing would not read the answer on
 *   it. What breaks off is empty: nobody waits for its answer.
 */
export async function readBounded(
  request: IncomingMessage,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > bytesMax) {
        request.resume();
        return null;
      }
      chunks.push(chunk);
    }
  } catch {
    return new Uint8Array();
  }
  return new Uint8Array(Buffer.concat(chunks));
}
