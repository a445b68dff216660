/**
 * SQLite's primary result codes for a disk that is full (`SQLITE_FULL`) or does not take what is written (`SQLITE_IOERR`).
 *
 * @see https://www.sqlite.org/rescode.html
 */
const diskCodes: readonly unknown[] = [13, 10];

/** Whether an error of the database says that the disk is full or broken: the transaction was undone, and may be tried again. */
export function isDiskTrouble(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && diskCodes.includes((error.errcode as number) & 0xff);
}
