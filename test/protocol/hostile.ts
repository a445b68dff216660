import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { ProtocolError } from "../../protocol/index.ts";

/**
 * What every decoder of bytes must survive: each truncation, one byte more, each flipped bit, the message inside
 * a larger buffer and as a Node `Buffer`.
 *
 * @param message - A valid message.
 * @param decode - Must accept the message and refuse every truncation and extension by a {@link ProtocolError}.
 * @param options.flips - What a flipped bit may do: `refused` always, or `contained` (accepted or a ProtocolError).
 */
export function assertHostileInputIsRefused(
  message: Uint8Array,
  decode: (bytes: Uint8Array) => unknown,
  options: { readonly flips: "refused" | "contained" },
): void {
  for (let length = 0; length < message.length; length++) {
    assert.throws(() => decode(message.slice(0, length)), ProtocolError, `cut to ${length} bytes`);
  }
  assert.throws(() => decode(Uint8Array.of(...message, 0)), ProtocolError, "one byte more");

  for (let bit = 0; bit < message.length * 8; bit++) {
    const flipped = message.slice();
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7);
    if (options.flips === "refused") {
      assert.throws(() => decode(flipped), ProtocolError, `bit ${bit} flipped`);
    } else {
      assertContained(() => decode(flipped), `bit ${bit} flipped`);
    }
  }

  const larger = new Uint8Array(message.length + 9).fill(0xee);
  larger.set(message, 4);
  const expected = decode(message);
  assert.deepEqual(decode(larger.subarray(4, 4 + message.length)), expected, "inside a larger buffer");
  assert.deepEqual(decode(Buffer.from(message)), expected, "as a Node Buffer");
}

/** Run something that may refuse, but only by a {@link ProtocolError}. */
export function assertContained(decode: () => unknown, what: string): void {
  try {
    decode();
  } catch (error) {
    assert.ok(error instanceof ProtocolError, `${what}: threw ${String(error)}`);
  }
}
