import {
  type BinaryResponse,
  decodeBinaryRequest,
  decodeBinaryResponse,
  encodeBinaryRequest,
  encodeBinaryResponse,
} from "./binary-http.ts";
import { ProtocolError } from "./errors.ts";
import { encapsulatedRequestOverhead, encapsulatedResponseOverhead } from "./oblivious-http.ts";

/** Every message that is encapsulated is padded to this: the first multiple of 512 bytes that the largest fits in. */
const messageBytes = 3 * 512;

/** Bytes of every request that a relay carries, whatever is in it. @see SPEC.md §4.14 */
export const obliviousRequestBytes = messageBytes + encapsulatedRequestOverhead;

/** Bytes of every answer that a relay carries. @see SPEC.md §4.14 */
export const obliviousResponseBytes = messageBytes + encapsulatedResponseOverhead;

/** A POST to the gateway's own server, as it is put into an encapsulated request. */
export interface ObliviousRequest {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Its answer. */
export type ObliviousResponse = Pick<BinaryResponse, "status" | "content">;

/**
 * Write a request in the one way in which every device writes it: without a field or an authority, padded. (Device.)
 *
 * @throws RangeError when it does not fit.
 * @see SPEC.md §4.14
 */
export function encodeObliviousRequest({ path, content }: ObliviousRequest): Uint8Array {
  return padded(
    encodeBinaryRequest({ method: "POST", scheme: "https", authority: "", path, fields: [], content }),
  );
}

/**
 * Read a request. (Server.)
 *
 * @param bytes - Untrusted: what was in an encapsulated request.
 * @throws {@link ProtocolError} `malformed`, also when it is written in another way than {@link encodeObliviousRequest} does.
 */
export function decodeObliviousRequest(bytes: Uint8Array): ObliviousRequest {
  checkPadded(bytes);
  const { method, scheme, authority, path, fields, content } = decodeBinaryRequest(bytes);
  if (method !== "POST" || scheme !== "https" || authority !== "" || fields.length > 0) {
    throw new ProtocolError("malformed", "oblivious request: it is not a plain POST to this server");
  }
  return { path, content };
}

/** Write an answer, without a field, padded. (Server.) @throws RangeError when it does not fit. */
export function encodeObliviousResponse({ status, content }: ObliviousResponse): Uint8Array {
  return padded(encodeBinaryResponse({ status, fields: [], content }));
}

/**
 * Read an answer. (Device.)
 *
 * @param bytes - From the gateway: it was sealed.
 * @throws {@link ProtocolError} `malformed`.
 */
export function decodeObliviousResponse(bytes: Uint8Array): ObliviousResponse {
  checkPadded(bytes);
  const { status, content } = decodeBinaryResponse(bytes);
  return { status, content };
}

/** Zeros up to the one length: they are also what stands for the empty parts that were left out. */
function padded(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(messageBytes);
  bytes.set(message);
  return bytes;
}

function checkPadded({ length }: Uint8Array): void {
  if (length !== messageBytes) {
    throw new ProtocolError("malformed", `oblivious message: ${length} bytes, not ${messageBytes}`);
  }
}
