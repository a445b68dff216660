import { bytesToHex, concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { batchCountMax, batchMagic, batchVersion, segmentsFor } from "./batch.ts";
import {
  digestBytesUsed,
  evidence,
  exposedDigester,
  type ExposedToken,
  locate,
  saltBytes,
} from "./batch-digest.ts";
import { encodeSegment, plainBits } from "./batch-segment.ts";
import { drillToken } from "./derived-token.ts";
import { unsignedBytes } from "./reader.ts";

const smallestPaddedCount = 1_024;
const segmentBytesMax = 65_535;

/** What the server publishes at the end of a period. */
export interface BatchContent {
  /** Consecutive, from 0. */
  readonly number: number;
  /** The interval of closing. */
  readonly closed: number;
  /** 8 bytes; for the drill token. */
  readonly regionId: Uint8Array;
  /** The tokens that are due; a token with one evidence counts once. */
  readonly exposed: readonly ExposedToken[];
}

/**
 * Close a batch: due tokens, the drill token, padding, a fresh salt. (Server, once a period.)
 *
 * @returns The file's bytes. Nothing in them tells a token from padding.
 * @throws RangeError for more than 2^24 values.
 * @see SPEC.md §4.6
 */
export function encodeBatch(content: BatchContent): Uint8Array {
  const distinct = new Map<string, ExposedToken>();
  const drill = { evidence: evidence.confirmed, token: drillToken(content.regionId, content.closed) };
  for (const exposed of [...content.exposed, drill]) {
    distinct.set(`${exposed.evidence}${bytesToHex(exposed.token)}`, exposed);
  }
  const count = paddedCount(distinct.size);
  for (;;) {
    const salt = randomBytes(saltBytes);
    const digests = Array.from(distinct.values(), exposedDigester(salt));
    while (digests.length < count) digests.push(randomBytes(digestBytesUsed));
    const bytes = encodeBatchFromDigests({ ...content, salt, digests });
    if (bytes !== null) return bytes;
  }
}

/**
 * The size a batch is padded to: the smallest number of the form 2^k·{4, 5, 6, 7}/4 that is at least 1,024 and at
 * least `count`.
 *
 * @throws RangeError above 2^24.
 * @see SPEC.md §4.6
 */
export function paddedCount(count: number): number {
  if (count > batchCountMax)
    throw new RangeError(`${count} values do not fit into a batch of ${batchCountMax}`);
  for (let power = smallestPaddedCount; ; power *= 2) {
    for (const quarters of [4, 5, 6, 7]) {
      if ((power * quarters) / 4 >= count) return (power * quarters) / 4;
    }
  }
}

/**
 * The batch for given salt and digests: for vectors, and for {@link encodeBatch} once these are drawn.
 *
 * @param input.digests - Distinct, at least 12 bytes each.
 * @returns The file, or `null` when two digests share segment and value or a segment is too long: draw another salt.
 */
export function encodeBatchFromDigests(input: {
  readonly number: number;
  readonly closed: number;
  readonly salt: Uint8Array;
  readonly digests: readonly Uint8Array[];
}): Uint8Array | null {
  const count = input.digests.length;
  const segments = segmentsFor(count);
  const values = Array.from({ length: segments }, (): number[] => []);
  for (const digest of input.digests) {
    const { segment, value } = locate(digest, segments);
    values[segment]!.push(value);
  }
  const lengths = new DataView(new ArrayBuffer(segments * 2));
  const parts: Uint8Array[] = [];
  for (const [index, segment] of values.entries()) {
    segment.sort((one, other) => one - other);
    if (segment.some((value, position) => value === segment[position - 1])) return null;
    const bytes = encodeSegment(segment);
    if (bytes.length > segmentBytesMax) return null;
    lengths.setUint16(index * 2, bytes.length);
    parts.push(bytes);
  }
  const header = concatBytes(
    utf8ToBytes(batchMagic),
    Uint8Array.of(batchVersion, plainBits, 0, 0),
    unsignedBytes(input.number, 4),
    unsignedBytes(input.closed, 4),
    input.salt,
    unsignedBytes(count, 4),
    unsignedBytes(segments, 4),
    new Uint8Array(lengths.buffer),
  );
  const file = new Uint8Array(parts.reduce((length, part) => length + part.length, header.length));
  file.set(header);
  let offset = header.length;
  for (const part of parts) {
    file.set(part, offset);
    offset += part.length;
  }
  return file;
}
