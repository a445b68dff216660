import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it was passed on. */
export interface Passed {
  /** Such as `GET /v1/root`. */
  readonly line: string;
  readonly headers: IncomingHttpHeaders;
}

/** Between proxy and server: writes down what passes. */
export interface RecordingHop {
  readonly port: number;
  readonly passed: Passed[];
  close(): void;
}

/** Start one. @param port - Of the server, on this machine; when it does not answer, neither does the hop. */
export async function startRecordingHop(port: number): Promise<RecordingHop> {
  const passed: Passed[] = [];
  const hop = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    passed.push({ line: `${method} ${path}`, headers });
    const onward = request({ port, method, path, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    onward.on("error", () => incoming.socket.destroy());
    incoming.pipe(onward);
  });
  await once(hop.listen(0, "127.0.0.1"), "listening");
  return {
    port: (hop.address() as AddressInfo).port,
    passed,
    close() {
      hop.close();
      hop.closeAllConnections();
    },
  };
}
