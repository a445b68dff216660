import assert from "node:assert/strict";
import { ProtocolError } from "../../protocol/index.ts";

/** What a character is changed to, besides its neighbour: digits, case, spaces, line breaks, control characters, half a surrogate pair. */
const everyReplacement = ["0", "9", "a", "A", "+", " ", "\n", "\u0000", "\u00a0", "\u00e9", "\ud800"];

/** Every text that comes from a message by one careless or hostile hand. @param replacements - Fewer, where each costs. */
export function* variations(
  text: string,
  replacements: readonly string[] = everyReplacement,
): Generator<string> {
  for (let length = 0; length < text.length; length++) yield text.slice(0, length);
  for (const more of ["\n", " ", "\u0000", "0", "\ufeff"]) {
    yield text + more;
    yield more + text;
  }
  for (let at = 0; at < text.length; at++) {
    const [before, character, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
    yield before + after;
    yield before + character + character + after;
    for (const other of [...replacements, String.fromCharCode(character.charCodeAt(0) ^ 1)]) {
      if (other !== character) yield before + other + after;
    }
  }
}

/**
 * What every decoder of texts must survive: each truncation, more at either end, each character left out, doubled or
 * changed. It may take the result for another message only if that message is written exactly so.
 *
 * @param text - A valid message.
 * @param decode - Refuses only by a {@link ProtocolError}.
 * @param encode - Writes what `decode` read; left out when every variation must be refused.
 * @param replacements - Fewer than usual, where a decoder verifies signatures.
 */
export function assertHostileTextIsRefused<Message>(
  text: string,
  decode: (text: string) => Message,
  encode?: (message: Message) => string,
  replacements?: readonly string[],
): void {
  for (const variation of variations(text, replacements)) {
    let message: Message;
    try {
      message = decode(variation);
    } catch (error) {
      assert.ok(error instanceof ProtocolError, `${JSON.stringify(variation)}: threw ${String(error)}`);
      continue;
    }
    assert.ok(encode !== undefined, `${JSON.stringify(variation)} was accepted`);
    assert.equal(encode(message), variation);
  }
}
