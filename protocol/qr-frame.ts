import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ProtocolError } from "./errors.ts";
import { Reader, unsignedBytes } from "./reader.ts";

const prefixes = {
  /** A phone's encrypted content, on its way to a new phone. */
  move: "CELADON-MOVE:",
  /** Visits that a case hands to the health authority. */
  visits: "CELADON-VISITS:",
  /** One visit for the phone of somebody who was there, too. */
  visit: "CELADON-VISIT:",
  /** A place's future codes, for a second display. */
  display: "CELADON-DISPLAY:",
} as const;

const version = 1;
const transferLabel = utf8ToBytes("celadon/v1/transfer");
const frameLabel = utf8ToBytes("celadon/v1/frame");
const transferIdBytes = 8;
const checkBytes = 4;
const digitsMax = 1_100;

/** How many bytes of a transfer one frame carries; the last one may carry fewer. @see SPEC.md §4.11 */
export const frameChunkBytes = 400;

/** Longest transfer that is shown as frames; what is longer goes as a file. @see SPEC.md §4.11 */
export const transferBytesMax = 1_048_576;

/** What is handed over. Each kind has a prefix of its own, so that no reader takes one for another. */
export type TransferKind = keyof typeof prefixes;

/**
 * One QR code of several that together carry a transfer.
 *
 *     version u8 = 1 | transfer id 8 | length u24 | index u16 | chunk | check 4
 *
 * @see SPEC.md §4.11
 */
export interface QrFrame {
  readonly kind: TransferKind;
  /** 16 hex digits; equal in all frames of a transfer. */
  readonly transferId: string;
  /** Of the whole transfer, bytes. */
  readonly length: number;
  /** Which chunk, from 0. */
  readonly index: number;
  readonly chunk: Uint8Array;
}

/** The frames of one transfer, as far as they were seen, in whatever order. */
export interface FrameCollection extends Pick<QrFrame, "kind" | "transferId" | "length"> {
  readonly chunks: ReadonlyMap<number, Uint8Array>;
}

/** How many frames carry so many bytes. */
export function frameCount(length: number): number {
  return Math.ceil(length / frameChunkBytes);
}

/**
 * The texts of the QR codes that carry a transfer. (Sender; shown one after the other, again and again.)
 *
 * @param whole - 1 to {@link transferBytesMax} bytes. Whoever films the frames has them all.
 * @throws RangeError when it is empty or too long.
 * @see SPEC.md §4.11
 */
export function encodeFrames(kind: TransferKind, whole: Uint8Array): string[] {
  if (whole.length < 1 || whole.length > transferBytesMax) {
    throw new RangeError(`a transfer has 1 to ${transferBytesMax} bytes, not ${whole.length}`);
  }
  const id = transferIdOf(kind, whole);
  return Array.from({ length: frameCount(whole.length) }, (_, index) => {
    const body = concatBytes(
      Uint8Array.of(version),
      id,
      unsignedBytes(whole.length, 3),
      unsignedBytes(index, 2),
      whole.subarray(index * frameChunkBytes, (index + 1) * frameChunkBytes),
    );
    return prefixes[kind] + BigInt(`0x${bytesToHex(concatBytes(body, checkOf(kind, body)))}`).toString(10);
  });
}

/** Which kind of transfer a scanned text belongs to, by its prefix; `null` when it is something else. */
export function frameKind(text: string): TransferKind | null {
  const kinds = Object.keys(prefixes) as TransferKind[];
  return kinds.find((kind) => text.startsWith(prefixes[kind])) ?? null;
}

/**
 * Read one frame. (Receiver.)
 *
 * @param text - Untrusted: whatever the camera saw.
 * @throws {@link ProtocolError} `not-a-code` without one of the prefixes, `not-digits`, `wrong-check`, `unsupported-version`,
 *   `malformed`, in this order.
 * @see SPEC.md §4.11
 */
export function decodeFrame(text: string): QrFrame {
  const kind = frameKind(text);
  if (kind === null) throw new ProtocolError("not-a-code", "no frame's prefix at the beginning");
  const digits = text.slice(prefixes[kind].length);
  if (digits.length > digitsMax || !/^[1-9][0-9]*$/.test(digits)) {
    throw new ProtocolError("not-digits", `frame: wanted 1 to ${digitsMax} digits without leading zero`);
  }
  const hex = BigInt(digits).toString(16);
  const payload = hexToBytes(hex.length % 2 === 0 ? hex : `0${hex}`);
  const body = payload.subarray(0, Math.max(0, payload.length - checkBytes));
  if (bytesToHex(checkOf(kind, body)) !== bytesToHex(payload.subarray(body.length))) {
    throw new ProtocolError("wrong-check", "frame: the check bytes do not fit");
  }
  const reader = new Reader(body, "frame");
  const gotVersion = reader.u8();
  if (gotVersion !== version) {
    throw new ProtocolError("unsupported-version", `frame: version ${gotVersion}, wanted ${version}`);
  }
  const transferId = bytesToHex(reader.bytes(transferIdBytes));
  const length = reader.u24();
  const index = reader.u16();
  if (length < 1 || length > transferBytesMax || index >= frameCount(length)) {
    throw new ProtocolError("malformed", `frame: chunk ${index} of ${length} bytes`);
  }
  const chunk = reader.bytes(Math.min(frameChunkBytes, length - index * frameChunkBytes));
  reader.end();
  return { kind, transferId, length, index, chunk };
}

/**
 * Take a frame. One of another transfer begins a new collection: the sender has begun anew.
 *
 * @returns The same collection when the frame is in it already.
 */
export function takeFrame(collection: FrameCollection | null, frame: QrFrame): FrameCollection {
  const { kind, transferId, length, index, chunk } = frame;
  const isSame =
    collection?.kind === kind && collection.transferId === transferId && collection.length === length;
  if (isSame && collection.chunks.has(index)) return collection;
  const chunks = new Map(isSame ? collection.chunks : []);
  return { kind, transferId, length, chunks: chunks.set(index, chunk) };
}

/**
 * What the frames carry.
 *
 * @returns `null` as long as frames are missing.
 * @throws {@link ProtocolError} `wrong-check` when they do not make what the sender showed.
 */
export function joinFrames({ kind, transferId, length, chunks }: FrameCollection): Uint8Array | null {
  const count = frameCount(length);
  if (chunks.size < count) return null;
  const whole = concatBytes(...Array.from({ length: count }, (_, index) => chunks.get(index)!));
  if (bytesToHex(transferIdOf(kind, whole)) !== transferId) {
    throw new ProtocolError("wrong-check", "frames: they do not belong together");
  }
  return whole;
}

function transferIdOf(kind: TransferKind, whole: Uint8Array): Uint8Array {
  return sha256(concatBytes(transferLabel, utf8ToBytes(prefixes[kind]), whole)).slice(0, transferIdBytes);
}

function checkOf(kind: TransferKind, body: Uint8Array): Uint8Array {
  return sha256(concatBytes(frameLabel, utf8ToBytes(prefixes[kind]), body)).slice(0, checkBytes);
}
