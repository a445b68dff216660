import {
  decodeBase64,
  decodeGatewayKeyConfig,
  decodeObliviousResponse,
  encapsulateRequest,
  encodeObliviousRequest,
  type ObliviousHttp,
  ProtocolError,
  type SentRequest,
} from "../../protocol/index.ts";
import { DeviceError } from "./device-error.ts";
import type { Answer, Requests } from "./request.ts";

/** Loaded only where a region names relays. */

/**
 * Send bytes sealed through one of these relays, the first that answers as it should, and never otherwise. Each attempt is sealed
 * anew, so that nothing in two of them is the same.
 *
 * @param relays - In the order in which they are tried.
 * @param path - From `/v1/` on: what the region's server is asked.
 * @returns What the region's server answers, as {@link Requests.post} does: no relay can have made it.
 * @throws DeviceError `offline` or `server-trouble` when no relay brought an answer: what came that does not open says nothing; `no-relay`
 *   where the browser cannot seal. Reasons of `signal`. It may have arrived all the same.
 * @see SPEC.md §4.14
 */
export async function postThroughRelay(
  requests: Requests,
  keyConfig: ObliviousHttp["keyConfig"],
  relays: readonly string[],
  path: string,
  content: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  let trouble: unknown;
  for (const relay of relays) {
    try {
      return await postThrough(requests, keyConfig, relay, path, content, signal);
    } catch (error) {
      const isPassing =
        error instanceof DeviceError && (error.code === "offline" || error.code === "server-trouble");
      if (!isPassing) throw error;
      trouble = error;
    }
  }
  throw trouble;
}

async function postThrough(
  requests: Requests,
  keyConfig: string,
  relay: string,
  path: string,
  content: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const sent = await sealed(keyConfig, path, content);
  const sealedContent = { path, content, body: sent.encapsulated };
  const { status, body } = await requests.postSealed(relay, sealedContent, signal);
  if (status !== 200) throw new DeviceError("server-trouble", `${relay}: status ${status}`);
  const answer = await opened(sent, relay, body);
  if (answer.status >= 500 || answer.status === 429) {
    throw new DeviceError("server-trouble", `${path} through ${relay}: status ${answer.status}`);
  }
  return answer;
}

async function sealed(keyConfig: string, path: string, content: Uint8Array): Promise<SentRequest> {
  const config = decodeGatewayKeyConfig(decodeBase64(keyConfig, "ohttp.keyConfig"));
  try {
    return await encapsulateRequest(config, encodeObliviousRequest({ path, content }));
  } catch (cause) {
    throw new DeviceError("no-relay", "this browser cannot seal what goes through a relay", { cause });
  }
}

async function opened(sent: SentRequest, relay: string, bytes: Uint8Array): Promise<Answer> {
  try {
    const { status, content } = decodeObliviousResponse(await sent.openResponse(bytes));
    return { status, body: new Uint8Array(content) };
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new DeviceError("server-trouble", `${relay}: what it brought is not from the region's server`, {
      cause,
    });
  }
}
