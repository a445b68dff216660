import type { Database, Statement } from "./database.ts";

/** A laboratory's token as it is kept. */
export interface StoredApiToken {
  /** From 1 on; what the audit names it by. */
  readonly number: number;
  /** The laboratory's short name. */
  readonly name: string;
  /** So many claim codes a day at most. */
  readonly perDay: number;
  /** Unix days; refused from then on. */
  readonly expiresDay: number;
  /** The Unix day on which it was used last; null before. */
  readonly usedDay: number | null;
  /** Claim codes on that day. */
  readonly usedCount: number;
  /** Whether it has been revoked: nothing that opens anything is kept of it then. */
  readonly revoked: boolean;
}

/** What laboratories ask for claim codes with, as keyed hashes. Trusted to count a day's codes. */
export class ApiTokenTable {
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #all: Statement;
  readonly #use: Statement;
  readonly #revoke: Statement;
  readonly #deleteAll: Statement;

  constructor(database: Database) {
    const columns = `number, name, per_day AS "perDay", expires_day AS "expiresDay", used_day AS "usedDay",
      used_count AS "usedCount", token_hash IS NULL AS revoked`;
    this.#insert = database.prepare(
      `INSERT INTO api_token (number, token_hash, name, per_day, expires_day, used_count)
       SELECT 1 + coalesce(max(number), 0), ?, ?, ?, ?, 0 FROM api_token
       RETURNING number`,
    );
    this.#find = database.prepare(`SELECT ${columns} FROM api_token WHERE token_hash = ?`);
    this.#all = database.prepare(`SELECT ${columns} FROM api_token ORDER BY number`);
    this.#use = database.prepare("UPDATE api_token SET used_day = ?, used_count = ? WHERE number = ?");
    this.#revoke = database.prepare(
      "UPDATE api_token SET token_hash = NULL WHERE number = ? AND token_hash IS NOT NULL",
    );
    this.#deleteAll = database.prepare("DELETE FROM api_token");
  }

  /** @returns Its number. */
  async add(
    tokenHash: Uint8Array,
    { name, perDay, expiresDay }: Pick<StoredApiToken, "name" | "perDay" | "expiresDay">,
  ): Promise<number> {
    return (await this.#insert.get<{ number: number }>(tokenHash, name, perDay, expiresDay))!.number;
  }

  /** Expired or not, or null. */
  async find(tokenHash: Uint8Array): Promise<StoredApiToken | null> {
    const row = await this.#find.get(tokenHash);
    return row === undefined ? null : tokenOf(row);
  }

  /** All there ever were, revoked ones too: the audit names them. */
  async all(): Promise<StoredApiToken[]> {
    return (await this.#all.all()).map(tokenOf);
  }

  /** Note how many codes it has taken on a day. */
  async use(number: number, day: number, count: number): Promise<void> {
    await this.#use.run(day, count, number);
  }

  /** @returns False when there is none of that number, or it had been revoked. */
  async revoke(number: number): Promise<boolean> {
    return (await this.#revoke.run(number)) === 1;
  }

  /** Forget all, at sunset. */
  async deleteAll(): Promise<void> {
    await this.#deleteAll.run();
  }
}

function tokenOf(row: Record<string, unknown>): StoredApiToken {
  return { ...(row as unknown as StoredApiToken), revoked: Boolean(row["revoked"]) };
}
