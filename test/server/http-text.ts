import { request } from "node:http";
import { securityHeaders } from "../../server/http/security-headers.ts";

/** Headers that every answer has, and those of the connection: left out of {@link answerText}. */
const everywhere = new Set([
  ...Object.keys(securityHeaders("https://celadon.example", [])),
  "connection",
  "date",
  "keep-alive",
  "transfer-encoding",
]);

/** An answer, whole. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What a request carries. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * Send one request on a connection of its own.
 *
 * @param line - Method and address, such as `GET /v1/root`; the address goes out as it is written.
 */
export function ask(url: string, line: string, { headers = {}, body }: Sent = {}): Promise<Answer> {
  const [method, path] = line.split(" ");
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sending = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({
          status: response.statusCode!,
          statusText: response.statusMessage!,
          headers: response.headers,
          body: Buffer.concat(chunks),
        });
      });
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

/** Send bytes as devices do. */
export function post(url: string, path: string, body: Uint8Array): Promise<Answer> {
  return ask(url, `POST ${path}`, { headers: { "content-type": "application/octet-stream" }, body });
}

/** An answer as text: status, the headers that are its own, an empty line, the body. */
export function answerText({ status, statusText, headers, body }: Answer): string {
  const own = Object.entries(headers).filter(([name]) => !everywhere.has(name));
  const lines = [`${status} ${statusText}`, ...own.map(([name, value]) => `${name}: ${String(value)}`)];
  return `${lines.join("\n")}\n\n${body.toString()}`;
}

/** The one sentence of a refusal; throws unless the answer is exactly that. */
export function sentenceOf({ status, headers, body }: Answer): string {
  const json = JSON.parse(body.toString()) as { error: string };
  if (status < 400 || headers["content-type"] !== "application/json; charset=utf-8") {
    throw new Error(`not a refusal: ${status}`);
  }
  if (Object.keys(json).join() !== "error" || !/^[A-Z][^{}<>\n]*[.]$/.test(json.error)) {
    throw new Error(`not one plain sentence: ${body.toString()}`);
  }
  return json.error;
}
