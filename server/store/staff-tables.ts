import type { DatabaseSync, StatementSync } from "node:sqlite";

/** A person who works here, as they are kept. */
export interface StoredStaff {
  readonly number: number;
  /** Their own, as they are called at work; empty until they have said it. */
  readonly name: string;
  /** 1 issuer + 2 approver + 4 administrator. */
  readonly roles: number;
  /** Random bytes that their passkeys know them by. */
  readonly handle: Uint8Array;
  /** Unix days; null while they have access. */
  readonly endedDay: number | null;
}

/** A passkey as it is kept. */
export interface StoredPasskey {
  readonly credential: Uint8Array;
  readonly staff: number;
  /** COSE. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly kind: string;
  /** Unix days. */
  readonly addedDay: number;
}

/** An open invitation. */
export interface StoredInvitation {
  readonly staff: number;
  /** Unix seconds. */
  readonly expires: number;
}

const staffColumns = "number, name, roles, handle, ended_day AS endedDay";
const passkeyColumns = "credential, staff, public_key AS publicKey, counter, kind, added_day AS addedDay";

/**
 * Who works here, how they are invited and what they sign in with. Trusted to know who has which role. It cannot be signed in with:
 * invitations are keyed hashes, passkeys public keys.
 */
export class StaffTables {
  readonly #insert: StatementSync;
  readonly #all: StatementSync;
  readonly #find: StatementSync;
  readonly #setName: StatementSync;
  readonly #setRoles: StatementSync;
  readonly #end: StatementSync;
  readonly #deleteForgotten: StatementSync;
  readonly #invite: StatementSync;
  readonly #invitation: StatementSync;
  readonly #invitations: StatementSync;
  readonly #useInvitation: StatementSync;
  readonly #deleteInvitation: StatementSync;
  readonly #deleteExpired: StatementSync;
  readonly #deleteInvitations: StatementSync;
  readonly #insertPasskey: StatementSync;
  readonly #passkey: StatementSync;
  readonly #passkeys: StatementSync;
  readonly #setCounter: StatementSync;
  readonly #setKind: StatementSync;
  readonly #deletePasskey: StatementSync;
  readonly #deletePasskeys: StatementSync;
  readonly #deleteAll: readonly StatementSync[];

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      `INSERT INTO staff (number, name, roles, handle)
       SELECT 1 + max(coalesce((SELECT max(number) FROM staff), 0), coalesce((SELECT max(staff) FROM audit_entry), 0)), ?, ?, ?`,
    );
    this.#all = database.prepare(`SELECT ${staffColumns} FROM staff ORDER BY number`);
    this.#find = database.prepare(`SELECT ${staffColumns} FROM staff WHERE number = ?`);
    this.#setName = database.prepare("UPDATE staff SET name = ? WHERE number = ?");
    this.#setRoles = database.prepare("UPDATE staff SET roles = ? WHERE number = ?");
    this.#end = database.prepare("UPDATE staff SET ended_day = ? WHERE number = ? AND ended_day IS NULL");
    this.#deleteForgotten = database.prepare(
      `DELETE FROM staff WHERE ended_day < ? AND number NOT IN (
         SELECT staff FROM audit_entry
         UNION ALL SELECT coalesce(json_extract(numbers, '$.staff'), 0) FROM audit_entry)`,
    );
    this.#invite = database.prepare(
      "INSERT OR REPLACE INTO staff_invitation (token_hash, staff, expires) VALUES (?, ?, ?)",
    );
    this.#invitation = database.prepare("SELECT staff, expires FROM staff_invitation WHERE token_hash = ?");
    this.#invitations = database.prepare("SELECT staff, expires FROM staff_invitation ORDER BY staff");
    this.#useInvitation = database.prepare("DELETE FROM staff_invitation WHERE token_hash = ?");
    this.#deleteInvitation = database.prepare("DELETE FROM staff_invitation WHERE staff = ?");
    this.#deleteExpired = database.prepare("DELETE FROM staff_invitation WHERE expires <= ?");
    this.#deleteInvitations = database.prepare("DELETE FROM staff_invitation");
    this.#insertPasskey = database.prepare(
      `INSERT OR IGNORE INTO staff_passkey (credential, staff, public_key, counter, kind, added_day)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#passkey = database.prepare(`SELECT ${passkeyColumns} FROM staff_passkey WHERE credential = ?`);
    this.#passkeys = database.prepare(
      `SELECT ${passkeyColumns} FROM staff_passkey WHERE staff = ? ORDER BY added_day, credential`,
    );
    this.#setCounter = database.prepare("UPDATE staff_passkey SET counter = ? WHERE credential = ?");
    this.#setKind = database.prepare("UPDATE staff_passkey SET kind = ? WHERE credential = ?");
    this.#deletePasskey = database.prepare("DELETE FROM staff_passkey WHERE credential = ?");
    this.#deletePasskeys = database.prepare("DELETE FROM staff_passkey WHERE staff = ?");
    this.#deleteAll = ["staff", "staff_invitation", "staff_passkey"].map((table) =>
      database.prepare(`DELETE FROM ${table}`),
    );
  }

  /** @returns Their number. */
  add({ name, roles, handle }: Pick<StoredStaff, "name" | "roles" | "handle">): number {
    return Number(this.#insert.run(name, roles, handle).lastInsertRowid);
  }

  /** All, also those whose access has ended, by number. */
  all(): StoredStaff[] {
    return this.#all.all() as unknown as StoredStaff[];
  }

  find(number: number): StoredStaff | null {
    return (this.#find.get(number) as unknown as StoredStaff | undefined) ?? null;
  }

  setName(number: number, name: string): void {
    this.#setName.run(name, number);
  }

  setRoles(number: number, roles: number): void {
    this.#setRoles.run(roles, number);
  }

  /** Their access ends: passkeys and invitation go. Sessions are elsewhere. @param day - Unix days. */
  end(number: number, day: number): void {
    this.#end.run(day, number);
    this.#deletePasskeys.run(number);
    this.#deleteInvitation.run(number);
  }

  /** Forget those whose access ended before a day and of whom the audit has nothing any more. */
  deleteForgotten(day: number): void {
    this.#deleteForgotten.run(day);
  }

  /** A person's invitation; the one before is void. */
  invite(tokenHash: Uint8Array, { staff, expires }: StoredInvitation): void {
    this.#invite.run(tokenHash, staff, expires);
  }

  /** Expired or not, or null. */
  invitation(tokenHash: Uint8Array): StoredInvitation | null {
    return (this.#invitation.get(tokenHash) as unknown as StoredInvitation | undefined) ?? null;
  }

  invitations(): StoredInvitation[] {
    return this.#invitations.all() as unknown as StoredInvitation[];
  }

  /** @returns False when it has been used, or is not there. */
  useInvitation(tokenHash: Uint8Array): boolean {
    return this.#useInvitation.run(tokenHash).changes === 1;
  }

  /** Forget the invitations that expired at or before a moment. */
  deleteExpiredInvitations(now: number): void {
    this.#deleteExpired.run(now);
  }

  /** Forget all invitations. */
  deleteInvitations(): void {
    this.#deleteInvitations.run();
  }

  /** @returns False when a passkey of this id is there already. */
  addPasskey({ credential, staff, publicKey, counter, kind, addedDay }: StoredPasskey): boolean {
    return this.#insertPasskey.run(credential, staff, publicKey, counter, kind, addedDay).changes === 1;
  }

  passkey(credential: Uint8Array): StoredPasskey | null {
    return (this.#passkey.get(credential) as unknown as StoredPasskey | undefined) ?? null;
  }

  passkeysOf(staff: number): StoredPasskey[] {
    return this.#passkeys.all(staff) as unknown as StoredPasskey[];
  }

  setCounter(credential: Uint8Array, counter: number): void {
    this.#setCounter.run(counter, credential);
  }

  setPasskeyKind(credential: Uint8Array, kind: string): void {
    this.#setKind.run(kind, credential);
  }

  deletePasskey(credential: Uint8Array): void {
    this.#deletePasskey.run(credential);
  }

  /** Forget all, at sunset. */
  deleteAll(): void {
    for (const statement of this.#deleteAll) statement.run();
  }
}
