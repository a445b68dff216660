import assert from "node:assert/strict";
import {
  decodeBase64,
  decodeGatewayKeyConfig,
  decodeObliviousResponse,
  encapsulateRequest,
  encodeObliviousRequest,
  type ObliviousRequest,
  type ObliviousResponse,
  obliviousRequestType,
} from "../../protocol/index.ts";
import { type Answer, ask } from "../server/http-text.ts";
import { fetchManifest } from "../server/reporter.ts";

/** A request as a device seals it, and the way to open its answer. */
export interface Sealed {
  readonly body: Uint8Array;
  open(answer: Pick<Answer, "body">): Promise<ObliviousResponse>;
}

/** The gateway's key in a server's newest manifest. */
export async function keyConfigOf(url: string): Promise<string> {
  const { ohttp } = await fetchManifest(url);
  assert.ok(ohttp !== null, "the manifest names relays");
  return ohttp.keyConfig;
}

/** Seal a message as it is. */
export async function sealBytes(keyConfig: string, message: Uint8Array): Promise<Sealed> {
  const config = decodeGatewayKeyConfig(decodeBase64(keyConfig, "keyConfig"));
  const { encapsulated, openResponse } = await encapsulateRequest(config, message);
  return {
    body: encapsulated,
    open: async ({ body }) => decodeObliviousResponse(await openResponse(new Uint8Array(body))),
  };
}

/** Seal a request. */
export function seal(keyConfig: string, request: ObliviousRequest): Promise<Sealed> {
  return sealBytes(keyConfig, encodeObliviousRequest(request));
}

/** Send something sealed to a relay or a gateway. */
export function sendSealed(url: string, body: Uint8Array, path = "/v1/ohttp"): Promise<Answer> {
  return ask(url, `POST ${path}`, { headers: { "content-type": obliviousRequestType }, body });
}

/** Seal a request, send it to a server's gateway and open the answer. */
export async function askSealed(url: string, request: ObliviousRequest): Promise<ObliviousResponse> {
  const sealed = await seal(await keyConfigOf(url), request);
  const answer = await sendSealed(url, sealed.body);
  assert.equal(answer.status, 200, answer.body.toString());
  return sealed.open(answer);
}
