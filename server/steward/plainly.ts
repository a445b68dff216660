import { ProtocolError } from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";

/**
 * Do something to what others wrote; what the protocol refuses becomes a sentence with its reason.
 *
 * @param what - How the sentence begins.
 * @throws {@link OperatorError} where `work` threw a `ProtocolError`, or a `RangeError` over one.
 */
export function plainly<Result>(what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof RangeError && error.cause !== undefined ? error.cause : error;
    if (!(reason instanceof ProtocolError)) throw error;
    throw new OperatorError(`${what}: ${visible(reason.message)}.`, { cause: error });
  }
}

/** With everything written out that turns, hides or moves text: the message may repeat a stranger's. */
function visible(message: string): string {
  return message.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
