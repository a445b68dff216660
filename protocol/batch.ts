import { exposedDigester, type ExposedToken, locate, saltBytes } from "./batch-digest.ts";
import { decodeSegment, plainBits } from "./batch-segment.ts";
import { ProtocolError } from "./errors.ts";
import { Reader } from "./reader.ts";

/** First bytes of a batch. */
export const batchMagic = "CLDB";

/** Version byte of a batch. */
export const batchVersion = 1;

/** Average number of values a segment. */
export const valuesPerSegment = 128;

/** Largest number of values a batch may hold. */
export const batchCountMax = 2 ** 24;

/** How many segments a batch of `count` values has. @see SPEC.md §4.6 */
export function segmentsFor(count: number): number {
  return Math.max(1, Math.ceil(count / valuesPerSegment));
}

/**
 * The published set of exposed tokens of one period, opened but not decoded.
 *
 *     "CLDB" | version u8 = 1 | P u8 = 40 | 0 u16 | number u32 | closed u32 | salt 16 | count u32 | segments u32
 *     | segments × u16 byte length | segments
 */
export interface Batch {
  /** Consecutive, from 0. */
  readonly number: number;
  /** The interval in which it was closed. */
  readonly closed: number;
  /** 16 bytes, drawn for this batch: one place cannot be followed from batch to batch. */
  readonly salt: Uint8Array;
  /** Values stored, padding included. */
  readonly count: number;
  /** How many segments there are. */
  readonly segments: number;
  /** Byte offset of each segment in {@link Batch.body}, and the end of the last. */
  readonly offsets: Float64Array;
  /** All segments, one behind the other. */
  readonly body: Uint8Array;
}

/**
 * Open a batch: read its header and the lengths of its segments. (Device, mirror, auditor.)
 *
 * @param bytes - Untrusted as far as this format goes; the caller has compared the file's hash with the log.
 * @throws {@link ProtocolError} `unsupported-version`, or `malformed` when magic, P, zero, counts or lengths are
 *   wrong or the file is not exactly as long as it says.
 * @see SPEC.md §4.6
 */
export function openBatch(bytes: Uint8Array): Batch {
  const reader = new Reader(bytes, "batch");
  const magic = String.fromCharCode(...reader.bytes(batchMagic.length));
  if (magic !== batchMagic) throw new ProtocolError("malformed", "batch: wrong magic");
  const version = reader.u8();
  if (version !== batchVersion) {
    throw new ProtocolError("unsupported-version", `batch: version ${version}, wanted ${batchVersion}`);
  }
  const parameter = reader.u8();
  if (parameter !== plainBits)
    throw new ProtocolError("malformed", `batch: P ${parameter}, wanted ${plainBits}`);
  if (reader.u16() !== 0) throw new ProtocolError("malformed", "batch: reserved bytes are not zero");
  const number = reader.u32();
  const closed = reader.u32();
  const salt = reader.bytes(saltBytes);
  const count = reader.u32();
  const segments = reader.u32();
  if (count > batchCountMax) throw new ProtocolError("malformed", `batch: ${count} values, at most 2^24`);
  if (segments !== segmentsFor(count)) {
    throw new ProtocolError("malformed", `batch: ${segments} segments for ${count} values`);
  }
  const lengths = new Reader(reader.bytes(segments * 2), "batch");
  const offsets = new Float64Array(segments + 1);
  for (let segment = 0; segment < segments; segment++) {
    offsets[segment + 1] = offsets[segment]! + lengths.u16();
  }
  const body = reader.bytes(offsets[segments]!);
  reader.end();
  return { number, closed, salt, count, segments, offsets, body };
}

/**
 * Apply every check to a batch by decoding all of it, and keep nothing of that. (Device, when a batch has just come: a batch with
 * one broken segment must be refused by all phones, or it would tell those with a token in it.)
 *
 * @throws {@link ProtocolError} `malformed` when a segment is, or the count is wrong.
 * @see SPEC.md §4.6
 */
export function checkBatch(batch: Batch): void {
  let stored = 0;
  for (let segment = 0; segment < batch.segments; segment++) stored += segmentValues(batch, segment).length;
  checkCount(batch, stored);
}

/**
 * Decode a whole batch and apply every check. (Mirrors and auditors.)
 *
 * @returns Every segment's values, ascending.
 * @throws {@link ProtocolError} like {@link openBatch}, and `malformed` when a segment is or the count is wrong.
 * @see SPEC.md §4.6
 */
export function decodeBatch(bytes: Uint8Array): { batch: Batch; values: readonly (readonly number[])[] } {
  const batch = openBatch(bytes);
  const values = Array.from({ length: batch.segments }, (_, segment) => segmentValues(batch, segment));
  const stored = values.reduce((sum, segment) => sum + segment.length, 0);
  checkCount(batch, stored);
  return { batch, values };
}

function checkCount({ count }: Batch, stored: number): void {
  if (stored !== count) {
    throw new ProtocolError("malformed", `batch: ${stored} values stored, ${count} announced`);
  }
}

/** The answer of {@link lookUp}. */
export interface BatchLookup {
  /** For each query, in order, whether the batch holds it. */
  readonly found: readonly boolean[];
  /** How many segments were decoded: never more than there were queries. */
  readonly segmentsDecoded: number;
}

/**
 * Look tokens up in a batch. (Device.) Decodes the segments that the queries fall in and no others, so that the
 * work grows with the diary, not with the outbreak. A token is found by mistake with probability below
 * 128 / 2^47 a query.
 *
 * @throws {@link ProtocolError} `malformed` when a decoded segment is.
 * @see SPEC.md §4.6
 */
export function lookUp(batch: Batch, queries: readonly ExposedToken[]): BatchLookup {
  const digest = exposedDigester(batch.salt);
  const decoded = new Map<number, readonly number[]>();
  const found = queries.map((query) => {
    const { segment, value } = locate(digest(query), batch.segments);
    let values = decoded.get(segment);
    if (values === undefined) {
      values = segmentValues(batch, segment);
      decoded.set(segment, values);
    }
    return values.includes(value);
  });
  return { found, segmentsDecoded: decoded.size };
}

function segmentValues(batch: Batch, segment: number): number[] {
  return decodeSegment(batch.body.subarray(batch.offsets[segment], batch.offsets[segment + 1]));
}
