import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { obliviousRequestType, obliviousResponseType } from "../../protocol/index.ts";

/** What of a gateway's answer is handed back. */
export interface Forwarded {
  readonly status: number;
  /** Null where it is of no type that a device knows. */
  readonly body: { readonly type: string; readonly bytes: Buffer } | null;
}

/** An answer of a gateway is 1,568 bytes; a later version's may be larger. */
const answerBytesMax = 8192;

/** Connections to the gateway at once. All senders share them, so that none tells one sender's requests from another's. */
const connectionsMax = 64;

const handedBack = [obliviousResponseType, "application/problem+json"];

/** Sends bodies to the one gateway. No header goes with them but those that say what they are. */
export class GatewayClient {
  readonly #gateway: URL;
  readonly #agent: HttpAgent;
  readonly #answerMilliseconds: number;

  /** @param gateway - `https://…` or `http://…`, with its path. */
  constructor(gateway: string, answerMilliseconds: number) {
    this.#gateway = new URL(gateway);
    this.#answerMilliseconds = answerMilliseconds;
    const options = { keepAlive: true, maxSockets: connectionsMax };
    this.#agent = this.#isSecure ? new HttpsAgent(options) : new HttpAgent(options);
  }

  /**
   * @returns The gateway's status and body; 502 when it cannot be reached, answers too much or means another address, 504 when it
   *   takes too long.
   */
  async forward(body: Uint8Array): Promise<Forwarded> {
    const signal = AbortSignal.timeout(this.#answerMilliseconds);
    try {
      const answer = await this.#send(body, signal);
      const bytes = await readAnswer(answer);
      const status = answer.statusCode ?? 502;
      if (bytes === null || (status !== 200 && status < 400)) return { status: 502, body: null };
      const type = answer.headers["content-type"]?.split(";", 1)[0]?.trim() ?? "";
      return { status, body: handedBack.includes(type) ? { type, bytes } : null };
    } catch {
      return { status: signal.aborted ? 504 : 502, body: null };
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  get #isSecure(): boolean {
    return this.#gateway.protocol === "https:";
  }

  #send(body: Uint8Array, signal: AbortSignal): Promise<IncomingMessage> {
    const send = this.#isSecure ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const headers = { "content-type": obliviousRequestType, "content-length": body.length };
      const sending = send(this.#gateway, { method: "POST", agent: this.#agent, headers, signal }, resolve);
      sending.on("error", reject);
      sending.end(body);
    });
  }
}

/** @returns Null when it is larger than any right one. */
async function readAnswer(answer: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > answerBytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
