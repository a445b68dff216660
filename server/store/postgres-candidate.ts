import type { Connections, PostgresLink } from "./postgres-link.ts";

/** The number of the advisory lock that the publisher holds; the database is Celadon's alone. */
const publisherLock = 2;

/** How often the publisher shows that it lives. */
const beatMilliseconds = 2_000;

/** One that has not for so long, because it was stopped perhaps, is cut off by the database, and its lock is free. */
const silentMilliseconds = 8_000;

interface Office {
  readonly term: number;
  readonly end: () => Promise<void>;
}

/**
 * A node that would publish. Of all nodes the one that holds an advisory lock does, on a connection of its own, which the database
 * ends when the node dies or falls silent. A node that only slept does not know yet that it has lost the lock: so with the
 * lock comes a term, which what it writes is checked against.
 */
export class PostgresCandidate {
  readonly #link: PostgresLink;
  #office: Office | null = null;
  /** While it is not decided: one that takes long is not begun a second time. */
  #standing: Promise<number | null> | null = null;

  constructor(link: PostgresLink) {
    this.#link = link;
  }

  /** @returns The term in which this node publishes; null while another does. */
  async campaign(): Promise<number | null> {
    if (this.#office !== null) return this.#office.term;
    return this.#link.use(async (connections) => {
      this.#standing ??= this.#stand(connections).finally(() => (this.#standing = null));
      return this.#standing;
    });
  }

  /** What is not decided yet ends with the link's connections. */
  async close(): Promise<void> {
    await this.#office?.end();
  }

  async #stand(connections: Connections): Promise<number | null> {
    const { lost } = connections;
    let beat: NodeJS.Timeout | undefined;
    let isOver = false;
    const end = async (): Promise<void> => {
      isOver = true;
      clearInterval(beat);
      lost.removeEventListener("abort", onlost);
      if (this.#office?.end === end) this.#office = null;
      await connection.end({ timeout: 0 });
    };
    const onlost = (): void => void end();
    const connection = connections.open({ idle_session_timeout: silentMilliseconds }, onlost);
    lost.addEventListener("abort", onlost);
    try {
      // Lock and term in one statement, and so on one session: one that has lost the lock cannot begin a term.
      const [row] = await connection.unsafe<{ term: number }[]>(
        `UPDATE publisher SET term = term + 1 WHERE pg_try_advisory_lock(${publisherLock}) RETURNING term`,
      );
      if (row === undefined || isOver) {
        await end();
        return null;
      }
      beat = setInterval(() => {
        connection.unsafe("SELECT 1").catch(onlost);
      }, beatMilliseconds);
      beat.unref();
      this.#office = { term: row.term, end };
      return row.term;
    } catch (error) {
      await end();
      throw error;
    }
  }
}
