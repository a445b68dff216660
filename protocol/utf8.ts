import { ProtocolError } from "./errors.ts";

/**
 * Strict UTF-8 decoding without a platform decoder: `decodeURIComponent` refuses overlong forms, surrogates
 * and truncated sequences, and keeps a leading U+FEFF, which `TextDecoder` drops by default.
 *
 * @param bytes - Untrusted.
 * @param what - The field's name, for the error.
 * @throws {@link ProtocolError} `not-utf-8`.
 */
export function decodeUtf8(bytes: Uint8Array, what: string): string {
  let escaped = "";
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, "0")}`;
  try {
    return decodeURIComponent(escaped);
  } catch (cause) {
    throw new ProtocolError("not-utf-8", `${what} is not UTF-8`, { cause });
  }
}
