import { once } from "node:events";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { TestContext } from "node:test";

/** Addresses that no machine of a test has otherwise, as a proxy in front would name them. (RFC 5737, RFC 3849) */
export const namedAddresses = [
  "203.0.113.77",
  "198.51.100.211",
  "203.0.113.142",
  "2001:db8:77:a51c:8e3f:11d7:42b6:9c05",
  "2001:db8:e62b:19f4:d7a3:5c88:b0e1:34fa",
];

/** Of connections: on Linux all of 127.0.0.0/8 is this machine. */
export const ownAddresses =
  process.platform === "linux" ? ["127.77.66.55", "127.88.99.111", "127.203.57.146"] : ["127.0.0.1"];

/** What a curious server could learn a browser by. */
export const browserTraces = {
  "user-agent": "Kestrel/7.31 (Lodestar; probe-4711)",
  referer: "https://where-from.example/a-page",
  "accept-language": "xx-Kestrel",
  "x-device": "device-8f2c61",
};

/** Ways to an address, each taken by some of the requests. */
export interface NamedSenders {
  /** Stands for the server: what is sent here comes to it with {@link browserTraces} and from the addresses above, in turn. */
  readonly url: string;
  /** Send bytes that need not be HTTP, and break off when something has come back or the server has hung up. */
  sendRaw(bytes: string): Promise<void>;
}

/**
 * Be the proxy in front of a server, and the senders too.
 *
 * @param port - Of the server, on this machine.
 * @param header - In which it is named who asks; every second request comes without, as if there were no proxy.
 */
export async function startNamedSenders(
  t: Pick<TestContext, "after">,
  port: number,
  header: string,
): Promise<NamedSenders> {
  let count = 0;
  const nextSender = () => {
    count += 1;
    const named = namedAddresses[count % namedAddresses.length]!;
    return {
      localAddress: ownAddresses[count % ownAddresses.length]!,
      headers: { ...browserTraces, ...(count % 2 === 0 ? { [header]: named, "x-real-ip": named } : {}) },
    };
  };
  const proxy = createServer((incoming, answer) => {
    const { localAddress, headers } = nextSender();
    const { method, url: path } = incoming;
    const target = { host: "127.0.0.1", port, method, path, localAddress, agent: false };
    const outgoing = request({ ...target, headers: { ...incoming.headers, ...headers } }, (response) => {
      answer.writeHead(response.statusCode!, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    incoming.pipe(outgoing);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => proxy.close());
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async sendRaw(bytes) {
      const socket = connect({ host: "127.0.0.1", port, localAddress: nextSender().localAddress });
      socket.on("error", () => socket.destroy());
      socket.on("data", () => socket.destroy());
      socket.end(bytes);
      await once(socket, "close");
    },
  };
}
