import type { Database, Statement } from "./database.ts";

/**
 * Who publishes, and from which week on tickets can still be redeemed: one row, on which all nodes agree. Trusted to let no node
 * publish that another has taken over from.
 */
export class PublisherTable {
  readonly #row: Statement;
  readonly #setOldestEpoch: Statement;

  constructor(database: Database) {
    this.#row = database.prepare(`SELECT term, oldest_epoch AS "oldestEpoch" FROM publisher`);
    this.#setOldestEpoch = database.prepare("UPDATE publisher SET oldest_epoch = ? WHERE oldest_epoch < ?");
  }

  /** Whether a term, see `campaign`, is the newest. Ask inside the transaction that publishes. */
  async isInTerm(term: number): Promise<boolean> {
    return (await this.#read()).term === term;
  }

  /** The oldest epoch whose nonces are kept: the tickets of earlier ones are over, whatever a node's clock says. */
  async oldestEpoch(): Promise<number> {
    return (await this.#read()).oldestEpoch;
  }

  /** Note that the nonces of earlier epochs are being forgotten. It never goes back. */
  async setOldestEpoch(epoch: number): Promise<void> {
    await this.#setOldestEpoch.run(epoch, epoch);
  }

  async #read(): Promise<{ readonly term: number; readonly oldestEpoch: number }> {
    return (await this.#row.get<{ term: number; oldestEpoch: number }>())!;
  }
}
