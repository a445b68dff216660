import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { type Answer, ask } from "../server/http-text.ts";

/** What somebody between the server and its visitors makes of an answer. */
export type Tampering = (path: string, honest: Answer) => Partial<Answer> | Promise<Partial<Answer>>;

/**
 * Stand in front of a server, on a real socket, and change what it answers. It is stopped after the test.
 *
 * @param tamper - What it returns replaces these parts of the answer.
 * @returns The address to visit.
 */
export async function startProxy(t: TestContext, target: string, tamper: Tampering): Promise<string> {
  const proxy = createServer((request, response) => {
    void (async () => {
      const path = request.url!;
      const honest = await ask(target, `GET ${path}`);
      const { status, headers, body } = { ...honest, ...(await tamper(path, honest)) };
      const kept = ["content-type", "content-security-policy", "location"].flatMap((name) =>
        headers[name] === undefined ? [] : [[name, String(headers[name])] as const],
      );
      response.writeHead(status, Object.fromEntries(kept));
      response.end(body);
    })();
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, "localhost", resolve);
  });
  t.after(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return `http://localhost:${(proxy.address() as AddressInfo).port}`;
}

/** The bytes with one bit turned. */
export function withFlippedBit(body: Buffer, at = body.length - 1): Buffer {
  const changed = Buffer.from(body);
  changed[at]! ^= 1;
  return changed;
}

/** Answer one path otherwise, and all others honestly. */
export function only(wanted: string, change: (honest: Answer) => Partial<Answer>): Tampering {
  return (path, honest) => (path === wanted ? change(honest) : {});
}
