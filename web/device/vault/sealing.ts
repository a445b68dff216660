import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from "hpke";
import { decodeRecord, encodeRecord } from "./record-bytes.ts";

/*
 * HPKE (RFC 9180), base mode, one key encapsulation a record. It is loaded only where a lock is in use.
 *
 * struct {
 *   u8     version = 1;
 *   opaque enc[32];          // the ephemeral X25519 public key
 *   opaque ciphertext[..];   // AES-128-GCM, with its tag of 16 bytes
 * } SealedRecord;
 *
 * info = "celadon/v1/sealed"      aad = version ‖ u8 length of the database's name ‖ that name ‖ the record's key
 */

/** The suite that all sealing uses. @see SPEC.md §4.13 */
export const sealingSuite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);

const version = 1;
const info = utf8ToBytes("celadon/v1/sealed");
const encapsulatedBytes = 32;

/** Where a record lies. It is bound to the place: put anywhere else, it does not open. */
export interface RecordPlace {
  /** At most 255 bytes of UTF-8. */
  readonly database: string;
  readonly key: string;
}

/** The vault's two keys, as bytes. */
export interface VaultKeyPair {
  /** X25519, 32 bytes. Everyone may see it: it only seals. */
  readonly publicKey: Uint8Array;
  /** X25519, 32 bytes. In memory only; on the disk wrapped, see `wrapped-key.ts`. */
  readonly privateKey: Uint8Array;
}

/** Draw the keys of a new vault. */
export async function generateVaultKeys(): Promise<VaultKeyPair> {
  const { publicKey, privateKey } = await sealingSuite.GenerateKeyPair(true);
  return {
    publicKey: await sealingSuite.SerializePublicKey(publicKey),
    privateKey: await sealingSuite.SerializePrivateKey(privateKey),
  };
}

/**
 * Seal a record. Needs no unlocked vault.
 *
 * @param publicKey - The vault's.
 * @param value - As `encodeRecord` takes it.
 * @see SPEC.md §4.13
 */
export async function sealRecord(
  publicKey: Uint8Array,
  place: RecordPlace,
  value: unknown,
): Promise<Uint8Array> {
  const key = await sealingSuite.DeserializePublicKey(publicKey);
  const { encapsulatedSecret, ciphertext } = await sealingSuite.Seal(key, encodeRecord(value), {
    info,
    aad: placeBytes(place),
  });
  return concatBytes(Uint8Array.of(version), encapsulatedSecret, ciphertext);
}

/**
 * Open a record.
 *
 * @throws Error when it was sealed for another vault or another place, or was changed: somebody altered the storage.
 * @see SPEC.md §4.13
 */
export async function openRecord(
  keys: VaultKeyPair,
  place: RecordPlace,
  sealed: Uint8Array,
): Promise<unknown> {
  const where = `${place.database} ${place.key}`;
  if (sealed[0] !== version) throw new Error(`${where}: sealed with version ${sealed[0]}, not ${version}`);
  const enc = sealed.slice(1, 1 + encapsulatedBytes);
  const ciphertext = sealed.slice(1 + encapsulatedBytes);
  let bytes: Uint8Array;
  try {
    bytes = await sealingSuite.Open(await imported(keys), enc, ciphertext, { info, aad: placeBytes(place) });
  } catch (cause) {
    throw new Error(`${where}: the sealed record does not open`, { cause });
  }
  return decodeRecord(bytes);
}

/** Keys as WebCrypto has them, as long as the private one is in memory. */
const importedKeys = new WeakMap<Uint8Array, Promise<CryptoKeyPair>>();

function imported({ publicKey, privateKey }: VaultKeyPair): Promise<CryptoKeyPair> {
  const known = importedKeys.get(privateKey);
  if (known !== undefined) return known;
  const pair = Promise.all([
    sealingSuite.DeserializePublicKey(publicKey),
    sealingSuite.DeserializePrivateKey(privateKey),
  ]).then((keys) => ({ publicKey: keys[0] as CryptoKey, privateKey: keys[1] as CryptoKey }));
  importedKeys.set(privateKey, pair);
  return pair;
}

function placeBytes({ database, key }: RecordPlace): Uint8Array {
  const name = utf8ToBytes(database);
  return concatBytes(Uint8Array.of(version, name.length), name, utf8ToBytes(key));
}
