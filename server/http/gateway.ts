import {
  decapsulateRequest,
  decodeObliviousRequest,
  encodeObliviousResponse,
  keyIdOfRequest,
  type ObliviousResponse,
} from "../../protocol/index.ts";
import type { World } from "../world.ts";
import { intakeAddresses } from "./intake-addresses.ts";
import { Refusal, refusalOf } from "./refusal.ts";

/**
 * Open what came through a relay, do what it asks here, and seal the answer. What goes wrong before it is open is refused in
 * the open; everything after it is sealed, refusals too, so that no relay can tell.
 *
 * @param body - Untrusted: an encapsulated request.
 * @returns An encapsulated response, of one size whatever it says.
 * @throws {@link Refusal} `unknown-gateway-key`
 * @throws ProtocolError when it does not open.
 * @see SPEC.md §4.14, RFC 9458 §5.2
 */
export async function answerThroughRelay(world: World, body: Uint8Array): Promise<Uint8Array> {
  const keyId = keyIdOfRequest(body);
  const keys = keyId === null ? null : world.keys.gateway.find(keyId);
  if (keys === null) throw new Refusal("unknown-gateway-key");
  const received = await decapsulateRequest(keys, body);
  const answer = await answerInside(world, received.request);
  return received.sealResponse(encodeObliviousResponse(answer));
}

/** What the server answers to a request that was opened: the same as to one that came directly. */
async function answerInside(world: World, bytes: Uint8Array): Promise<ObliviousResponse> {
  let route = "(none)";
  const answer = await take().catch((error: unknown) => {
    const refusal = refusalOf(error);
    if (refusal.isOwnTrouble) world.log.error(error, "A request failed.");
    return { status: refusal.status, content: new TextEncoder().encode(refusal.json) };
  });
  world.requests.add("POST", route, answer.status);
  return answer;

  async function take(): Promise<ObliviousResponse> {
    const { path, content } = decodeObliviousRequest(bytes);
    const address = intakeAddresses.find((each) => each.path === path);
    if (address === undefined) throw new Refusal("not-found");
    route = address.path;
    if (content.length !== address.bytes) throw new Refusal("wrong-size");
    return address.take(world, content);
  }
}
