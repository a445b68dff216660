import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/** What came to a gateway. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The port that it came from: requests on one connection have the same. */
  readonly from: number;
}

/** A server in a gateway's place, which writes down all that comes. */
export interface RecordingGateway {
  /** With its path. */
  readonly url: string;
  readonly arrived: Arrived[];
  /** What it answers; it may not answer at all. */
  answer: RequestListener;
}

/** It lasts as long as the test. */
export async function startRecordingGateway(t: TestContext): Promise<RecordingGateway> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers, socket } = request;
      const body = Buffer.concat(chunks);
      gateway.arrived.push({ method, path: url, headers, body, from: socket.remotePort ?? 0 });
      gateway.answer(request, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "localhost", resolve);
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const gateway: RecordingGateway = {
    url: `http://localhost:${(server.address() as AddressInfo).port}/v1/ohttp`,
    arrived: [],
    answer: (_request, response) => {
      response.writeHead(200, { "content-type": "message/ohttp-res" }).end(Buffer.from("sealed"));
    },
  };
  return gateway;
}
