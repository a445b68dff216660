import type postgres from "postgres";

/** The number of the advisory lock that the publisher holds; the database is Celadon's alone. */
const publisherLock = 2;

/** How often the publisher shows that it lives. */
const beatMilliseconds = 2_000;

/** One that has not for so long, because it was stopped perhaps, is cut off by the database, and its lock is free. */
const silentMilliseconds = 8_000;

type Connection = postgres.Sql<{ bigint: number; bytea: Uint8Array<ArrayBuffer> }>;

/** Opens one connection, which stays until it is ended; `onclose` is called when it has gone. */
type Connect = (settings: Record<string, number>, onclose: () => void) => Connection;

interface Office {
  readonly connection: Connection;
  readonly term: number;
  readonly beat: NodeJS.Timeout;
}

/**
 * A node that would publish. Of all nodes the one that holds an advisory lock does, on a connection of its own, which the database
 * ends when the node dies or falls silent. A node that only slept does not know yet that it has lost the lock: so with the
 * lock comes a term, which what it writes is checked against.
 */
export class PostgresCandidate {
  readonly #connect: Connect;
  #office: Office | null = null;
  #campaign: Promise<number | null> | null = null;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** @returns The term in which this node publishes; null while another does. */
  async campaign(): Promise<number | null> {
    if (this.#office !== null) return this.#office.term;
    this.#campaign ??= this.#stand().finally(() => (this.#campaign = null));
    return this.#campaign;
  }

  async close(): Promise<void> {
    await this.#campaign?.catch(() => null);
    if (this.#office !== null) await this.#leave(this.#office);
  }

  async #stand(): Promise<number | null> {
    let office: Office | null = null;
    let isClosed = false;
    const connection = this.#connect({ idle_session_timeout: silentMilliseconds }, () => {
      isClosed = true;
      if (office !== null) void this.#leave(office);
    });
    // Lock and term in one statement, and so on one session: one that has lost the lock cannot begin a term.
    const rows = await connection
      .unsafe(
        `UPDATE publisher SET term = term + 1 WHERE pg_try_advisory_lock(${publisherLock}) RETURNING term`,
      )
      .catch(async (error: unknown) => {
        await connection.end({ timeout: 0 });
        throw error;
      });
    if (rows.length === 0 || isClosed) {
      await connection.end({ timeout: 0 });
      return null;
    }
    const beat = setInterval(() => {
      connection.unsafe("SELECT 1").catch(() => office && this.#leave(office));
    }, beatMilliseconds);
    beat.unref();
    office = { connection, term: rows[0]!["term"] as number, beat };
    this.#office = office;
    return office.term;
  }

  async #leave(office: Office): Promise<void> {
    clearInterval(office.beat);
    if (this.#office === office) this.#office = null;
    await office.connection.end({ timeout: 0 });
  }
}
