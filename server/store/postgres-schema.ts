const trigger =
  /CREATE TRIGGER (\w+) BEFORE (INSERT|UPDATE|DELETE) ON (\w+)(?:\s+WHEN ([^;]*?))?\s+BEGIN SELECT RAISE\(ABORT, ('[^']*')\); END;/g;

/**
 * The schema, or a migration, in PostgreSQL's words. It is written once, in SQLite's: types, the ends of tables, and triggers that
 * refuse are all that differs.
 */
export function postgresSchema(sqliteSchema: string): string {
  return sqliteSchema
    .replaceAll(/--[^\n]*/g, "")
    .replaceAll(/\bINTEGER\b/g, "BIGINT")
    .replaceAll(/\bBLOB\b/g, "BYTEA")
    .replaceAll(/\) STRICT(, WITHOUT ROWID)?;/g, ");")
    .replaceAll(
      trigger,
      (_all, name: string, event: string, table: string, condition: string | undefined, words: string) => `
CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF ${condition ?? "true"} THEN RAISE EXCEPTION ${words}; END IF;
  RETURN ${event === "DELETE" ? "OLD" : "NEW"};
END $$;
CREATE TRIGGER ${name} BEFORE ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION ${name}();`,
    );
}

/** What PostgreSQL lacks of SQLite's functions: a whole number in a JSON object. */
export const postgresFunctions = `
CREATE FUNCTION json_extract(object TEXT, path TEXT) RETURNS BIGINT LANGUAGE sql IMMUTABLE
  AS $$ SELECT (object::json ->> substr(path, 3))::bigint $$;`;
