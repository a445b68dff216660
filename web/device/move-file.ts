import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { ProtocolError, Reader } from "../../protocol/index.ts";
import { DeviceError } from "./device-error.ts";
import { type KeyCost, keyCosts } from "./key-cost.ts";
import type { PassphraseKey } from "./passphrase-key.ts";

const magic = utf8ToBytes("CLDM");
const version = 1;
const checkLabel = utf8ToBytes("celadon/v1/move");
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const checkBytes = 4;

/** Largest content that is unpacked. */
const contentBytesMax = 16 * 1_048_576;

/**
 * A sealed move, read but not opened.
 *
 *     "CLDM" | version u8 = 1 | memory u8 | passes u8 | salt 16 | nonce 12 | sealed | check 4
 *
 * @see SPEC.md §4.11
 */
export interface MoveFile {
  /** Everything before `sealed`: it is sealed with it. */
  readonly header: Uint8Array;
  readonly cost: KeyCost;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  readonly sealed: Uint8Array;
}

/**
 * Seal a content under a passphrase. (Old phone.)
 *
 * @param progress - Told how far it is, 0 to 1.
 * @see SPEC.md §4.11
 */
export async function sealMove(
  content: Uint8Array,
  passphrase: string,
  deriveKey: PassphraseKey,
  progress?: (share: number) => void,
): Promise<Uint8Array> {
  const salt = randomBytes(saltBytes);
  const nonce = randomBytes(nonceBytes);
  const cost = keyCosts.move;
  const header = concatBytes(magic, Uint8Array.of(version, cost.memory, cost.passes), salt, nonce);
  const key = await keyFrom(await deriveKey({ passphrase, salt, cost }, progress), "encrypt");
  const packed = await through(new CompressionStream("deflate-raw"), content, Number.POSITIVE_INFINITY);
  const cipher = { name: "AES-GCM", iv: nonce, additionalData: header } as const;
  const sealed = new Uint8Array(await crypto.subtle.encrypt(cipher, key, packed as Uint8Array<ArrayBuffer>));
  const body = concatBytes(header, sealed);
  return concatBytes(body, checkOf(body));
}

/**
 * Read a sealed move without opening it: whether it is one, and whole. (New phone, before it asks for the passphrase.)
 *
 * @param bytes - Untrusted.
 * @throws DeviceError `not-a-move`, `newer-version` or `damaged`.
 * @see SPEC.md §4.11
 */
export function readMoveFile(bytes: Uint8Array): MoveFile {
  if (bytesToHex(bytes.subarray(0, magic.length)) !== bytesToHex(magic)) {
    throw new DeviceError("not-a-move", "it does not begin with CLDM");
  }
  try {
    const reader = new Reader(bytes, "move");
    reader.bytes(magic.length);
    const gotVersion = reader.u8();
    if (gotVersion !== version) throw new DeviceError("newer-version", `a move of version ${gotVersion}`);
    const memory = reader.u8();
    const passes = reader.u8();
    const salt = reader.bytes(saltBytes);
    const nonce = reader.bytes(nonceBytes);
    const header = reader.consumed();
    const sealed = reader.bytes(Math.max(tagBytes, reader.remaining - checkBytes));
    const body = reader.consumed();
    if (bytesToHex(reader.bytes(checkBytes)) !== bytesToHex(checkOf(body))) {
      throw new DeviceError("damaged", "move: the check bytes do not fit");
    }
    reader.end();
    if (memory < 14 || memory > 18 || passes < 1 || passes > 8) {
      throw new DeviceError("damaged", `move: a key of 2^${memory} KiB and ${passes} passes`);
    }
    return { header, cost: { memory, passes }, salt, nonce, sealed };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new DeviceError("damaged", error.message, { cause: error });
  }
}

/**
 * Open a sealed move. (New phone.)
 *
 * @throws DeviceError `wrong-passphrase`; `damaged` when what was sealed cannot be unpacked.
 */
export async function openMove(
  { header, cost, salt, nonce, sealed }: MoveFile,
  passphrase: string,
  deriveKey: PassphraseKey,
  progress?: (share: number) => void,
): Promise<Uint8Array> {
  const key = await keyFrom(await deriveKey({ passphrase, salt, cost }, progress), "decrypt");
  let packed: ArrayBuffer;
  try {
    const cipher = { name: "AES-GCM", iv: nonce, additionalData: header } as AesGcmParams;
    packed = await crypto.subtle.decrypt(cipher, key, sealed as Uint8Array<ArrayBuffer>);
  } catch (cause) {
    throw new DeviceError("wrong-passphrase", "the passphrase opens nothing", { cause });
  }
  try {
    return await through(new DecompressionStream("deflate-raw"), new Uint8Array(packed), contentBytesMax);
  } catch (cause) {
    throw new DeviceError("damaged", "move: what was sealed cannot be unpacked", { cause });
  }
}

function keyFrom(bytes: Uint8Array, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes as Uint8Array<ArrayBuffer>, "AES-GCM", false, [usage]);
}

/** @throws RangeError when more than `max` bytes come out; TypeError when they make no sense. */
async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array,
  max: number,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream);
  const reader = source.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(...parts);
    length += value.length;
    if (length > max) {
      await reader.cancel();
      throw new RangeError(`over ${max} bytes`);
    }
    parts.push(value);
  }
}

function checkOf(body: Uint8Array): Uint8Array {
  return sha256(concatBytes(checkLabel, body)).slice(0, checkBytes);
}
