/** Marks the file as Celadon's: "CELD" in ASCII, SQLite's `application_id`. */
export const applicationId = 0x43_45_4c_44;

/** Which schema the statements below make; kept in SQLite's `user_version`. */
export const schemaVersion = 6;

/** Since version 2. */
const logCosignatureTable = `
CREATE TABLE log_cosignature (
  size INTEGER NOT NULL,              -- of the log, as it was cosigned
  witness TEXT NOT NULL,              -- vkey
  checkpoint TEXT NOT NULL,           -- signed by the log alone
  line TEXT NOT NULL,                 -- the witness's signature line
  PRIMARY KEY (size, witness)
) STRICT, WITHOUT ROWID;
`;

/** Since version 3. */
const claimCountTables = `
CREATE TABLE claim_count (
  day INTEGER NOT NULL,               -- Unix days; a row goes when its day is in the log
  purpose INTEGER NOT NULL,           -- 1 report, 2 confirm, 3 retract
  issued INTEGER NOT NULL,            -- claim codes
  PRIMARY KEY (day, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim_count_due (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  day INTEGER NOT NULL                -- the first that the log does not tell of, Unix days
) STRICT;
`;

/** Since version 4: what peers publish, by the hash of their roots in 64 hex digits. */
const mirrorTables = `
CREATE TABLE mirror_head (
  peer TEXT PRIMARY KEY,
  root TEXT NOT NULL,                 -- the signed note, byte for byte
  size INTEGER NOT NULL,              -- of the log under the checkpoint that is shown
  frontier BLOB NOT NULL,             -- as in log_head
  checkpoint TEXT NOT NULL,           -- signed note with its cosignatures, byte for byte
  batches INTEGER NOT NULL,           -- how many the log names
  sequence INTEGER NOT NULL,          -- of the newest manifest in the log
  sunset INTEGER NOT NULL             -- of that manifest, Unix seconds
) STRICT, WITHOUT ROWID;

CREATE TABLE mirror_manifest (
  peer TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (peer, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE mirror_batch (
  peer TEXT NOT NULL,
  number INTEGER NOT NULL,
  closed INTEGER NOT NULL,            -- interval
  sha256 TEXT NOT NULL,               -- hex
  bytes BLOB NOT NULL,                -- the file
  PRIMARY KEY (peer, number)
) STRICT;

CREATE TABLE mirror_entry (
  peer TEXT NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (peer, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE mirror_node (
  peer TEXT NOT NULL,
  level INTEGER NOT NULL,             -- as in log_node
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (peer, level, position)
) STRICT, WITHOUT ROWID;
`;

/** Since version 5: who works here, and what they did. Times of staff, in Unix seconds unless said; of nobody else. */
const authorityTables = `
CREATE TABLE staff (
  number INTEGER PRIMARY KEY,         -- from 1 on, in the order of invitations
  name TEXT NOT NULL,                 -- their own, as they are called at work; empty until they have said it
  roles INTEGER NOT NULL,             -- 1 issuer + 2 approver + 4 administrator
  handle BLOB NOT NULL UNIQUE,        -- random, known to their passkeys
  ended_day INTEGER                   -- Unix days; NULL while they have access
) STRICT;

CREATE TABLE staff_invitation (
  token_hash BLOB PRIMARY KEY,        -- HMAC-SHA-256 of what the link carries
  staff INTEGER NOT NULL UNIQUE,      -- number
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_passkey (
  credential BLOB PRIMARY KEY,        -- its id
  staff INTEGER NOT NULL,
  public_key BLOB NOT NULL,           -- COSE
  counter INTEGER NOT NULL,           -- of signatures, as far as the passkey counts
  kind TEXT NOT NULL,                 -- what it lies on, one of a few words
  added_day INTEGER NOT NULL          -- Unix days
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_session (
  token_hash BLOB PRIMARY KEY,        -- HMAC-SHA-256 of the cookie
  staff INTEGER NOT NULL,
  credential BLOB NOT NULL,           -- the passkey that began it
  began INTEGER NOT NULL,
  used INTEGER NOT NULL,              -- last, to the minute
  proved INTEGER NOT NULL             -- when a passkey was shown last
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_challenge (
  challenge BLOB PRIMARY KEY,         -- one that has been answered
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE approval (
  number INTEGER PRIMARY KEY,
  action TEXT NOT NULL,
  numbers TEXT NOT NULL,              -- JSON, numbers only
  asker INTEGER NOT NULL,             -- staff
  decider INTEGER,                    -- staff; NULL while it waits
  state TEXT NOT NULL,                -- waiting, approved, refused, withdrawn, taken
  expires INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_entry (
  position INTEGER PRIMARY KEY,       -- from 0
  minute INTEGER NOT NULL,            -- Unix minutes
  staff INTEGER NOT NULL,             -- number; 0 is the command line on the server
  action TEXT NOT NULL,               -- one of a fixed set
  numbers TEXT NOT NULL,              -- JSON, numbers only
  hash BLOB NOT NULL                  -- over the one before and this entry
) STRICT;

CREATE TABLE audit_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  first INTEGER NOT NULL,             -- position of the oldest entry that is kept
  base BLOB NOT NULL,                 -- the hash before it
  next INTEGER NOT NULL,              -- position of the entry to come
  hash BLOB NOT NULL,                 -- the newest entry's
  seal BLOB NOT NULL                  -- HMAC-SHA-256 of all these; the key is not in the database
) STRICT;

CREATE TRIGGER audit_entry_appended BEFORE INSERT ON audit_entry
WHEN NEW.position <> coalesce((SELECT next FROM audit_head), 0)
BEGIN SELECT RAISE(ABORT, 'the audit record is only ever appended to'); END;

CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit record is only ever appended to'); END;

CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry
WHEN OLD.position >= (SELECT first FROM audit_head)
BEGIN SELECT RAISE(ABORT, 'the audit record is only ever appended to'); END;

CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
WHEN NEW.first < OLD.first OR NEW.next < OLD.next
BEGIN SELECT RAISE(ABORT, 'the audit record is only ever appended to'); END;

CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the audit record is only ever appended to'); END;
`;

/** Since version 5, too. */
const hourlyCountTable = `
CREATE TABLE hourly_count (
  hour INTEGER NOT NULL,              -- Unix hours
  event TEXT NOT NULL,                -- issued, claimed, expired, revoked; wrong
  purpose INTEGER NOT NULL,           -- 1 report, 2 confirm, 3 retract; 0 of a wrong code
  count INTEGER NOT NULL,             -- claim codes
  PRIMARY KEY (hour, event, purpose)
) STRICT, WITHOUT ROWID;
`;

/** Since version 5: lists for which claim codes are made, by row numbers, and what laboratories ask for claim codes with. */
const codeTables = `
CREATE TABLE claim_job (
  job BLOB PRIMARY KEY,               -- random, drawn by the page
  staff INTEGER NOT NULL,             -- who began it
  list_rows INTEGER NOT NULL,         -- how many; what stands in them stays in the page
  run INTEGER NOT NULL,               -- how often it was begun or taken up
  attempt INTEGER NOT NULL,           -- the newest that was taken
  issued INTEGER NOT NULL,            -- the rows before this one have been given a code
  saved INTEGER NOT NULL,             -- the rows before this one are in a file
  expires_hour INTEGER NOT NULL       -- Unix hours; when its last code does
) STRICT, WITHOUT ROWID;

CREATE TABLE claim_job_row (
  job BLOB NOT NULL,
  list_row INTEGER NOT NULL,          -- from 0, as in the file
  code_hash BLOB NOT NULL,            -- as in claim: the code that the row was given last
  PRIMARY KEY (job, list_row)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_token (
  number INTEGER PRIMARY KEY,         -- what the audit names it by
  token_hash BLOB UNIQUE,             -- HMAC-SHA-256 of the token; NULL once it has been revoked
  name TEXT NOT NULL,                 -- of the laboratory: letters, digits, hyphens
  per_day INTEGER NOT NULL,           -- claim codes at most
  expires_day INTEGER NOT NULL,       -- Unix days
  used_day INTEGER,                   -- of its last use, Unix days
  used_count INTEGER NOT NULL         -- claim codes on that day
) STRICT;
`;

/** Since version 6: on what several nodes agree. */
const nodeTables = `
CREATE TABLE publisher (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  term INTEGER NOT NULL,              -- grows when another node begins to publish
  oldest_epoch INTEGER NOT NULL       -- the nonces of earlier epochs are gone, and their tickets with them
) STRICT;
INSERT INTO publisher (one, term, oldest_epoch) VALUES (1, 0, 0);

CREATE TABLE key_check (
  name TEXT PRIMARY KEY,              -- of a key that is not in the database
  hash BLOB NOT NULL                  -- HMAC-SHA-256 of nothing under it: who has another key finds out
) STRICT, WITHOUT ROWID;
`;

/** What makes a file of the schema before one of the next: by its version. */
export const migrations: ReadonlyMap<number, string> = new Map([
  [1, logCosignatureTable],
  [2, claimCountTables],
  [3, mirrorTables],
  [4, authorityTables + hourlyCountTable + codeTables],
  [5, nodeTables],
]);

/**
 * All that the server keeps (DESIGN §2.13). No table holds an address, a user agent, or the order or time of arrival:
 *
 * - Rows that come from a person (`claim`, `pending`, `spent`) have no rowid. They lie in the order of their keys, which are
 *   keyed hashes, or tokens that are as good as random; see also {@link import("./store.ts").Store.forgetArrivalOrder}.
 * - The only times in these rows are a claim code's hour of expiry and the day until which a body's hash is kept.
 * - `claim_count` has how many claim codes were issued on a day, until the log says it.
 * - `staff` and the tables that begin with it, `approval` and those of the audit are about the people who work here: who they are at
 *   work, and what they did when. Nothing in them stands for a patient, a code, or where anybody was.
 * - `hourly_count` has how many were issued, claimed, expired, revoked or wrong in an hour, for fifteen days.
 * - `claim_job` and `claim_job_row` say which claim code the row of a list was given, so that a row never has two, until these codes have
 *   expired. What stands in a row, only the office knows.
 * - `region`, `manifest`, `batch`, the four tables of the log and those of the mirror hold what everyone may see.
 */
export const schema = `
CREATE TABLE region (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  root TEXT NOT NULL                  -- the root text, byte for byte
) STRICT;

CREATE TABLE manifest (
  sequence INTEGER PRIMARY KEY,
  note TEXT NOT NULL                  -- the whole signed note
) STRICT;

CREATE TABLE batch (
  number INTEGER PRIMARY KEY,         -- consecutive, from 0
  period_start INTEGER NOT NULL UNIQUE, -- Unix seconds; what lets each period close once
  closed INTEGER NOT NULL,            -- interval
  bytes BLOB NOT NULL                 -- the file
) STRICT;

CREATE TABLE log_entry (
  position INTEGER PRIMARY KEY,       -- from 0
  text TEXT NOT NULL
) STRICT;

CREATE TABLE log_node (
  level INTEGER NOT NULL,             -- of the tile: 0 has the leaves, 1 the roots of 256 leaves
  position INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  size INTEGER NOT NULL,
  frontier BLOB NOT NULL,             -- roots of the complete subtrees, largest first, 32 bytes each
  checkpoint TEXT NOT NULL            -- signed note
) STRICT;

${logCosignatureTable}${mirrorTables}
CREATE TABLE claim (
  code_hash BLOB PRIMARY KEY,         -- HMAC-SHA-256 of the code; the key is not in the database
  purpose INTEGER NOT NULL,           -- 1 report, 2 confirm, 3 retract
  expires_hour INTEGER NOT NULL,      -- Unix hours, rounded up
  request_hash BLOB,                  -- HMAC-SHA-256 of the request that used it, NULL while unused
  answer BLOB                         -- what that request got and gets again
) STRICT, WITHOUT ROWID;

${claimCountTables.trim()}
${hourlyCountTable.trimEnd()}

CREATE TABLE pending (
  due_batch INTEGER NOT NULL,         -- the number of the batch it goes into
  evidence INTEGER NOT NULL,          -- 1 reported, 2 confirmed, 3 retracted
  token BLOB NOT NULL,
  PRIMARY KEY (due_batch, evidence, token)
) STRICT, WITHOUT ROWID;

CREATE TABLE spent (
  nonce_hash BLOB PRIMARY KEY,        -- HMAC-SHA-256 of the ticket's nonce
  epoch INTEGER NOT NULL,             -- the ticket's week; goes with its key
  body_hash BLOB,                     -- HMAC-SHA-256 of the report, NULL after its day
  body_until_day INTEGER              -- Unix days
) STRICT, WITHOUT ROWID;
${authorityTables}${codeTables}${nodeTables}`;
