/**
 * SQLite's primary result codes for a disk that is full (`SQLITE_FULL`) or does not take what is written (`SQLITE_IOERR`).
 *
 * @see https://www.sqlite.org/rescode.html
 */
const sqliteCodes: readonly unknown[] = [13, 10];

/**
 * PostgreSQL's for the same: `disk_full` and `io_error`. When its journal finds no room it stops altogether, and is away.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const postgresCodes: readonly unknown[] = ["53100", "58030"];

/** Whether an error of the database says that the disk is full or broken: the transaction was undone, and may be tried again. */
export function isDiskTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("errcode" in error) return sqliteCodes.includes((error.errcode as number) & 0xff);
  return "code" in error && postgresCodes.includes(error.code);
}
