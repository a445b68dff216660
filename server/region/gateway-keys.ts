import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  encodeBase64,
  encodeGatewayKeyConfig,
  gatewayKeyConfigOf,
  type GatewayKeyPair,
  gatewayKeyPairOf,
  generateGatewayKeyPair,
  type Manifest,
  sunsetOf,
} from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import { destroyFile, readTextFile, syncDirectory, writeFileDurably } from "./secret-file.ts";

/** An id is one byte; the keys themselves are counted on. */
const keyIds = 256;

/**
 * The keys with which this server opens what comes through relays: `<n>.key`, counted from 1, of which the id is n modulo 256.
 * The newest is for the next manifest; older ones are taken as long as a device may use them.
 *
 * @see SPEC.md §4.14
 */
export class GatewayKeys {
  readonly #directory: string;
  readonly #pairs = new Map<number, GatewayKeyPair>();

  /** @param directory - Made when missing. */
  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** The newest key's configuration as a manifest has it; a first key is made when there is none. */
  newestConfig(): string {
    const newest = this.#numbers().at(-1);
    return newest === undefined ? this.addKey() : this.#config(newest);
  }

  /** Make a new key, which the next manifest can name. @returns Its configuration. */
  addKey(): string {
    const number = (this.#numbers().at(-1) ?? 0) + 1;
    const { secretKey } = generateGatewayKeyPair();
    writeFileDurably(this.#path(number), Buffer.from(secretKey).toString("hex"));
    syncDirectory(this.#directory);
    return this.#config(number);
  }

  /** The key of an id, or null when there is none, or none any more. */
  find(keyId: number): GatewayKeyPair | null {
    const number = this.#numbers().findLast((each) => each % keyIds === keyId);
    return number === undefined ? null : this.#pair(number);
  }

  /** Whether a manifest's configuration is of a key that lies here. */
  has(keyConfig: string): boolean {
    return this.#numbers().some((number) => this.#config(number) === keyConfig);
  }

  /**
   * Destroy the keys that only manifests past their sunset named. One that none has named yet waits for its own.
   *
   * @param manifests - All of the region.
   * @param now - Unix seconds.
   */
  deleteOutOfUse(manifests: readonly Manifest[], now: number): void {
    for (const number of this.#numbers()) {
      const config = this.#config(number);
      const naming = manifests.filter(({ ohttp }) => ohttp?.keyConfig === config);
      if (naming.length === 0 || naming.some((manifest) => sunsetOf(manifest) > now)) continue;
      this.#destroy(number);
    }
  }

  /** Destroy all: the region has ended. */
  deleteAll(): void {
    for (const number of this.#numbers()) this.#destroy(number);
  }

  #destroy(number: number): void {
    destroyFile(this.#path(number));
    this.#pairs.get(number)?.secretKey.fill(0);
    this.#pairs.delete(number);
  }

  /** Another process may make keys, so they are looked for each time. */
  #numbers(): number[] {
    return readdirSync(this.#directory)
      .flatMap((name) => /^([1-9]\d{0,8})\.key$/.exec(name)?.[1] ?? [])
      .map(Number)
      .toSorted((one, other) => one - other);
  }

  #pair(number: number): GatewayKeyPair {
    const known = this.#pairs.get(number);
    if (known !== undefined) return known;
    const text = readTextFile(this.#path(number)) ?? "";
    if (!/^[0-9a-f]{64}$/.test(text)) {
      throw new OperatorError(`The key file ${this.#path(number)} is damaged: put it back.`);
    }
    const pair = gatewayKeyPairOf(Uint8Array.from(Buffer.from(text, "hex")));
    this.#pairs.set(number, pair);
    return pair;
  }

  #config(number: number): string {
    return encodeBase64(encodeGatewayKeyConfig(gatewayKeyConfigOf(number % keyIds, this.#pair(number))));
  }

  #path(number: number): string {
    return join(this.#directory, `${number}.key`);
  }
}
