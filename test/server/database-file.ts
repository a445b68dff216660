import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** All bytes that lie under a folder, file after file. */
export function bytesUnder(directory: string): Buffer {
  const files = (readdirSync(directory, { recursive: true }) as string[]).map((name) =>
    join(directory, name),
  );
  return Buffer.concat(files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)));
}

/** All rows of a table as a text, in the order in which SQLite gives them when none is asked for. */
export function rowsOf(path: string, table: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) =>
        Object.values(row)
          .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value)))
          .join(" "),
      );
  } finally {
    database.close();
  }
}

/** One column of one table. */
export interface Column {
  readonly table: string;
  readonly name: string;
}

/** Every column there is. */
export function columnsOf(path: string): Column[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database
      .prepare(
        `SELECT m.name AS "table", c.name AS name FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type = 'table' ORDER BY 1, 2`,
      )
      .all() as unknown as Column[];
  } finally {
    database.close();
  }
}

/**
 * Where the cells of a table lie in each of its leaf pages, in the order of their keys. SQLite fills a page from its end as
 * rows come, so this shows the order in which they came.
 */
export function cellOffsets(path: string, table: string): number[][] {
  const database = new DatabaseSync(path, { readOnly: true });
  const pages = database
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
    .all(table);
  const pageSize = Number(database.prepare("PRAGMA page_size").get()?.["page_size"]);
  database.close();
  const file = readFileSync(path);
  return pages.map(({ pageno }) => {
    const page = file.subarray((Number(pageno) - 1) * pageSize, Number(pageno) * pageSize);
    const cells = page.readUInt16BE(3);
    return Array.from({ length: cells }, (_, cell) => page.readUInt16BE(8 + 2 * cell));
  });
}
