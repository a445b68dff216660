/** What a column holds, or a place in a statement takes. Whole numbers stay below 2^53. */
export type Value = string | number | null | Uint8Array;

/** A row, by the names of its columns. */
export type Row = Readonly<Record<string, Value>>;

/** One statement, with `?` where its values go, or `?1`, `?2` where one goes into several places. */
export interface Statement {
  /** @returns How many rows it changed. */
  run(...values: Value[]): Promise<number>;
  /** The first row, if there is one. */
  get<Shape = Row>(...values: Value[]): Promise<Shape | undefined>;
  all<Shape = Row>(...values: Value[]): Promise<Shape[]>;
}

/** Whether a transaction waits for all others, or only for those that do. */
export type TransactionKind = "alone" | "together";

/**
 * Where the store keeps its tables. What a write or a transaction has acknowledged is on the disk.
 *
 * A statement belongs to the transaction it is called in, however deep the calls: nothing has to be handed on, and nothing
 * slips out of it by mistake. Those of one transaction are carried out in the order of their calls, also when none waits for the one
 * before. Outside of one, each is a transaction of its own and sees what has been committed.
 */
export interface Database {
  prepare(sql: string): Statement;
  /**
   * Do all of it, or nothing of it.
   *
   * @param work - Waits for nothing but this database; what it throws undoes everything and is thrown on. Transactions in it are refused.
   * @param kind - Default `alone`: no other runs meanwhile, over all processes. `together`, where the database can, beside others of this kind:
   *   they may only add rows, or change one by a single statement, so that their order does not matter.
   * @returns What `work` returned, after the commit has reached the disk.
   */
  transaction<Result>(work: () => Promise<Result>, kind?: TransactionKind): Promise<Result>;
  /**
   * Write the rows of tables anew, in the order of their first three columns, so that nothing shows in which order they came. In a
   * transaction.
   *
   * @returns False when another process was reading them, and they are as they were: try again later.
   */
  rewriteInOrder(tables: readonly string[]): Promise<boolean>;
  /**
   * Cut the journal back, so that what was deleted is in neither it nor the tables.
   *
   * @returns False when another process was reading: try again later.
   */
  truncateJournal(): Promise<boolean>;
  /**
   * The term in which this node publishes, or null while another does: of all nodes on this database the first that asked does, until it
   * ends or falls silent. A term may be over without the node's knowledge; the table `publisher` has the newest.
   */
  campaign(): Promise<number | null>;
  /** Once what is under way has ended. */
  close(): Promise<void>;
}
