import { createHmac, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  generateNoteKey,
  type NoteSigner,
  noteSigner,
  type TicketKeyPair,
  type TicketPurpose,
} from "../../protocol/index.ts";
import { OperatorError } from "../operator-error.ts";
import { GatewayKeys } from "./gateway-keys.ts";
import { destroyFile, readTextFile, syncDirectory, writeFileDurably } from "./secret-file.ts";

const secretBytes = 32;

/** What a keyed hash is of. Each starts its message, so that no hash of one kind is a hash of another. */
export type HashPurpose =
  | "claim-code"
  | "ticket-request"
  | "ticket-nonce"
  | "report"
  | "staff-invitation"
  | "staff-session"
  | "staff-challenge"
  | "audit-head"
  | "api-token";

/** The keys of hashes, by their files. */
export const hashKeys = ["claim.key", "report.key"] as const;

export type HashKey = (typeof hashKeys)[number];

/**
 * The server's secrets: one file each, readable by its user alone. They lie outside the database, so that whoever gets only
 * the database can neither try claim codes nor recognise a nonce.
 *
 * - `steward.skey`, of a trial region only: signs manifests.
 * - `log.skey`: signs checkpoints.
 * - `claim.key`, `report.key`: keyed hashes of claim codes, and of all else that the database must not hold or be able to forge.
 * - `tickets/<purpose>-<epoch>.key`: until the epoch after its own is over.
 * - `gateway/<n>.key`: opens what comes through relays, as long as a manifest that names it is not past its sunset.
 * - `region`: the id of the region they belong to, once it has been made.
 */
export class KeyDirectory {
  readonly gateway: GatewayKeys;
  readonly #directory: string;
  readonly #tickets: string;
  readonly #secrets = new Map<string, Uint8Array>();

  /** @param directory - Made when missing. */
  constructor(directory: string) {
    this.#directory = directory;
    this.#tickets = join(directory, "tickets");
    mkdirSync(this.#tickets, { recursive: true, mode: 0o700 });
    this.gateway = new GatewayKeys(join(directory, "gateway"));
  }

  /** For the operator: where the keys lie. */
  get path(): string {
    return this.#directory;
  }

  /** The id of the region that these keys belong to, or null when none has been made. */
  regionId(): string | null {
    return readTextFile(join(this.#directory, "region"));
  }

  /** Note that the region has been made. From then on missing keys are an error, and missing data too. */
  setRegionId(regionId: string): void {
    writeFileDurably(join(this.#directory, "region"), regionId);
    syncDirectory(this.#directory);
  }

  /**
   * Make what is missing of the keys that a region needs, its tickets' apart. What a start that was cut short has left is
   * used.
   *
   * @param host - Names the keys: `<host>/steward`, `<host>/log`.
   * @param roles - Whose keys: only a trial region's steward is on the server.
   */
  makeMissing(host: string, roles: readonly ("steward" | "log")[] = ["steward", "log"]): void {
    for (const role of roles) {
      this.#makeMissing(`${role}.skey`, () => generateNoteKey(`${host}/${role}`).skey);
    }
    for (const name of hashKeys) {
      this.#makeMissing(name, () => randomBytes(secretBytes).toString("hex"));
    }
    syncDirectory(this.#directory);
  }

  /** Whether the steward's key lies here: this is a trial region, or becomes one. */
  hasSteward(): boolean {
    return this.#has("steward.skey");
  }

  /** Whether keys were made for a region whose stewards sign elsewhere. A trial region's steward's key is made first. */
  isPrepared(): boolean {
    return this.#has("log.skey") && !this.hasSteward();
  }

  /** The trial region's one steward. @throws {@link OperatorError} when the file is missing. */
  steward(): NoteSigner {
    if (!this.hasSteward()) {
      throw new OperatorError(
        "No steward's key is on this server: the stewards sign elsewhere, with `steward draft`, `sign`, `join` and `install`. " +
          `If this was a trial region, put ${join(this.#directory, "steward.skey")} back from your copy.`,
      );
    }
    return noteSigner(this.#read("steward.skey"));
  }

  /** Who signs the log's checkpoints. @throws {@link OperatorError} when the file is missing. */
  log(): NoteSigner {
    return noteSigner(this.#read("log.skey"));
  }

  /**
   * HMAC-SHA-256 of what the database must not hold.
   *
   * @returns 32 bytes.
   * @throws {@link OperatorError} when the key's file is missing.
   */
  hash(purpose: HashPurpose, message: Uint8Array | string): Uint8Array {
    return this.#hash(purpose === "claim-code" ? "claim.key" : "report.key", purpose, message);
  }

  /**
   * What tells whether others have the same key, and nothing else of it.
   *
   * @returns 32 bytes.
   * @throws {@link OperatorError} when the key's file is missing.
   */
  checkHash(name: HashKey): Uint8Array {
    return this.#hash(name, "key-check", "");
  }

  /**
   * Write the secret halves of new ticket keys, where {@link KeyDirectory.ticketSecret} has none.
   */
  addTicketKeys(keys: readonly { purpose: TicketPurpose; epoch: number; pair: TicketKeyPair }[]): void {
    for (const { purpose, epoch, pair } of keys) {
      const name = ticketFile(purpose, epoch);
      writeFileDurably(join(this.#tickets, name), Buffer.from(pair.secretKey).toString("hex"));
      this.#secrets.delete(name);
    }
    syncDirectory(this.#tickets);
  }

  /**
   * The secret key of a purpose and epoch, 32 bytes, or null when there is none, not yet or no longer. It lies in memory that
   * other threads can be given a view of: there is one copy, and {@link KeyDirectory.deleteTicketKeysBefore} wipes it for all.
   */
  ticketSecret(purpose: TicketPurpose, epoch: number): Uint8Array | null {
    const name = ticketFile(purpose, epoch);
    const known = this.#secrets.get(name);
    if (known !== undefined) return known;
    const text = readTextFile(join(this.#tickets, name));
    if (text === null) return null;
    const secret = new Uint8Array(new SharedArrayBuffer(secretBytes));
    secret.set(fromHex(text, name));
    this.#secrets.set(name, secret);
    return secret;
  }

  /** Destroy the ticket keys of earlier epochs: from then on nobody can make or recognise such a ticket. */
  deleteTicketKeysBefore(epoch: number): void {
    for (const name of readdirSync(this.#tickets)) {
      const match = /^\d-(\d+)\.key$/.exec(name);
      if (match === null || Number(match[1]) >= epoch) continue;
      destroyFile(join(this.#tickets, name));
      this.#secrets.get(name)?.fill(0);
      this.#secrets.delete(name);
    }
  }

  #has(name: string): boolean {
    return readTextFile(join(this.#directory, name)) !== null;
  }

  #makeMissing(name: string, make: () => string): void {
    const path = join(this.#directory, name);
    if (readTextFile(path) === null) writeFileDurably(path, make());
  }

  #read(name: string): string {
    const path = join(this.#directory, name);
    const text = readTextFile(path);
    if (text === null) throw new OperatorError(`The key ${path} is missing: put it back from your copy.`);
    return text;
  }

  #hash(name: HashKey, purpose: HashPurpose | "key-check", message: Uint8Array | string): Uint8Array {
    return createHmac("sha256", this.#secret(name)).update(`celadon/v1/${purpose}/`).update(message).digest();
  }

  #secret(name: string): Uint8Array {
    const secret = this.#secrets.get(name) ?? fromHex(this.#read(name), name);
    this.#secrets.set(name, secret);
    return secret;
  }
}

function ticketFile(purpose: TicketPurpose, epoch: number): string {
  return `${purpose}-${epoch}.key`;
}

function fromHex(text: string, name: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new OperatorError(`The key file ${name} is damaged: put it back.`);
  return Uint8Array.from(Buffer.from(text, "hex"));
}
